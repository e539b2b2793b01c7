import { createHash, randomBytes } from 'node:crypto';

import type { MachineAlgorithm } from '#shared/model/machine.ts';

import type { MinerFamily } from '#engine/discovery/families.ts';
import type { MachineRow } from '#engine/store/machine-store.ts';

import { isWeakMac, type Sighting } from './identity.ts';

/** A machine as this room knows it. Others read it and never write it. */
export type MachineRecord = Omit<MachineRow, 'family' | 'algorithm'> & {
  family: MinerFamily;
  algorithm: MachineAlgorithm;
};

export type LinkedBy = NonNullable<MachineRow['linkedBy']>;

/** Wait after two wrong credentials or the machine's own word that it has locked us out, ms. */
export const LEFT_ALONE_MS = 30 * 60_000;

/**
 * Until when it is left alone, wall clock; null = it is not. A wall clock that was set back must not keep it away
 * for longer than was meant.
 */
export function leftAloneUntil(
  { leftAloneUntilMs }: Pick<MachineRecord, 'leftAloneUntilMs'>,
  nowMs: number,
): number | null {
  const leftMs = (leftAloneUntilMs ?? nowMs) - nowMs;
  return leftMs > 0 && leftMs <= LEFT_ALONE_MS ? leftAloneUntilMs : null;
}

/** A record of a machine that is seen for the first time. */
export function newRecord(id: string, address: string, nowMs: number): MachineRecord {
  return {
    id,
    mac: null,
    serial: null,
    address,
    isAtAddress: true,
    family: 'unknown',
    model: null,
    firmware: null,
    algorithm: 'unknown',
    minerId: null,
    linkedBy: null,
    keptApart: [],
    worker: null,
    pointedUrl: null,
    pointedAtMs: null,
    firstSeenAtMs: nowMs,
    lastSeenAtMs: nowMs,
    mergedInto: null,
    leftAloneUntilMs: null,
    wrongTries: 0,
    workedCredential: null,
    refusedCredentials: [],
    restartedAtMs: null,
    putToSleepAtMs: null,
  };
}

/** `m-` and 12 hex digits: of the MAC, else of the serial number, else by chance; never one that is taken. */
export function newMachineId(
  sign: { mac: string | null; serial: string | null },
  isTaken: (id: string) => boolean,
): string {
  let digits = sign.mac?.replaceAll(':', '');
  if (digits === undefined && sign.serial !== null) {
    digits = createHash('sha256').update(`serial ${sign.serial}`).digest('hex').slice(0, 12);
  }
  while (digits === undefined || isTaken(`m-${digits}`)) digits = randomBytes(6).toString('hex');
  return `m-${digits}`;
}

/** Known by its address only, and not pointed: when that proves to be another machine's, nothing is left. */
export function isNameless({ mac, serial, worker }: MachineRecord): boolean {
  return mac === null && serial === null && worker === null;
}

/** Only a proxy session tells of it: nothing would be lost with the record. */
export function isPlaceholder(machine: MachineRecord): boolean {
  return machine.family === 'unknown' && isNameless(machine);
}

/** The machine in the owner's words: `Antminer S19 at 10.0.0.5`. */
export function machineName({ model, address }: Pick<MachineRecord, 'model' | 'address'>): string {
  return `${model ?? 'The machine'} at ${address}`;
}

/** Takes over what a sighting tells. What is known is not forgotten because one reply did not say it. */
export function learn(record: MachineRecord, seen: Omit<Sighting, 'address'>): void {
  if (seen.mac !== null && (record.mac === null || (isWeakMac(record.mac) && !isWeakMac(seen.mac)))) {
    record.mac = seen.mac;
  }
  record.serial ??= seen.serial;
  const isVaguer = seen.family === 'cgminer-unknown' && record.family !== 'unknown';
  if (seen.family !== 'unknown' && !isVaguer) record.family = seen.family;
  record.model = short(seen.model) ?? record.model;
  record.firmware = short(seen.firmware) ?? record.firmware;
}

/** True where nothing but the time of the last sighting differs. */
export function isSame(before: MachineRecord, after: MachineRecord): boolean {
  return Object.entries(before).every(
    ([key, value]) => key === 'lastSeenAtMs' || after[key as keyof MachineRecord] === value,
  );
}

function short(text: string | null): string | null {
  return text === null || text.trim() === '' ? null : text.trim().slice(0, 128);
}
