import { logBinomialAtLeast, logBinomialAtMost, ratioBounds } from './statistics.ts';

export type RefusalKind = 'stale' | 'rejected';

const BUCKET_MS = 60_000;
const BUCKETS = 15;
const KINDS = 3;
/** Windows a day that do not overlap: as many tries of their own. */
const LOOKS_PER_DAY = 96;
/** Never on fewer shares than this. */
const LEAST_SHARES = 10;
/** Confidence of "no longer above the limit": its error. */
const RECOVERY_ERROR = 1e-3;

export interface RefusalSettings {
  /** Refused part of all shares, above which a miner is not up to standard. */
  limit: number;
  /** False alarms a day over the whole farm. */
  falseAlarmsPerDay: number;
}

export const DEFAULT_REFUSALS: RefusalSettings = { limit: 0.1, falseAlarmsPerDay: 1e-3 };

/** What came in the window. */
export interface RefusalCounts {
  verified: number;
  stale: number;
  rejected: number;
}

/** How one miner's shares fared over the last 15 minutes, by whole minutes. */
export class RefusalWindow {
  readonly #settings: RefusalSettings;
  /** Verified, stale, rejected for each minute, in a ring. */
  readonly #buckets = new Uint32Array(BUCKETS * KINDS);
  readonly #sums = new Uint32Array(KINDS);
  #newest = 0;
  #isNew = false;

  constructor(settings: RefusalSettings) {
    this.#settings = settings;
  }

  add(nowMonotonicMs: number, kind: RefusalKind | 'verified'): void {
    this.#roll(nowMonotonicMs);
    const column = kind === 'verified' ? 0 : kind === 'stale' ? 1 : 2;
    const index = (this.#newest % BUCKETS) * KINDS + column;
    this.#buckets[index] = (this.#buckets[index] ?? 0) + 1;
    this.#sums[column] = (this.#sums[column] ?? 0) + 1;
    this.#isNew = true;
  }

  counts(nowMonotonicMs: number): RefusalCounts {
    this.#roll(nowMonotonicMs);
    const [verified = 0, stale = 0, rejected = 0] = this.#sums;
    return { verified, stale, rejected };
  }

  reset(): void {
    this.#buckets.fill(0);
    this.#sums.fill(0);
  }

  /** True when it is beyond chance that more than the limit is refused. Cheap while nothing is new. */
  isAbove(nowMonotonicMs: number, farmSize: number): boolean {
    if (!this.#isNew) return false;
    this.#isNew = false;
    const { refused, shares } = this.#totals(nowMonotonicMs);
    const { limit, falseAlarmsPerDay } = this.#settings;
    if (shares < LEAST_SHARES || refused <= limit * shares) return false;
    return (
      logBinomialAtLeast(refused, shares, limit) < Math.log(falseAlarmsPerDay / LOOKS_PER_DAY / farmSize)
    );
  }

  /** True when it is beyond doubt that less than the limit is refused. */
  isBelow(nowMonotonicMs: number): boolean {
    const { refused, shares } = this.#totals(nowMonotonicMs);
    const { limit } = this.#settings;
    return refused < limit * shares && logBinomialAtMost(refused, shares, limit) < Math.log(RECOVERY_ERROR);
  }

  /** The least refused part that fits what was seen, wrong one time in a thousand. */
  atLeast(nowMonotonicMs: number): number {
    const { refused, shares } = this.#totals(nowMonotonicMs);
    return shares === 0 ? 0 : ratioBounds(refused, shares, RECOVERY_ERROR).lower;
  }

  #totals(nowMonotonicMs: number): { refused: number; shares: number } {
    const { verified, stale, rejected } = this.counts(nowMonotonicMs);
    return { refused: stale + rejected, shares: verified + stale + rejected };
  }

  #roll(nowMonotonicMs: number): void {
    const bucket = Math.floor(nowMonotonicMs / BUCKET_MS);
    const steps = Math.min(bucket - this.#newest, BUCKETS);
    for (let step = 1; step <= steps; step += 1) this.#clear((this.#newest + step) % BUCKETS);
    if (bucket > this.#newest) this.#newest = bucket;
  }

  #clear(bucket: number): void {
    for (let column = 0; column < KINDS; column += 1) {
      const index = bucket * KINDS + column;
      this.#sums[column] = (this.#sums[column] ?? 0) - (this.#buckets[index] ?? 0);
      this.#buckets[index] = 0;
    }
  }
}
