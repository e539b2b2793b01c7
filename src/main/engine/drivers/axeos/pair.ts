import type { Json, JsonObject } from '#engine/discovery/json.ts';
import { objectAt, readFlag } from '#engine/discovery/read/values.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';

import type { MinerLink, PoolEntry, PoolSnapshot } from '../driver.ts';
import { pollUntil } from '../poll.ts';
import { isEarlierOurs } from '../pool-url.ts';
import { change, readInfo, restartAndWait, wantsCode } from './axeos-api.ts';
import { holdsPool, poolFields, readPlace } from './our-pool.ts';

/** Old values can be read for a moment after a write. */
const READ_BACK = { everyMs: 3_000, limitMs: 15_000 };
/** How a snapshot of this layout is marked. */
export const PAIR_LAYOUT = 'pair';

type Place = 'primary' | 'fallback';
const KEYS: Record<Place, [string, string, string]> = {
  primary: ['stratumURL', 'stratumPort', 'stratumUser'],
  fallback: ['fallbackStratumURL', 'fallbackStratumPort', 'fallbackStratumUser'],
};

/**
 * The two places of AxeOS before 2.15 and of Nerd*OS: `stratum*` and `fallbackStratum*`. Everything of a
 * place but its password is told by `info` and taken in `PATCH` under the same names, of the same types.
 */
export function snapshotPair(info: JsonObject): Pick<PoolSnapshot, 'pools' | 'promise' | 'raw'> {
  const places = (['primary', 'fallback'] as const).filter((place) => readPlace(info, KEYS[place]));
  const pools = places.map((place) => readPlace(info, KEYS[place])).filter((pool) => pool !== null);
  return {
    pools,
    promise: pools.length === 0 ? 'exact' : 'typed',
    raw: { layout: PAIR_LAYOUT, places, settings: pairSettings(info) },
  };
}

/** Throws `MinerError` where a one-time code would be asked for each change; wrong ones are counted. */
export function checkCode({ family, host }: MinerLink, info: JsonObject): void {
  if (family === 'nerdqaxe' && readFlag(info['otp']) === true) throw wantsCode(host);
}

/** In dual mode Nerd*OS splits its work, and the first pool gets only a part. */
function checkMode({ family, host }: MinerLink, info: JsonObject): void {
  const { activePoolMode, poolMode } = objectAt(info, 'stratum');
  if (family !== 'nerdqaxe' || (activePoolMode !== 1 && poolMode !== 1)) return;
  throw new MinerError(
    'forbidden',
    `${host.address} splits its work between two pools. Set its pool mode to failover on its page first.`,
  );
}

/** Our pool first, the previous first pool as fallback; AxeOS uses new pools after a restart, Nerd*OS at once. */
export async function pointPair(link: MinerLink, pool: PoolEntry, before: PoolSnapshot): Promise<void> {
  const info = await readInfo(link);
  checkCode(link, info);
  checkMode(link, info);
  if (isPairPointed(info, pool)) return;
  const fields = poolFields(pool);
  const previous = readPlace(objectAt(before.raw, 'settings'), KEYS.primary);
  const isEarlier = previous !== null && isEarlierOurs(previous, pool);
  const patch = { ...(isEarlier ? {} : fallbackOf(before)), ...fields, ...plainStratum(info) };
  await write(link, info, patch);
}

/** Is our pool the one that the miner prefers? */
export function isPairPointed(info: JsonObject, pool: PoolEntry): boolean {
  return holdsPool(info, pool) && readFlag(info['useFallbackStratum'] ?? false) !== true;
}

/** Both places as they were, with the passwords that the owner typed. */
export async function restorePair(link: MinerLink, before: PoolSnapshot): Promise<void> {
  const info = await readInfo(link);
  checkCode(link, info);
  const patch: JsonObject = { ...objectAt(before.raw, 'settings') };
  for (const [place, key] of [
    ['primary', 'stratumPassword'],
    ['fallback', 'fallbackStratumPassword'],
  ] as const) {
    // An empty place gets the firmware's own default, so that no password of ours or of a pool stays in it.
    patch[key] = hasPool(before, place) ? passwordOf(before, place) : 'x';
  }
  await write(link, info, patch);
}

