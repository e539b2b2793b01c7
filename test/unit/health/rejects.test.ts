import { describe, expect, it } from 'vitest';

import { DEFAULT_REFUSALS, RefusalWindow } from '#engine/health/rejects.ts';
import { SeededRandom } from '#test/bench/detection/random.ts';

const MINUTE_MS = 60_000;

function filled(verified: number, refused: number, atMs = 0): RefusalWindow {
  const window = new RefusalWindow(DEFAULT_REFUSALS);
  for (let share = 0; share < verified; share += 1) window.add(atMs, 'verified');
  for (let share = 0; share < refused; share += 1) window.add(atMs, share % 2 ? 'stale' : 'rejected');
  return window;
}

describe('the window of refusals', () => {
  it('counts verified, stale and rejected shares of the last 15 minutes', () => {
    const window = filled(5, 3);
    window.add(10 * MINUTE_MS, 'verified');
    expect(window.counts(14 * MINUTE_MS)).toEqual({ verified: 6, stale: 1, rejected: 2 });
    expect(window.counts(15 * MINUTE_MS)).toEqual({ verified: 1, stale: 0, rejected: 0 });
    expect(window.counts(10 ** 9)).toEqual({ verified: 0, stale: 0, rejected: 0 });
  });

  it.each([
    [0, 9, false],
    [0, 10, true],
    [270, 30, false],
    [230, 70, true],
    [90, 20, false],
    [60, 40, true],
  ])('with %i verified and %i refused shares proves more than 10 %%: %s', (verified, refused, isAbove) => {
    expect(filled(verified, refused).isAbove(0, 1000)).toBe(isAbove);
  });

  it('asks for less evidence in a smaller farm', () => {
    expect(filled(80, 30).isAbove(0, 1000)).toBe(false);
    expect(filled(80, 30).isAbove(0, 1)).toBe(true);
  });

  it('tells that less than the limit is refused when enough good shares have come', () => {
    expect(
      [filled(66, 0), filled(60, 0), filled(200, 5), filled(100, 8)].map((one) => one.isBelow(0)),
    ).toEqual([true, false, true, false]);
  });

  it('knows a lower bound of the refused part', () => {
    expect(filled(60, 40).atLeast(0)).toBeGreaterThan(0.24);
    expect(filled(60, 40).atLeast(0)).toBeLessThan(0.4);
    expect(new RefusalWindow(DEFAULT_REFUSALS).atLeast(0)).toBe(0);
  });

  it('blames no miner that loses 5 % of its shares, for a week', () => {
    const window = new RefusalWindow(DEFAULT_REFUSALS);
    const random = new SeededRandom(6);
    for (let share = 0; share < 7 * 28_800; share += 1) {
      window.add(share * 3000, random.next() < 0.05 ? 'stale' : 'verified');
      expect(window.isAbove(share * 3000, 1)).toBe(false);
    }
  });
});
