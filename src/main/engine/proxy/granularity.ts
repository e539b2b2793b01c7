import { HASHES_PER_DIFFICULTY_1 } from '#shared/units.ts';

import type { UpstreamSet } from './upstream-set.ts';

/** One share is to be at most this part of its quota, where the pool allows. */
const FINE_PART = 0.001;
/** Nor is a pool to be asked for more shares a second than this for the whole farm. */
const MAX_SHARES_PER_SECOND = 1;

/**
 * The difficulty to ask a pool for, so that one share is at most 0.1 % of the quota and the farm sends at
 * most one a second; a power of two. Null when there is no quota or the farm's hashrate is not known.
 */
export function wantedDifficulty(targetWork: number | null, farmHashrate: number | null): number | null {
  if (targetWork === null || targetWork <= 0 || farmHashrate === null || farmHashrate <= 0) return null;
  const fine = 2 ** Math.floor(Math.log2(targetWork * FINE_PART));
  const calm = 2 ** Math.ceil(Math.log2(farmHashrate / HASHES_PER_DIFFICULTY_1 / MAX_SHARES_PER_SECOND));
  return Math.max(fine, calm);
}

/**
 * Asks pools whose shares are large against the quota for less (`mining.suggest_difficulty`), once per
 * connection and wish; pools may ignore it, and then the screen says how coarse the landing will be.
 */
export class Granularity {
  readonly #upstreams: UpstreamSet;
  readonly #asked = new WeakMap<object, number>();

  constructor(upstreams: UpstreamSet) {
    this.#upstreams = upstreams;
  }

  /** Looks at all accounts; called about once a minute. */
  ask(targetOf: (accountId: string) => number | null, farmHashrate: number | null): void {
    for (const upstream of this.#upstreams.all()) {
      const wanted = wantedDifficulty(targetOf(upstream.account.id), farmHashrate);
      if (wanted === null) continue;
      for (const { client, isReady, isDraining } of upstream.connections()) {
        if (!isReady || isDraining || client.difficulty <= wanted || this.#asked.get(client) === wanted)
          continue;
        this.#asked.set(client, wanted);
        client.suggestDifficulty(wanted);
      }
    }
  }
}
