import { describe, expect, it } from 'vitest';

import {
  logBinomialAtLeast,
  logBinomialAtMost,
  logPoissonAtLeast,
  logPoissonAtMost,
  lowerMean,
  meanBounds,
  ratioBounds,
} from '#engine/health/statistics.ts';

// Logarithms of the sums of exact terms, worked out with 400 decimal digits.
const POISSON_AT_MOST: [count: number, mean: number, logChance: number][] = [
  [31, 60, -10.472660898351938],
  [0, 32, -32],
  [5, 5, -0.48457218951277009],
  [100, 50, -1.5697459725606003e-10],
  [900, 1000, -7.2676248520384874],
  [9000, 10_000, -54.933001043885589],
  [10, 100, -68.948554699368145],
];
const POISSON_AT_LEAST: [count: number, mean: number, logChance: number][] = [
  [60, 31, -12.894910571851538],
  [1, 1e-9, -20.723265837446412],
  [5, 5, -0.58069974963142135],
  [100, 50, -21.862679706410287],
  [1100, 1000, -6.9458410143652127],
  [50, 0.5, -183.62527556709639],
];
const BINOMIAL_AT_LEAST: [count: number, trials: number, part: number, logChance: number][] = [
  [10, 10, 0.1, -23.025850929940457],
  [24, 96, 0.1, -10.856455973504019],
  [5, 100, 0.1, -0.023996714513679102],
  [300, 1000, 0.1, -156.95802099373844],
  [50, 100, 0.5, -0.61656654752241602],
];
const BINOMIAL_AT_MOST: [count: number, trials: number, part: number, logChance: number][] = [
  [0, 66, 0.1, -6.9537940334165356],
  [5, 100, 0.1, -2.8546340680799314],
  [60, 1000, 0.1, -12.338731298448456],
  [99, 100, 0.1, -1e-100],
];

/** Relative error of a chance = absolute error of its logarithm; of tiny logarithms, relative too. */
function expectClose(actual: number, exact: number): void {
  expect(Math.abs(actual - exact) / Math.min(Math.max(Math.abs(exact), 1e-300), 1)).toBeLessThan(3e-13);
}

describe('tails', () => {
  it.each(POISSON_AT_MOST)(
    'know the chance of at most %i events where %d are expected',
    (...[count, mean, exact]) => expectClose(logPoissonAtMost(count, mean), exact),
  );

  it.each(POISSON_AT_LEAST)(
    'know the chance of at least %i events where %d are expected',
    (...[count, mean, exact]) => expectClose(logPoissonAtLeast(count, mean), exact),
  );

  it.each(BINOMIAL_AT_LEAST)(
    'know the chance of at least %i of %i at %d each',
    (...[count, trials, part, exact]) => expectClose(logBinomialAtLeast(count, trials, part), exact),
  );

  it.each(BINOMIAL_AT_MOST)(
    'know the chance of at most %i of %i at %d each',
    (...[count, trials, part, exact]) => expectClose(logBinomialAtMost(count, trials, part), exact),
  );

  it('add up to one on both sides of every count', () => {
    for (const mean of [0.3, 7, 250]) {
      for (let count = 0; count <= 2 * mean + 10; count += 1) {
        const sum = Math.exp(logPoissonAtMost(count, mean)) + Math.exp(logPoissonAtLeast(count + 1, mean));
        expect(sum, `${count} at ${mean}`).toBeCloseTo(1, 12);
      }
    }
    for (let count = 0; count < 40; count += 1) {
      const sum =
        Math.exp(logBinomialAtMost(count, 40, 0.2)) + Math.exp(logBinomialAtLeast(count + 1, 40, 0.2));
      expect(sum, `${count} of 40`).toBeCloseTo(1, 12);
    }
  });

  it('are certain or impossible at the ends', () => {
    expect([
      logPoissonAtLeast(0, 5),
      logPoissonAtMost(-1, 5),
      logPoissonAtMost(0, 0),
      logPoissonAtLeast(1, 0),
      logBinomialAtLeast(0, 5, 0.5),
      logBinomialAtLeast(6, 5, 0.5),
      logBinomialAtLeast(1, 5, 0),
      logBinomialAtLeast(5, 5, 1),
      logBinomialAtMost(5, 5, 0.5),
      logBinomialAtMost(-1, 5, 0.5),
      logBinomialAtMost(0, 5, 0),
      logBinomialAtMost(4, 5, 1),
    ]).toEqual([0, -Infinity, 0, -Infinity, 0, -Infinity, -Infinity, 0, 0, -Infinity, 0, -Infinity]);
  });
});

describe('bounds', () => {
  it('of a ratio are those at which what was seen has just the stated chance', () => {
    const { lower, upper } = ratioBounds(24, 96, 0.025);
    expect(Math.exp(logBinomialAtLeast(24, 96, lower))).toBeCloseTo(0.025, 12);
    expect(Math.exp(logBinomialAtMost(24, 96, upper))).toBeCloseTo(0.025, 12);
    expect(lower).toBeLessThan(0.25);
    expect(upper).toBeGreaterThan(0.25);
  });

  it('of a ratio reach the ends when nothing or all was seen', () => {
    expect(ratioBounds(0, 20, 0.025).lower).toBe(0);
    expect(ratioBounds(0, 20, 0.025).upper).toBeCloseTo(1 - 0.025 ** (1 / 20), 12);
    expect(ratioBounds(20, 20, 0.025).upper).toBe(1);
  });

  it('of a mean are those of Garwood', () => {
    expect(meanBounds(0, 0.05)).toEqual({ lower: 0, upper: expect.closeTo(-Math.log(0.05), 10) });
    const { lower, upper } = meanBounds(10, 0.025);
    expect([lower, upper]).toEqual([expect.closeTo(4.795, 3), expect.closeTo(18.39, 2)]);
  });

  it.each([
    [20, 4e-3],
    [500, 1e-4],
    [50_000, 1e-6],
  ])('of a mean in the short form, for %i events, are off by less than %d of it', (count, part) => {
    // The chance that a normal variable is three standard deviations too high.
    const { lower } = meanBounds(count, 0.0013498980316301);
    expect(Math.abs(lowerMean(count, 3) / lower - 1)).toBeLessThan(part);
  });

  it('of a mean in the short form are zero where nothing can be said', () => {
    expect([lowerMean(0, 3), lowerMean(1, 3)]).toEqual([0, 0]);
  });
});
