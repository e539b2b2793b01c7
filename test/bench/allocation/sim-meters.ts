import type { Random } from './random.ts';
import type { SimMiner } from './sim-farm.ts';

const BUCKET_MS = 30_000;
/** 10 minutes, as the engine measures. */
const BUCKETS = 20;
const SHARES_PER_BUCKET = 10;

/**
 * Hashrates as the engine measures them: mean of the shares of the last 10 minutes, at 20 shares a minute.
 * So each is off by 10 % (1σ), which the plan has to live with.
 */
export class SimMeters {
  readonly #random: Random;
  readonly #miners: readonly SimMiner[];
  readonly #counts: Uint16Array;
  readonly #sums: Uint32Array;
  /** In which bucket a miner's present connection began. */
  readonly #since: Uint32Array;
  #buckets = 0;
  /** H/s by miner index; NaN = not measured yet. */
  readonly measured: Float64Array;

  constructor(random: Random, miners: readonly SimMiner[]) {
    this.#random = random;
    this.#miners = miners;
    this.#counts = new Uint16Array(miners.length * BUCKETS);
    this.#sums = new Uint32Array(miners.length);
    this.#since = new Uint32Array(miners.length);
    this.measured = new Float64Array(miners.length).fill(Number.NaN);
  }

  /** A miner has connected: what it did before is forgotten. */
  restart(index: number): void {
    this.#counts.fill(0, index * BUCKETS, (index + 1) * BUCKETS);
    this.#sums[index] = 0;
    this.#since[index] = this.#buckets;
    this.measured[index] = Number.NaN;
  }

  /** Draws what came in the buckets that have become full by `nowMs`. */
  pass(nowMs: number): void {
    while ((this.#buckets + 1) * BUCKET_MS <= nowMs) {
      this.#fill(this.#buckets % BUCKETS);
      this.#buckets += 1;
      this.#measure();
    }
  }

  #fill(slot: number): void {
    for (const { index, rate, nominal } of this.#miners) {
      const at = index * BUCKETS + slot;
      const count = rate > 0 ? this.#random.poisson((SHARES_PER_BUCKET * rate) / nominal) : 0;
      this.#sums[index] = (this.#sums[index] ?? 0) - (this.#counts[at] ?? 0) + count;
      this.#counts[at] = count;
    }
  }

  #measure(): void {
    for (const { index, nominal, isConnected } of this.#miners) {
      const buckets = Math.min(this.#buckets - (this.#since[index] ?? 0), BUCKETS);
      if (!isConnected || buckets <= 0) continue;
      this.measured[index] = (nominal * (this.#sums[index] ?? 0)) / (buckets * SHARES_PER_BUCKET);
    }
  }
}
