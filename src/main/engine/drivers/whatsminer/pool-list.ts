import { MinerError } from '#engine/miner-api/miner-host.ts';
import type { PoolEntry } from '../driver.ts';
import { isSameAddress, isSamePool } from '../pool-url.ts';

/** A pool as the machine tells it: passwords cannot be read on any firmware. */
export interface ToldPool {
  url: string;
  user: string;
}

/** Places in a Whatsminer's list. */
const MAX_POOLS = 3;
/** Longer texts are refused before anything is written; no pool needs them. */
const MAX_FIELD_BYTES = 255;

/** `pool` first, then those of `before` that are not at its address, as far as there are places. */
export function withPoolFirst(pool: PoolEntry, before: readonly PoolEntry[]): PoolEntry[] {
  const others = before.filter((one) => !isSameAddress(one.url, pool.url));
  return [pool, ...others].slice(0, MAX_POOLS);
}

/** The same texts in the same order: what a restore promises. */
export function areExactPools(told: readonly ToldPool[], wanted: readonly ToldPool[]): boolean {
  return (
    told.length === wanted.length &&
    wanted.every(({ url, user }, index) => told[index]?.url === url && told[index].user === user)
  );
}

/** The same places and workers in the same order; how an address is spelled does not matter. */
export function areSamePools(told: readonly ToldPool[], wanted: readonly PoolEntry[]): boolean {
  if (told.length !== wanted.length) return false;
  return told.every((pool, index) => {
    const other = wanted[index];
    return other !== undefined && isSamePool(pool, other);
  });
}

/**
 * Throws `MinerError` with one sentence for a list that the machine could not keep as it is. Called for the
 * earlier pools too before anything is written: what cannot be put back is not to be taken away.
 */
export function checkPools(pools: readonly PoolEntry[]): void {
  if (pools.length > MAX_POOLS) throw unfit(`A Whatsminer keeps ${MAX_POOLS} pools, not ${pools.length}.`);
  pools.forEach(checkPool);
}

/** The nine members of `update_pools`; empty places are empty texts. Throws as `checkPools` does. */
export function poolMembers(pools: readonly PoolEntry[]): Record<string, string> {
  if (pools.length === 0) throw unfit('A Whatsminer cannot be left without a pool.');
  checkPools(pools);
  const members: Record<string, string> = {};
  for (let place = 1; place <= MAX_POOLS; place += 1) {
    const pool = pools[place - 1];
    members[`pool${place}`] = pool?.url ?? '';
    members[`worker${place}`] = pool?.user ?? '';
    members[`passwd${place}`] = pool?.password ?? '';
  }
  return members;
}

function checkPool({ url, user, password }: PoolEntry): void {
  if (password === null) {
    throw new MinerError(
      'unauthorized',
      `The password of worker ${shorten(user)} at ${shorten(url)} is needed, and a Whatsminer does not tell it: ` +
        'type it (most pools take any, such as x).',
    );
  }
  if (url.trim() === '') throw unfit('A pool without an address cannot be written.');
  const fields = { address: url, worker: user, password };
  for (const [name, text] of Object.entries(fields)) {
    if (/\p{Cc}/u.test(text) || !text.isWellFormed()) {
      throw unfit(`The ${name} of one pool has characters in it that a Whatsminer cannot keep.`);
    }
    if (Buffer.byteLength(text) > MAX_FIELD_BYTES) {
      throw unfit(`The ${name} of one pool is longer than ${MAX_FIELD_BYTES} bytes.`);
    }
  }
}

function unfit(sentence: string): MinerError {
  return new MinerError('unsupported', sentence);
}

function shorten(text: string): string {
  const plain = text.replaceAll(/\p{Cc}/gu, ' ');
  return plain.length > 60 ? `${plain.slice(0, 59)}…` : plain;
}
