import type { PoolEntry, PoolSnapshot } from '#engine/drivers/driver.ts';
import { formatPoolUrl, parsePoolUrl } from '#shared/pool-url.ts';

/** A pool as the journal shows it. */
export interface PoolName {
  url: string;
  user: string;
}

/** A pool's password as the owner typed it. */
export type TypedPassword = PoolName & { password: string };

/** The same place, however it is written; what is no pool address is compared as text. */
export function isSameUrl(a: string, b: string): boolean {
  return normal(a) === normal(b);
}

export function isSamePool(a: PoolName, b: PoolName): boolean {
  return a.user === b.user && isSameUrl(a.url, b.url);
}

/** Without passwords. */
export function namesOf(pools: readonly PoolName[]): PoolName[] {
  return pools.map(({ url, user }) => ({ url, user }));
}

/** Most firmware has three places; with fewer pools than that, one that is missing was not merely pushed out. */
const USUAL_PLACES = 3;

/**
 * After a write that nobody heard confirmed: is `now` all of it, the target first and the previous pools behind
 * it as far as there are places? In doubt it is not.
 */
export function isWhole(now: readonly PoolName[], before: readonly PoolName[]): boolean {
  const [, ...rest] = now;
  if (before.every((pool) => now.some((other) => isSamePool(other, pool)))) return true;
  const isPushedOut = rest.every((pool, place) => {
    const previous = before[place];
    return previous !== undefined && isSamePool(pool, previous);
  });
  return isPushedOut && now.length >= USUAL_PLACES;
}

/** Pools of `typed` snapshots whose passwords are still unknown, each once. */
export function missingPasswords(...snapshots: readonly PoolSnapshot[]): PoolName[] {
  const pools = snapshots.flatMap((one) => (one.promise === 'exact' ? [] : one.pools));
  const missing: PoolName[] = [];
  for (const { url, user, password } of pools) {
    if (password === null && !missing.some((pool) => isSamePool(pool, { url, user })))
      missing.push({ url, user });
  }
  return missing;
}

/** Fills in the unknown passwords of a `typed` snapshot, from the first list that has one. */
export function fillPasswords(
  snapshot: PoolSnapshot,
  known: readonly (readonly PoolEntry[] | readonly TypedPassword[])[],
): PoolSnapshot {
  if (snapshot.promise === 'exact') return snapshot;
  const pools = snapshot.pools.map((pool) => ({ ...pool, password: pool.password ?? find(pool, known) }));
  return { ...snapshot, pools };
}

function find(pool: PoolName, known: readonly (readonly PoolEntry[])[]): string | null {
  for (const list of known) {
    const entry = list.find((other) => other.password !== null && isSamePool(other, pool));
    if (entry) return entry.password;
  }
  return null;
}

function normal(url: string): string {
  try {
    return formatPoolUrl(parsePoolUrl(url));
  } catch {
    return url.trim().toLowerCase();
  }
}
