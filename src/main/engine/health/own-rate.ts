import { lowerMean } from './statistics.ts';

/** Shares of one stretch of learning: the rate is known to about 0.45 % then. */
const STRETCH_SHARES = 50_000;
/** Nothing is said before so many shares … */
const LEAST_SHARES = 500;
/** … and this long. */
const LEAST_MS = 600_000;
/** The bound is worked out anew once in so many shares. */
const STEP_SHARES = 50;
/** What is learned is a lower bound, this many standard deviations below the mean: 1 in 740 is too high. */
const DEVIATIONS = 3;

/** What a miner has shown it can do, as it is kept over a restart. */
export interface LearnedRate {
  /** H/s that it does at least when it is well; null = not known yet. */
  hashrate: number | null;
  shares: number;
  exposure: number;
  spanMs: number;
}

/**
 * A miner's own standard, learned from its shares while nothing is held against it: the lower bound of
 * its mean. It only ever rises, as the bound tightens or the miner gets faster, so a miner that fails by
 * and by is not taken for one that was always so.
 */
export class OwnRate {
  #hashrate: number | null = null;
  #shares = 0;
  #exposure = 0;
  #spanMs = 0;

  /** H/s that it does at least when it is well; null = not known yet. */
  get hashrate(): number | null {
    return this.#hashrate;
  }

  get learned(): LearnedRate {
    return {
      hashrate: this.#hashrate,
      shares: this.#shares,
      exposure: this.#exposure,
      spanMs: this.#spanMs,
    };
  }

  restore(learned: LearnedRate): void {
    this.#hashrate = learned.hashrate;
    this.#shares = learned.shares;
    this.#exposure = learned.exposure;
    this.#spanMs = learned.spanMs;
  }

  reset(): void {
    this.restore({ hashrate: null, shares: 0, exposure: 0, spanMs: 0 });
  }

  /** Time with work that ended without a share, as when a session closes. */
  pass(exposure: number, spanMs: number): void {
    this.#exposure += exposure;
    this.#spanMs += spanMs;
  }

  /** A share after `exposure` (shares expected of 1 H/s) since the one before. */
  share(exposure: number, spanMs: number): void {
    this.#shares += 1;
    this.pass(exposure, spanMs);
    if (this.#shares < LEAST_SHARES || this.#shares % STEP_SHARES !== 0) return;
    if (this.#spanMs < LEAST_MS || this.#exposure <= 0) return;
    const atLeast = lowerMean(this.#shares, DEVIATIONS) / this.#exposure;
    if (atLeast > (this.#hashrate ?? 0)) this.#hashrate = atLeast;
    if (this.#shares < STRETCH_SHARES) return;
    this.#shares = 0;
    this.#exposure = 0;
    this.#spanMs = 0;
  }
}
