/**
 * Tails of the Poisson and the binomial distribution, as natural logarithms, so that a chance of 1e-300
 * is as good as one of a half; and exact bounds made from them. Probabilities by C. Loader, "Fast and
 * accurate computation of binomial probabilities" (2000): no large numbers are subtracted, so a tail's
 * relative error stays near 1e-14.
 */

const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
/** From here on the series below is exact to a double's last digits. */
const SERIES_FROM = 16;
/** A term this much smaller than its sum changes nothing. */
const NEGLIGIBLE = 1e-17;
/** Halvings of a bracket: more than a double can tell apart. */
const HALVINGS = 100;

const SMALL_ERRORS = smallStirlingErrors();

function smallStirlingErrors(): number[] {
  const errors = [0];
  let factorial = 1;
  for (let n = 1; n < SERIES_FROM; n += 1) {
    factorial *= n;
    errors.push(Math.log(factorial) - (HALF_LOG_TWO_PI + 0.5 * Math.log(n) + n * Math.log(n) - n));
  }
  return errors;
}

/** ln n! minus Stirling's formula, for whole n ≥ 1. */
function stirlingError(n: number): number {
  const small = SMALL_ERRORS[n];
  if (small !== undefined) return small;
  const square = n * n;
  return (1 / 12 - (1 / 360 - (1 / 1260 - 1 / 1680 / square) / square) / square) / n;
}

/** `x·ln(x/mean) + mean − x` without cancellation. */
function deviance(x: number, mean: number): number {
  if (Math.abs(x - mean) >= 0.1 * (x + mean)) return x * Math.log(x / mean) + mean - x;
  const part = (x - mean) / (x + mean);
  let sum = (x - mean) * part;
  let term = 2 * x * part;
  for (let order = 3; ; order += 2) {
    term *= part * part;
    const next = sum + term / order;
    if (next === sum) return sum;
    sum = next;
  }
}

/** ln P(N = count) for N ~ Poisson(mean). */
function logPoisson(count: number, mean: number): number {
  if (count === 0) return -mean;
  return -stirlingError(count) - deviance(count, mean) - HALF_LOG_TWO_PI - 0.5 * Math.log(count);
}

/** ln P(N ≤ count) for N ~ Poisson(mean): the chance of so few, or fewer. */
export function logPoissonAtMost(count: number, mean: number): number {
  if (count < 0) return Number.NEGATIVE_INFINITY;
  if (mean === 0) return 0;
  if (count >= mean) return complement(logPoissonAtLeast(count + 1, mean));
  let sum = 1;
  let term = 1;
  for (let at = count; at > 0 && term > NEGLIGIBLE * sum; at -= 1) {
    term *= at / mean;
    sum += term;
  }
  return logPoisson(count, mean) + Math.log(sum);
}

/** ln P(N ≥ count) for N ~ Poisson(mean): the chance of so many, or more. */
export function logPoissonAtLeast(count: number, mean: number): number {
  if (count <= 0) return 0;
  if (mean === 0) return Number.NEGATIVE_INFINITY;
  if (count <= mean) return complement(logPoissonAtMost(count - 1, mean));
  let sum = 1;
  let term = 1;
  for (let at = count + 1; term > NEGLIGIBLE * sum; at += 1) {
    term *= mean / at;
    sum += term;
  }
  return logPoisson(count, mean) + Math.log(sum);
}

/** ln P(K = count) of `trials` with chance `part` each, 0 < part < 1. */
function logBinomial(count: number, trials: number, part: number): number {
  if (count === 0) return trials * Math.log1p(-part);
  if (count === trials) return trials * Math.log(part);
  const rest = trials - count;
  return (
    stirlingError(trials) -
    stirlingError(count) -
    stirlingError(rest) -
    deviance(count, trials * part) -
    deviance(rest, trials * (1 - part)) +
    0.5 * Math.log(trials / count / rest) -
    HALF_LOG_TWO_PI
  );
}

/** ln P(K ≥ count) of `trials` with chance `part` each. */
export function logBinomialAtLeast(count: number, trials: number, part: number): number {
  if (count <= 0) return 0;
  if (count > trials || part <= 0) return Number.NEGATIVE_INFINITY;
  if (part >= 1) return 0;
  if (count <= trials * part) return complement(logBinomialAtMost(count - 1, trials, part));
  const odds = part / (1 - part);
  let sum = 1;
  let term = 1;
  for (let at = count; at < trials && term > NEGLIGIBLE * sum; at += 1) {
    term *= ((trials - at) / (at + 1)) * odds;
    sum += term;
  }
  return logBinomial(count, trials, part) + Math.log(sum);
}

/** ln P(K ≤ count) of `trials` with chance `part` each. */
export function logBinomialAtMost(count: number, trials: number, part: number): number {
  if (count < 0) return Number.NEGATIVE_INFINITY;
  if (count >= trials || part <= 0) return 0;
  if (part >= 1) return Number.NEGATIVE_INFINITY;
  if (count >= trials * part) return complement(logBinomialAtLeast(count + 1, trials, part));
  const odds = (1 - part) / part;
  let sum = 1;
  let term = 1;
  for (let at = count; at > 0 && term > NEGLIGIBLE * sum; at -= 1) {
    term *= (at / (trials - at + 1)) * odds;
    sum += term;
  }
  return logBinomial(count, trials, part) + Math.log(sum);
}

/** Lower and upper bound of something measured. */
export interface Bounds {
  lower: number;
  upper: number;
}

/**
 * Exact bounds (Clopper and Pearson 1934) of a ratio of which `count` in `trials` were seen; each is
 * wrong with a chance of at most `error`.
 */
export function ratioBounds(count: number, trials: number, error: number): Bounds {
  const limit = Math.log(error);
  return {
    lower: count === 0 ? 0 : bisect(0, 1, (part) => logBinomialAtLeast(count, trials, part) < limit),
    upper: count === trials ? 1 : bisect(0, 1, (part) => logBinomialAtMost(count, trials, part) >= limit),
  };
}

/**
 * Exact bounds (Garwood 1936) of the mean of which `count` events were seen; each is wrong with a chance
 * of at most `error`.
 */
export function meanBounds(count: number, error: number): Bounds {
  const limit = Math.log(error);
  const highest = count + 10 * Math.sqrt(count + 1) * Math.sqrt(-limit) - 4 * limit;
  return {
    lower: count === 0 ? 0 : bisect(0, count, (mean) => logPoissonAtLeast(count, mean) < limit),
    upper: bisect(count, highest, (mean) => logPoissonAtMost(count, mean) >= limit),
  };
}

/**
 * Lower bound of the mean of which `count` events were seen, wrong as often as a normal variable exceeds
 * `deviations`; the cube-root approximation of Wilson and Hilferty (1931), within 0.4 % from 20 events on and
 * 0.01 % from 500.
 */
export function lowerMean(count: number, deviations: number): number {
  if (count === 0) return 0;
  const root = 1 - 1 / (9 * count) - deviations / (3 * Math.sqrt(count));
  return root <= 0 ? 0 : count * root ** 3;
}

/** ln(1 − e^x) for x ≤ 0. */
function complement(logChance: number): number {
  return logChance > -Math.LN2 ? Math.log(-Math.expm1(logChance)) : Math.log1p(-Math.exp(logChance));
}

/** The highest value in the bracket for which `holds`, given that it holds below some point only. */
function bisect(from: number, to: number, holds: (value: number) => boolean): number {
  let low = from;
  let high = to;
  for (let step = 0; step < HALVINGS; step += 1) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
