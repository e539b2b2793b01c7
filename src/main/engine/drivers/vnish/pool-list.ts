import { isObject, type Json, type JsonObject } from '#engine/discovery/json.ts';
import { valueAt } from '#engine/discovery/read/values.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';

import type { PoolEntry } from '../driver.ts';
import { isEarlierOurs, isSameAddress, splitPoolUrl } from '../pool-url.ts';

/** As many as its page shows. A miner that told more keeps as many places as it told. */
const PLACES = 3;
const MAX_POOLS = 64;

/** `miner.pools` of `/settings`, as read; null where the reply tells none. */
export function poolsIn(settings: JsonObject): JsonObject[] | null {
  const pools = valueAt(settings, 'miner', 'pools');
  if (!Array.isArray(pools) || pools.length > MAX_POOLS || !pools.every(isObject)) return null;
  return pools.filter(isObject);
}

export function isEmptyPlace(pool: JsonObject): boolean {
  return typeof pool['url'] !== 'string' || pool['url'].trim() === '';
}

/** What a place says. The password is null where it is left out or masked. */
export function readEntry(pool: JsonObject): PoolEntry {
  const { url, user, pass } = pool;
  return {
    url: textOf(url),
    user: textOf(user),
    password: typeof pass === 'string' && !/^\*+$/.test(pass) ? pass : null,
  };
}

/**
 * Our pool first, the previous ones behind it each as it was read, as many as there are places. Places that
 * lead to our proxy already are left out. `order` and `id` count anew where the miner has them.
 */
export function withOurs(previous: readonly JsonObject[], pool: PoolEntry): JsonObject[] {
  const address = splitPoolUrl(pool.url);
  if (!address || (address.scheme !== null && address.scheme !== 'stratum+tcp')) {
    throw new MinerError('unsupported', 'VNish takes the proxy as stratum+tcp://host:port only.');
  }
  const filled = previous.filter((one) => !isEmptyPlace(one));
  const others = filled.filter((one) => {
    const entry = readEntry(one);
    return !isSameAddress(entry.url, pool.url) && !isEarlierOurs(entry, pool);
  });
  const hasScheme = filled.some((one) => textOf(one['url']).includes('://'));
  const template = filled[0] ?? previous[0] ?? {};
  const ours: JsonObject = {
    url: `${hasScheme ? 'stratum+tcp://' : ''}${address.host}:${address.port}`,
    user: pool.user,
    pass: pool.password ?? 'x',
    ...('order' in template ? { order: 0 } : {}),
    ...('id' in template ? { id: 0 } : {}),
  };
  const places = Math.max(PLACES, previous.length);
  const list = [ours, ...others].slice(0, places);
  const empty = previous.filter(isEmptyPlace).slice(0, Math.max(previous.length - list.length, 0));
  return [...list, ...empty].map(numbered);
}

/** The pools as they were; a password that the miner masked is filled in from what the owner typed. */
export function asBefore(raw: readonly JsonObject[], pools: readonly PoolEntry[]): JsonObject[] {
  const typed = [...pools];
  return raw.map((one) => {
    if (isEmptyPlace(one)) return one;
    const entry = typed.shift();
    const { password } = readEntry(one);
    if (password !== null) return one;
    if (entry?.password == null) {
      throw new MinerError('declined', 'This miner does not tell a password of its pools: type it first.');
    }
    return { ...one, pass: entry.password };
  });
}

/** Every member that was written reads back the same; members that the miner adds do not count. */
export function isSameList(now: readonly JsonObject[], wanted: readonly JsonObject[]): boolean {
  const [nowFilled, wantedFilled] = [now, wanted].map((list) => list.filter((one) => !isEmptyPlace(one)));
  if (!nowFilled || !wantedFilled || nowFilled.length !== wantedFilled.length) return false;
  return wantedFilled.every((pool, index) =>
    Object.entries(pool).every(([key, value]) => isSameMember(key, nowFilled[index]?.[key], value)),
  );
}

function isSameMember(key: string, now: Json | undefined, wanted: Json): boolean {
  if (key === 'pass' && typeof now === 'string' && /^\*+$/.test(now)) return true;
  return now !== undefined && JSON.stringify(now) === JSON.stringify(wanted);
}

function numbered(pool: JsonObject, index: number): JsonObject {
  return {
    ...pool,
    ...('order' in pool ? { order: index } : {}),
    ...('id' in pool ? { id: index } : {}),
  };
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
