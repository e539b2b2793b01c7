import { describe, expect, it } from 'vitest';

import { DEFAULT_SILENCE, exposureOf, SilenceTest } from '#engine/health/silence.ts';
import { SeededRandom } from '#test/bench/detection/random.ts';
import { DIFFICULTY, difficultyFor, HASHRATE } from '#test/bench/detection/simulated-farm.ts';

/** A test that has seen `shares` evenly spaced shares at `sharesPerMinute`. */
function settled(sharesPerMinute = 20, shares = 1000): SilenceTest {
  const test = new SilenceTest(DEFAULT_SILENCE);
  const spanMs = 60_000 / sharesPerMinute;
  const exposure = exposureOf(spanMs, difficultyFor(HASHRATE, sharesPerMinute));
  for (let share = 0; share < shares; share += 1) {
    test.advance(exposure, spanMs);
    test.share();
  }
  return test;
}

function context(farmSize = 1000, sharesPerMinute = 20) {
  return { farmSize, difficulty: difficultyFor(HASHRATE, sharesPerMinute), hintedHashrate: null };
}

describe('the silence limit', () => {
  it('is about 95 s for 1,000 miners at 20 shares a minute', () => {
    expect(settled().limitMs(context()) / 1000).toBeCloseTo(96, 0);
  });

  it('grows with the farm and shrinks with the share rate', () => {
    const limits = [1, 10, 100, 1000, 5000].map((size) => settled().limitMs(context(size)));
    expect(limits).toEqual(limits.toSorted((left, right) => left - right));
    expect(settled(40).limitMs(context(1000, 40))).toBeLessThan(0.6 * settled().limitMs(context()));
  });

  it('is never below 10 s', () => {
    expect(settled(6000, 10_000).limitMs(context(1, 6000))).toBe(10_000);
  });

  it('is longer while few shares have told the rate', () => {
    const limits = [20, 50, 200].map((shares) => settled(20, shares).limitMs(context()));
    expect(limits).toEqual(limits.toSorted((left, right) => right - left));
    expect(limits[0]).toBeGreaterThan(1.7 * (limits[2] ?? 0));
  });

  it('follows the difficulty at once', () => {
    const test = settled();
    const harder = { ...context(), difficulty: 4 * DIFFICULTY };
    expect(test.limitMs(harder) / test.limitMs(context())).toBeCloseTo(4, 0);
  });

  it('is ten minutes when nothing says what to expect, and two at least when only the nominal hashrate does', () => {
    const test = new SilenceTest(DEFAULT_SILENCE);
    expect(test.limitMs(context())).toBe(600_000);
    expect(test.limitMs({ ...context(), hintedHashrate: HASHRATE })).toBe(120_000);
    expect(test.limitMs({ ...context(), hintedHashrate: HASHRATE / 10 })).toBeGreaterThan(600_000);
  });

  it('is reached exactly when the test calls the miner silent', () => {
    const test = settled();
    const limitMs = test.limitMs(context());
    const exposure = exposureOf(1, DIFFICULTY);
    test.advance(exposure * (limitMs - 1), limitMs - 1);
    expect(test.isSilent(context())).toBe(false);
    test.advance(exposure * 2, 2);
    expect(test.isSilent(context())).toBe(true);
  });

  it('does not take a burst for a rate', () => {
    const test = new SilenceTest(DEFAULT_SILENCE);
    for (let share = 0; share < 100; share += 1) test.share();
    expect(test.hashrate).toBeNull();
    expect(test.limitMs(context())).toBe(600_000);
  });

  it('is not reached by a miner whose shares are refused, and does not count them as its rate', () => {
    const test = settled();
    const before = test.hashrate ?? 0;
    const exposure = exposureOf(3000, DIFFICULTY);
    for (let share = 0; share < 100; share += 1) {
      test.advance(exposure, 3000);
      test.refused();
      expect(test.isSilent(context())).toBe(false);
    }
    test.share();
    expect(test.hashrate).toBeLessThan(0.8 * before);
  });
});

describe('false alarms of silence', () => {
  it('come no more often than allowed, as many as can be counted', () => {
    // One a day for a single miner is often enough to be counted.
    const allowed = { ...DEFAULT_SILENCE, falseAlarmsPerDay: 1, leastMs: 0 };
    const random = new SeededRandom(5);
    const test = new SilenceTest(allowed);
    const DAYS = 40;
    let alarms = 0;
    for (let gap = 0; gap < DAYS * 28_800; gap += 1) {
      const spanMs = random.exponential(3000);
      test.advance(exposureOf(spanMs, DIFFICULTY), spanMs);
      if (test.isSilent(context(1))) alarms += 1;
      test.share();
    }
    expect(alarms).toBeLessThan(DAYS);
    expect(alarms).toBeGreaterThan(0);
  });
});
