import type { PoolSnapshot } from '#engine/drivers/driver.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';
import { minerNameOf } from '#engine/registry/miner-name.ts';
import { formatPoolUrl, type PoolAddress } from '#shared/pool-url.ts';

import { behindOf, willStandBehind } from './behind-us.ts';
import type { PointableMachine, PointingDeps } from './pointing-deps.ts';
import {
  fillPasswords,
  isSameUrl,
  missingPasswords,
  namesOf,
  type PoolName,
  type TypedPassword,
} from './pool-lists.ts';
import type { KeptSnapshot, SnapshotVault } from './snapshot-vault.ts';
import { sentenceOf, type Talk } from './talk.ts';
import { StoppedError } from './waiting.ts';
import { chooseWorker } from './worker-name.ts';

/** What is written with the proxy's address; it asks for no password. */
export const OUR_PASSWORD = 'x';

export interface ExamineParts {
  deps: PointingDeps;
  talk: Talk;
  vault: SnapshotVault;
}

export interface ExamineOrder {
  /** Written in place of the address that fits the machine. */
  proxy: PoolAddress | null;
  passwords: readonly TypedPassword[];
  /** A new worker name is another machine's that is being changed. */
  isReserved: (name: string) => boolean;
  /** A worker name is this machine's from now on. */
  reserve: (name: string) => void;
}

/** What pointing one machine would do, and what it has now. */
export interface Examined {
  /** True, or the sentence that says why nothing is written. */
  can: true | string;
  /** It points here already. */
  isHere: boolean;
  /** Its first pool is the proxy, at this address or at another one. */
  isOurs: boolean;
  target: { url: string; worker: string } | null;
  /** Its pools now. */
  pools: PoolName[];
  /** What it goes back to if it does not come. */
  before: PoolSnapshot | null;
  /** What `point` is to put behind us. */
  behind: PoolSnapshot | null;
  /** What will stand behind us in the end, where that is not what it has now, or is somebody else's in part. */
  willStandBehind: PoolName[] | null;
  /** The kept snapshot that `before` is, where it has pools of ours now; else null. */
  keptSeq: number | null;
  /** Passwords that must be typed before anything is written. */
  asked: PoolName[];
}

/** True, or the sentence that says why this machine's pools are not written; asks nobody. */
export function mayBePointed(machine: PointableMachine, deps: PointingDeps): true | string {
  if (machine.algorithm === 'other') {
    return 'It mines by another algorithm than SHA-256d and can never be pointed here.';
  }
  if (machine.algorithm === 'unknown' && machine.minerId === null) {
    return 'Its algorithm is not known; only machines that mine by SHA-256d are pointed here.';
  }
  return canWrite(machine, deps);
}

/** True, or the sentence that says why the pools of this firmware are not written. */
export function canWrite(machine: PointableMachine, { drivers }: PointingDeps): true | string {
  const { family, model, firmware } = machine;
  const driver = drivers(family);
  if (!driver) return 'Nothing is known of how the pools of this machine are written.';
  return driver.controls({ family, model, firmware }).pools;
}

/** Reads a machine's pools and decides what would be written. Throws only `StoppedError` and bugs. */
export async function examine(
  { deps, talk, vault }: ExamineParts,
  machine: PointableMachine,
  order: ExamineOrder,
): Promise<Examined> {
  const refused: Examined = {
    can: true,
    isHere: false,
    isOurs: false,
    target: null,
    pools: [],
    before: null,
    behind: null,
    willStandBehind: null,
    keptSeq: null,
    asked: [],
  };
  const allowed = mayBePointed(machine, deps);
  if (allowed !== true) return { ...refused, can: allowed };
  try {
    const read = await talk.ask(machine.id, async (driver, link) => ({
      before: await driver.snapshot(link),
      address: order.proxy ? formatPoolUrl(order.proxy) : `stratum+tcp://${await deps.proxyAddressFor(link)}`,
    }));
    const first = read.before.pools[0];
    const isKnown = first !== undefined && deps.isOurs(first.url);
    const isOurs = isKnown || (first !== undefined && isWrittenByUs(vault, machine.id, first.url));
    const isHere = isOurs && ((isKnown && order.proxy === null) || isSameUrl(first.url, read.address));
    const kept = isOurs ? keptOf(vault, machine) : null;
    const before =
      kept?.snapshot ?? withKnownPasswords(read.before, { deps, vault, machineId: machine.id, order });
    const behind = fillPasswords(behindOf({ deps, vault }, machine.id, before), [order.passwords]);
    const asked = missingPasswords(before, behind);
    const isTaken = (name: string): boolean => deps.workerTaken(name) || order.isReserved(name);
    const named = isOurs ? { ...machine, worker: machine.worker ?? minerNameOf(first.user, '') } : machine;
    const worker = chooseWorker(named, first?.user ?? null, isTaken);
    order.reserve(worker);
    return {
      can: true,
      isHere,
      isOurs,
      target: { url: read.address, worker },
      pools: namesOf(read.before.pools),
      before,
      behind,
      willStandBehind: willStandBehind({ deps, vault }, machine.id, { before, behind }),
      keptSeq: kept?.row.seq ?? null,
      asked,
    };
  } catch (error) {
    if (error instanceof StoppedError) throw error;
    if (!(error instanceof MinerError)) deps.log.error({ err: error }, 'a machine could not be examined');
    return { ...refused, can: sentenceOf(error) };
  }
}

/** It is what was written into it as the proxy's address, which may have changed since. */
function isWrittenByUs(vault: SnapshotVault, machineId: string, url: string): boolean {
  const pointedUrl = vault.pointedUrl(machineId);
  return pointedUrl !== null && isSameUrl(url, pointedUrl);
}

/** The owner's own pools of a machine that has ours: what stands behind a new address of ours, too. */
function keptOf(vault: SnapshotVault, { id, family }: PointableMachine): KeptSnapshot | null {
  const kept = vault.isKept(id) ? vault.get(id) : null;
  return kept?.snapshot.family === family ? kept : null;
}

/** What is known of the passwords of a `typed` snapshot: typed now, kept from before, or written by us. */
function withKnownPasswords(
  read: PoolSnapshot,
  {
    deps,
    vault,
    machineId,
    order,
  }: Pick<ExamineParts, 'deps' | 'vault'> & { machineId: string; order: ExamineOrder },
): PoolSnapshot {
  if (read.promise === 'exact') return read;
  const kept = vault.get(machineId)?.snapshot.pools ?? [];
  const ours = read.pools
    .filter(({ url }) => deps.isOurs(url))
    .map((pool) => ({ ...pool, password: OUR_PASSWORD }));
  return fillPasswords(read, [order.passwords, kept, ours]);
}