/** Passwords cannot be read; all else is compared. */
export function isPairRestored(info: JsonObject, before: PoolSnapshot): boolean {
  return Object.entries(objectAt(before.raw, 'settings')).every(([key, value]) => info[key] === value);
}

/** Sends what differs: two certificates could be longer than the 10 kB that the firmware takes. */
async function write(link: MinerLink, info: JsonObject, patch: JsonObject): Promise<void> {
  const told = Object.entries(patch).filter(([key]) => !key.endsWith('Password'));
  const same = new Set(told.flatMap(([key, value]) => (info[key] === value ? [key] : [])));
  const changes = Object.fromEntries(Object.entries(patch).filter(([key]) => !same.has(key)));
  await change(link, { method: 'PATCH', path: '/api/system' }, changes);
  const isStored = async (): Promise<boolean> => {
    const info = await readInfo(link);
    return told.every(([key, value]) => info[key] === value);
  };
  if (!(await pollUntil(link.host, READ_BACK, isStored))) {
    throw new MinerError(
      'declined',
      `${link.host.address} took the pools without an error but did not store them. Set them on its own page.`,
    );
  }
  if (link.family === 'bitaxe') await restartAndWait(link);
}

/** The previous first pool under the fallback's names; nothing where there is none or no such place. */
function fallbackOf(before: PoolSnapshot): JsonObject {
  const settings = objectAt(before.raw, 'settings');
  if (!hasPool(before, 'primary') || !Object.hasOwn(settings, 'fallbackStratumURL')) return {};
  const moved: JsonObject = { fallbackStratumPassword: passwordOf(before, 'primary') };
  for (const [key, value] of Object.entries(settings)) {
    const fallbackKey = fallbackKeyOf(key);
    if (Object.hasOwn(settings, fallbackKey)) moved[fallbackKey] = value;
  }
  return moved;
}

/** Our proxy speaks plain stratum v1: switched to it where the firmware knows more, in the types it uses. */
function plainStratum(info: JsonObject): JsonObject {
  const plain: JsonObject = {};
  const { stratumTLS, stratumProtocol, useFallbackStratum } = info;
  if (stratumTLS !== undefined) plain['stratumTLS'] = typeof stratumTLS === 'boolean' ? false : 0;
  if (stratumProtocol !== undefined)
    plain['stratumProtocol'] = typeof stratumProtocol === 'number' ? 0 : 'SV1';
  if (useFallbackStratum !== undefined)
    plain['useFallbackStratum'] = typeof useFallbackStratum === 'boolean' ? false : 0;
  return plain;
}

/** All members of both places as they are told, and which of the two is preferred. */
function pairSettings(info: JsonObject): JsonObject {
  const settings: JsonObject = {};
  const isOfPlace = /^(?:stratum|sv2|fallbackStratum|fallbackSv2)[A-Z]\w*$|^useFallbackStratum$/;
  for (const [key, value] of Object.entries(info)) {
    const isScalar = ['string', 'number', 'boolean'].includes(typeof value);
    if (isScalar && isOfPlace.test(key) && !key.endsWith('Password')) settings[key] = value;
  }
  return settings;
}

function fallbackKeyOf(key: string): string {
  return `fallback${key.charAt(0).toUpperCase()}${key.slice(1)}`;
}

function placesOf(before: PoolSnapshot): Json[] {
  const { places } = before.raw;
  return Array.isArray(places) ? places : [];
}

function hasPool(before: PoolSnapshot, place: Place): boolean {
  return placesOf(before).includes(place);
}

/** The firmware does not tell passwords: the owner's is in the snapshot, or nothing is written. */
function passwordOf(before: PoolSnapshot, place: Place): string {
  const pool = before.pools[placesOf(before).indexOf(place)];
  if (pool && pool.password !== null) return pool.password;
  throw new MinerError(
    'declined',
    `This miner does not tell the password of its ${place === 'primary' ? 'first' : 'second'} pool: type it first.`,
  );
}
