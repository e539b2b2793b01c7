import { describe, expect, it } from 'vitest';

import {
  alarmScore,
  DEFAULT_STANDARD,
  DEGREES,
  type StandardContext,
  StandardTest,
} from '#engine/health/below-standard.ts';
import { SeededRandom } from '#test/bench/detection/random.ts';

const CONTEXT: StandardContext = { farmSize: 1000, sharesPerDay: 28_800 };
const NO_GAP = { expected: 0, spanMs: 0 };

/** Shares of a miner at `rate` of its standard, until `isDone`; how many it took, at most `most`. */
function feed(test: StandardTest, rate: number, random: SeededRandom, most: number): number {
  const wasBelow = test.isBelow;
  for (let share = 1; share <= most; share += 1) {
    const expected = random.exponential(1 / rate);
    test.share(expected, expected * 3000);
    test.evaluate(NO_GAP, CONTEXT);
    if (test.isBelow !== wasBelow) return share;
  }
  return Number.POSITIVE_INFINITY;
}

function median(rate: number, runs: number, seed: number): number {
  const random = new SeededRandom(seed);
  const shares = Array.from({ length: runs }, () =>
    feed(new StandardTest(DEFAULT_STANDARD), rate, random, 100_000),
  );
  return shares.toSorted((left, right) => left - right)[runs >> 1] ?? 0;
}

describe('a miner below its standard', () => {
  // Twice the theoretical mean: limit / information in one share.
  it.each([
    [0.5, 160],
    [2 / 3, 500],
    [0.8, 1600],
    [0.9, 7000],
  ])('is found at %d of it within %i shares, in half of the cases', (rate, shares) => {
    expect(median(rate, 40, 3)).toBeLessThan(shares);
  });

  it('is found the sooner the worse it is', () => {
    const medians = [0.2, 0.4, 0.6, 0.8].map((rate) => median(rate, 30, 4));
    expect(medians).toEqual(medians.toSorted((left, right) => left - right));
  });

  it('is found with the stretch that proves it', () => {
    const test = new StandardTest(DEFAULT_STANDARD);
    const random = new SeededRandom(9);
    feed(test, 1, random, 5000);
    let found = null;
    for (let share = 0; share < 2000 && !found; share += 1) {
      const expected = random.exponential(2);
      test.share(expected, expected * 3000);
      found = test.evaluate(NO_GAP, CONTEXT);
    }
    expect((found?.shares ?? 0) / (found?.expected ?? 1)).toBeCloseTo(0.5, 0.5);
    expect(found?.spanMs).toBeCloseTo((found?.expected ?? 0) * 3000, 3);
  });

  it('is not looked for in a long gap, which is for the silence test to judge', () => {
    const test = new StandardTest(DEFAULT_STANDARD);
    expect(test.evaluate({ expected: 1000, spanMs: 1 }, CONTEXT)).toBeNull();
    expect(test.isBelow).toBe(false);
  });

  it('is up to standard again when it works as it should, and stays so', () => {
    const test = new StandardTest(DEFAULT_STANDARD);
    const random = new SeededRandom(10);
    feed(test, 0.5, random, 10_000);
    expect(test.isBelow).toBe(true);
    expect(feed(test, 1, random, 3000)).toBeLessThan(1500);
    expect(feed(test, 1, random, 20_000)).toBe(Number.POSITIVE_INFINITY);
  });

  it('stays below while it stays as it is', () => {
    const random = new SeededRandom(11);
    for (const rate of [0.5, 0.75, 0.88]) {
      const test = new StandardTest(DEFAULT_STANDARD);
      feed(test, rate, random, 100_000);
      expect(feed(test, rate, random, 100_000), `at ${rate}`).toBe(Number.POSITIVE_INFINITY);
    }
  });
});

describe('false alarms of the standard', () => {
  it('come no more often than allowed, as many as can be counted', () => {
    // One a day for one miner: rare enough for the asymptotic limits, often enough to be counted.
    const settings = { ...DEFAULT_STANDARD, falseAlarmsPerDay: 1 };
    const context = { farmSize: 1, sharesPerDay: 28_800 };
    const random = new SeededRandom(12);
    const test = new StandardTest(settings);
    const DAYS = 60;
    let alarms = 0;
    for (let share = 0; share < DAYS * 28_800; share += 1) {
      const expected = random.exponential(1);
      test.share(expected, expected);
      if (!test.evaluate(NO_GAP, context)) continue;
      alarms += 1;
      test.reset();
    }
    expect(alarms).toBeLessThan(DAYS * 1.2);
    expect(alarms).toBeGreaterThan(DAYS / 10);
  });

  it('ask for more evidence in a larger farm: ln 10 for ten times the miners', () => {
    for (const degree of DEGREES) {
      const larger = alarmScore(degree, { ...CONTEXT, farmSize: 10_000 }, DEFAULT_STANDARD);
      expect(larger - alarmScore(degree, CONTEXT, DEFAULT_STANDARD)).toBeCloseTo(Math.log(10), 10);
    }
  });
});
