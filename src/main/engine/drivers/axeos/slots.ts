import { isDeepStrictEqual } from 'node:util';

import type { JsonObject } from '#engine/discovery/json.ts';
import { objectsAt, readCount, readFlag } from '#engine/discovery/read/values.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';

import type { MinerLink, PoolEntry, PoolSnapshot } from '../driver.ts';
import { pollUntil } from '../poll.ts';
import { isEarlierOurs } from '../pool-url.ts';
import { change, readInfo, restartAndWait } from './axeos-api.ts';
import { holdsPool, poolFields, readPlace } from './our-pool.ts';

/** ESP-Miner v2.15, global_state.h. */
const SLOTS = 8;
const READ_BACK = { everyMs: 3_000, limitMs: 15_000 };
/** How a snapshot of this layout is marked. */
export const SLOT_LAYOUT = 'slots';
const KEYS: [string, string, string] = ['stratumURL', 'stratumPort', 'stratumUser'];

/** Firmware with eight slots says so by this member; the version does not matter. */
export function hasSlots(info: JsonObject): boolean {
  return 'primaryPoolIndex' in info;
}

/**
 * AxeOS from 2.15 on: eight slots, of which `primaryPoolIndex` and `secondaryPoolIndex` choose two. We write
 * one free slot and turn the choice, so that the owner's passwords, which are never told, stay where they are.
 */
export function snapshotSlots(info: JsonObject): Pick<PoolSnapshot, 'pools' | 'promise' | 'raw'> {
  const slots = preferredOrder(info)
    .map((id) => slotAt(info, id))
    .filter((slot) => slot !== null);
  const slot = freeSlot(info);
  const filled = slotsOf(info).map(({ id }) => id);
  return {
    pools: slots.flatMap((one) => readPlace(one, KEYS) ?? []),
    promise: 'exact',
    raw: { layout: SLOT_LAYOUT, slot, filled, slots, choice: choiceOf(info) },
  };
}

/** The highest free one: owners fill them from the lowest. A chosen one could not be cleared again. */
function freeSlot(info: JsonObject): number | null {
  const taken = [...preferredOrder(info), ...slotsOf(info).map(({ id }) => id)];
  return [...Array(SLOTS).keys()].findLast((id) => !taken.includes(id)) ?? null;
}

/** Our slot of the snapshot, or another one while that holds the proxy at an address it had before. */
function slotFor(info: JsonObject, pool: PoolEntry, before: PoolSnapshot): number | null {
  const kept = ourSlot(before);
  const entry = kept === null ? null : readPlace(slotAt(info, kept) ?? {}, KEYS);
  if (entry === null || !isEarlierOurs(entry, pool)) return kept;
  const there = slotsOf(info).find(({ slot }) => holdsPool(slot, pool));
  return there?.id ?? freeSlot(info);
}

/** Writes our slot, and only when it can be read back turns the choice to it; takes effect by a restart. */
export async function pointSlots(link: MinerLink, pool: PoolEntry, before: PoolSnapshot): Promise<void> {
  const fields = poolFields(pool);
  const info = await readInfo(link);
  if (areSlotsPointed(info, pool)) return;
  const id = slotFor(info, pool, before);
  if (id === null) {
    throw new MinerError(
      'forbidden',
      `All ${SLOTS} pool places of ${link.host.address} are taken. Clear one on its page first.`,
    );
  }
  const inSlot = slotAt(info, id);
  if (inSlot && !holdsPool(inSlot, pool)) {
    throw new MinerError(
      'declined',
      `Place ${id + 1} of ${link.host.address} has been filled since it was read. Try again.`,
    );
  }
  if (!inSlot) {
    const slot = { id, ...fields, stratumProtocol: 'SV1', stratumTLS: 0 };
    await change(link, { method: 'PATCH', path: '/api/system' }, { pools: [slot] });
    await expect(link, async () => holdsPool(slotAt(await readInfo(link), id) ?? {}, pool));
  }
  const choice = {
    ...choiceOf(info),
    primaryPoolIndex: id,
    ...preferPrimary(info),
    ...second(info, id, pool),
  };
  await change(link, { method: 'PATCH', path: '/api/system' }, choice);
  if (!areSlotsPointed(await restartAndWait(link), pool)) throw notStored(link);
}

/** The owner's pool that was used so far comes second; nothing changes where there was none. */
function second(info: JsonObject, id: number, pool: PoolEntry): JsonObject {
  const others = preferredOrder(info).flatMap((other) => {
    const entry = other === id ? null : readPlace(slotAt(info, other) ?? {}, KEYS);
    return entry ? [{ other, isEarlier: isEarlierOurs(entry, pool) }] : [];
  });
  const previous = others.find(({ isEarlier }) => !isEarlier) ?? others[0];
  return previous ? { secondaryPoolIndex: previous.other } : {};
}

/** Is our pool in the slot that the miner prefers? The indexes are those in use: they change by a restart. */
export function areSlotsPointed(info: JsonObject, pool: PoolEntry): boolean {
  const primary = slotAt(info, readCount(info['primaryPoolIndex']) ?? -1);
  return (
    primary !== null && holdsPool(primary, pool) && readFlag(info['useFallbackStratum'] ?? false) !== true
  );
}

