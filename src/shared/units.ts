/** Hashes per second. Everything inside the app is H/s; TH/s exists only on screen and in the farm file. */
export type HashesPerSecond = number & { readonly __unit: 'H/s' };

/**
 * A Stratum difficulty, and work counted in difficulty-1 shares (one word for both, since work is
 * a sum of difficulties). Any positive number is allowed: nothing rounds it or clamps it to 1.
 */
export type Difficulty = number & { readonly __unit: 'difficulty' };

/** Expected hashes for one share of difficulty 1, by the convention every pool's statistics use (2^32). */
export const HASHES_PER_DIFFICULTY_1 = 2 ** 32;

/** Marks a plain number as H/s. Throws on NaN, infinity and negatives: those are bugs, not data. */
export function hashesPerSecond(value: number): HashesPerSecond {
  if (!Number.isFinite(value) || value < 0) throw new RangeError(`not a hashrate: ${value}`);
  return value as HashesPerSecond;
}

/** Marks a plain number as a difficulty or an amount of work. Throws on NaN, infinity and negatives. */
export function difficulty(value: number): Difficulty {
  if (!Number.isFinite(value) || value < 0) throw new RangeError(`not a difficulty: ${value}`);
  return value as Difficulty;
}

/** Mean hashrate that would produce `work` (difficulty-1 shares) in `spanMs`. */
export function hashrateFromWork(work: number, spanMs: number): HashesPerSecond {
  return hashesPerSecond((work * HASHES_PER_DIFFICULTY_1) / (spanMs / 1000));
}

/** Work (difficulty-1 shares) that `hashrate` is expected to produce in `spanMs`. */
export function workFromHashrate(hashrate: number, spanMs: number): Difficulty {
  return difficulty((hashrate * (spanMs / 1000)) / HASHES_PER_DIFFICULTY_1);
}