/** Turns the choice back, and only when that is in use clears our slot. */
export async function restoreSlots(link: MinerLink, before: PoolSnapshot): Promise<void> {
  const choice = choiceOf(before.raw['choice']);
  const toClear = slotsToClear(await readInfo(link), before);
  // A chosen slot is not cleared, and an empty one can have been the owner's second choice.
  const isKept = (key: string): boolean => !toClear.includes(readCount(choice[key]) ?? -1);
  const other = ['primaryPoolIndex', 'secondaryPoolIndex'].find(isKept);
  const areKept = isKept('primaryPoolIndex') && isKept('secondaryPoolIndex');
  const only =
    other === undefined ? {} : { primaryPoolIndex: choice[other], secondaryPoolIndex: choice[other] };
  await choose(link, areKept ? choice : choiceOf({ ...choice, ...only } as JsonObject));
  for (const id of toClear) {
    await change(link, { method: 'DELETE', path: `/api/system/pools/${id}` });
    await expect(link, async () => slotAt(await readInfo(link), id) === null);
  }
  if (!areKept) await choose(link, choice);
}

/** Stores a choice of slots and, if another one is in use, restarts the miner to use it. */
async function choose(link: MinerLink, choice: JsonObject): Promise<void> {
  const info = await readInfo(link);
  await change(link, { method: 'PATCH', path: '/api/system' }, choice);
  if (isDeepStrictEqual(choiceOf(info), choice)) return;
  if (!isDeepStrictEqual(choiceOf(await restartAndWait(link)), choice)) throw notStored(link);
}

/**
 * Our slot, and others that were filled since with the same worker: our proxy at other addresses. Our slot is
 * the last, as it tells of the others.
 */
function slotsToClear(info: JsonObject, before: PoolSnapshot): number[] {
  const ours = ourSlot(before);
  const slot = ours === null ? null : slotAt(info, ours);
  const { filled } = before.raw;
  if (ours === null || slot === null || !Array.isArray(filled)) return [];
  const others = slotsOf(info).filter(
    ({ id, slot: other }) =>
      id !== ours && !filled.includes(id) && other['stratumUser'] === slot['stratumUser'],
  );
  return [...others.map(({ id }) => id), ours];
}

/** The same choice, the chosen slots as they were (all but passwords can be read), and our slot empty again. */
export function areSlotsRestored(info: JsonObject, before: PoolSnapshot): boolean {
  return (
    isDeepStrictEqual(choiceOf(info), choiceOf(before.raw['choice'])) &&
    slotsToClear(info, before).length === 0 &&
    objectsAt(before.raw, 'slots').every((slot) =>
      isDeepStrictEqual(slotAt(info, readCount(slot['id']) ?? -1), slot),
    )
  );
}

async function expect(link: MinerLink, isDone: () => Promise<boolean>): Promise<void> {
  if (!(await pollUntil(link.host, READ_BACK, isDone))) throw notStored(link);
}

function notStored({ host }: MinerLink): MinerError {
  return new MinerError(
    'declined',
    `${host.address} took the pools without an error but did not store them. Set them on its own page.`,
  );
}

function slotsOf(info: JsonObject): { id: number; slot: JsonObject }[] {
  return objectsAt(info, 'pools').flatMap((slot) => {
    const id = readCount(slot['id']);
    return id === null || id >= SLOTS ? [] : [{ id, slot }];
  });
}

function slotAt(info: JsonObject, id: number): JsonObject | null {
  return slotsOf(info).find((one) => one.id === id)?.slot ?? null;
}

/** Slots in the order in which the miner goes to them; `useFallbackStratum` puts the second one first. */
function preferredOrder(info: JsonObject): number[] {
  const order = ['primaryPoolIndex', 'secondaryPoolIndex'].map((key) => readCount(info[key]));
  if (readFlag(info['useFallbackStratum'] ?? false) === true) order.reverse();
  return [...new Set(order.filter((id) => id !== null))];
}

/** The members that choose, as they were read. */
function choiceOf(info: JsonObject | JsonObject[string] | undefined): JsonObject {
  const choice: JsonObject = {};
  if (typeof info !== 'object' || info === null || Array.isArray(info)) return choice;
  for (const key of ['primaryPoolIndex', 'secondaryPoolIndex', 'useFallbackStratum']) {
    const value = info[key];
    if (value !== undefined) choice[key] = value;
  }
  return choice;
}

function preferPrimary(info: JsonObject): JsonObject {
  const { useFallbackStratum } = info;
  if (useFallbackStratum === undefined) return {};
  return { useFallbackStratum: typeof useFallbackStratum === 'boolean' ? false : 0 };
}

/** The slot that was free when the snapshot was taken; null when none was. */
function ourSlot(before: PoolSnapshot): number | null {
  const id = readCount(before.raw['slot']);
  return id !== null && id < SLOTS ? id : null;
}
