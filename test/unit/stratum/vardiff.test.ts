import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { jobDifficulty, Vardiff } from '#engine/stratum/vardiff.ts';
import { DEFAULT_DIFFICULTY, type DifficultySettings } from '#shared/model/farm-file.ts';
import { HASHES_PER_DIFFICULTY_1 } from '#shared/units.ts';

/** A seeded generator of numbers in (0, 1): mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 4_294_967_296;
  };
}

interface Run {
  changes: { atMs: number; from: number; to: number }[];
  shares: number[];
}

/** A miner whose shares come at random as real ones do; the tick is called once a second. */
function mine(
  vardiff: Vardiff,
  options: { hashrate: number; fromMs: number; toMs: number; seed: number; upstream?: number },
): Run {
  const random = seeded(options.seed);
  const run: Run = { changes: [], shares: [] };
  const limits = [0, null] as const;
  const difficulty = (): number =>
    jobDifficulty(options.upstream ?? Number.POSITIVE_INFINITY, vardiff.current, ...limits);
  const nextShare = (atMs: number): number =>
    atMs - Math.log(random()) * ((difficulty() * HASHES_PER_DIFFICULTY_1) / options.hashrate) * 1000;
  const retarget = (atMs: number): void => {
    const from = vardiff.current;
    const to = vardiff.retarget(atMs);
    if (to !== null) run.changes.push({ atMs, from, to });
  };
  let shareAtMs = nextShare(options.fromMs);
  for (let tickMs = options.fromMs; tickMs < options.toMs; tickMs += 1000) {
    const changesBefore = run.changes.length;
    while (shareAtMs < tickMs + 1000) {
      vardiff.onShare(shareAtMs, difficulty());
      run.shares.push(shareAtMs);
      retarget(shareAtMs);
      shareAtMs = nextShare(shareAtMs);
    }
    retarget(tickMs + 1000);
    // Without memory: after a change the wait for the next share starts anew.
    if (run.changes.length > changesBefore) shareAtMs = nextShare(tickMs + 1000);
  }
  return run;
}

const MINUTE = 60_000;
const settings = (changes: Partial<DifficultySettings> = {}): DifficultySettings => ({
  ...DEFAULT_DIFFICULTY,
  ...changes,
});

function sharesPerMinute(run: Run, fromMs: number, toMs: number): number {
  return run.shares.filter((atMs) => atMs >= fromMs && atMs < toMs).length / ((toMs - fromMs) / MINUTE);
}

describe('Vardiff', () => {
  it.each([
    ['a 1 TH/s miner', 1e12],
    ['a 100 TH/s miner', 1e14],
    ['a 500 TH/s miner', 5e14],
    ['a 20 PH/s proxy', 2e16],
  ])('brings %s to 10 to 30 shares a minute within four minutes', (_name, hashrate) => {
    for (let seed = 1; seed <= 10; seed++) {
      const vardiff = new Vardiff(settings(), 0);
      const run = mine(vardiff, { hashrate, fromMs: 0, toMs: 34 * MINUTE, seed });
      const rate = sharesPerMinute(run, 4 * MINUTE, 34 * MINUTE);
      expect(rate, `seed ${seed}`).toBeGreaterThan(10);
      expect(rate, `seed ${seed}`).toBeLessThan(30);
    }
  });

  it.each([
    ['at a difficulty of a billionth', { start: 1e-9, min: 1e-12, sharesPerMinute: 20 }, 2e5],
    ['at thousands of shares a minute', { start: 1e-3, min: 1e-9, sharesPerMinute: 3000 }, 1e6],
  ])('works %s', (_name, changes, hashrate) => {
    const vardiff = new Vardiff(settings(changes), 0);
    const run = mine(vardiff, { hashrate, fromMs: 0, toMs: 12 * MINUTE, seed: 7 });
    const rate = sharesPerMinute(run, 4 * MINUTE, 12 * MINUTE) / changes.sharesPerMinute;
    expect(rate).toBeGreaterThan(0.5);
    expect(rate).toBeLessThan(1.5);
  });

  it('changes by powers of two only', () => {
    for (const hashrate of [1e6, 1e9, 1e12, 1e15]) {
      const vardiff = new Vardiff(settings({ min: 1e-12 }), 0);
      const run = mine(vardiff, { hashrate, fromMs: 0, toMs: 20 * MINUTE, seed: 3 });
      expect(run.changes.length).toBeGreaterThan(0);
      for (const change of run.changes)
        expect(Number.isInteger(Math.log2(change.to)), `${change.to}`).toBe(true);
    }
  });

  it('leaves a settled session at least 60 s between changes, on the edge of two powers of two too', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const vardiff = new Vardiff(settings(), 0);
      mine(vardiff, { hashrate: 1.3e14, fromMs: 0, toMs: 5 * MINUTE, seed });
      const run = mine(vardiff, {
        hashrate: 1.3e14,
        fromMs: 5 * MINUTE,
        toMs: 180 * MINUTE,
        seed: seed + 100,
      });
      const gaps = run.changes.slice(1).map((change, index) => change.atMs - (run.changes[index]?.atMs ?? 0));
      expect(Math.min(...gaps, Number.POSITIVE_INFINITY), `seed ${seed}`).toBeGreaterThanOrEqual(60_000);
      expect(run.changes.length, `seed ${seed}`).toBeLessThan(20);
    }
  });

  it('corrects a settled session that is far too fast without waiting for its window', () => {
    const vardiff = new Vardiff(settings(), 0);
    mine(vardiff, { hashrate: 1e14, fromMs: 0, toMs: 10 * MINUTE, seed: 1 });
    const run = mine(vardiff, { hashrate: 1e16, fromMs: 10 * MINUTE, toMs: 12 * MINUTE, seed: 2 });
    expect(run.changes[0]?.atMs).toBeLessThan(10 * MINUTE + 30_000);
    expect(vardiff.current).toBeGreaterThanOrEqual(2_097_152);
  });

  it('steps down by time when no share comes, down to the minimum', () => {
    const vardiff = new Vardiff(settings({ min: 8 }), 0);
    const run = mine(vardiff, { hashrate: 1e-9, fromMs: 0, toMs: 30 * MINUTE, seed: 1 });
    const steps = run.changes.map((change) => change.to);
    expect(steps).toEqual([...steps].toSorted((a, b) => b - a));
    expect(run.changes[0]?.atMs).toBeLessThanOrEqual(15_000);
    expect(steps.at(-1)).toBe(8);
  });

  it('steps a settled session down that goes silent, once a window', () => {
    const vardiff = new Vardiff(settings(), 0);
    mine(vardiff, { hashrate: 1e14, fromMs: 0, toMs: 30 * MINUTE, seed: 5 });
    const settledAt = vardiff.current;
    const run = mine(vardiff, { hashrate: 1e-9, fromMs: 30 * MINUTE, toMs: 33 * MINUTE, seed: 6 });
    expect(run.changes[0]?.to).toBeLessThan(settledAt);
    expect(run.changes[0]?.atMs).toBeLessThanOrEqual(32 * MINUTE);
    const gaps = run.changes.slice(1).map((change, index) => change.atMs - (run.changes[index]?.atMs ?? 0));
    expect(gaps.length).toBeGreaterThan(0);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(60_000);
  });

  it('sees the true rate through jobs that the pool made easier', () => {
    const vardiff = new Vardiff(settings({ start: 1024 }), 0);
    const run = mine(vardiff, { hashrate: 1e14, upstream: 4096, fromMs: 0, toMs: 6 * MINUTE, seed: 9 });
    expect(run.shares.length).toBeGreaterThan(1000);
    expect(Math.log2(vardiff.current)).toBeGreaterThanOrEqual(15);
    expect(Math.log2(vardiff.current)).toBeLessThanOrEqual(18);
  });

  it('is not fooled by a burst of shares within its first second', () => {
    const vardiff = new Vardiff(settings(), 0);
    for (let share = 0; share < 50; share++) {
      vardiff.onShare(share, 65_536);
      expect(vardiff.retarget(share)).toBeNull();
    }
  });

  it('starts from what is configured, whatever number that is', () => {
    expect(new Vardiff(settings({ start: 1e-9, min: 1e-9 }), 0).current).toBe(1e-9);
    expect(new Vardiff(settings({ start: 700 }), 0).current).toBe(700);
    expect(new Vardiff(settings({ start: 700, max: 512 }), 0).current).toBe(512);
    expect(new Vardiff(settings({ start: 700, min: 1000 }), 0).current).toBe(1000);
  });

  it("takes a miner's suggestion as a power of two within the limits", () => {
    const vardiff = new Vardiff(settings({ min: 2, max: 1_000_000 }), 0);
    const after = (wanted: number): number => {
      vardiff.suggest(wanted);
      return vardiff.current;
    };
    expect([1000, 1024, 0.001, 1e18, 2, 3.99].map(after)).toEqual([512, 1024, 2, 1_000_000, 2, 2]);
    expect([0, -5, Number.NaN, Number.POSITIVE_INFINITY].map(after)).toEqual([2, 2, 2, 2]);
  });

  it('never leaves the limits, whatever comes', () => {
    const event = fc.tuple(
      fc.constantFrom('share', 'tick', 'suggest'),
      fc.nat({ max: 100_000 }),
      fc.double(),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 100 }), (events) => {
        const limits = settings({ start: 3, min: 0.3, max: 777 });
        const vardiff = new Vardiff(limits, 0);
        let nowMs = 0;
        for (const [kind, stepMs, value] of events) {
          nowMs += stepMs;
          if (kind === 'share') vardiff.onShare(nowMs, vardiff.current);
          else if (kind === 'suggest') vardiff.suggest(value);
          else vardiff.retarget(nowMs);
          expect(vardiff.current).toBeGreaterThanOrEqual(0.3);
          expect(vardiff.current).toBeLessThanOrEqual(777);
        }
      }),
    );
  });
});

describe('jobDifficulty', () => {
  it('is what vardiff wants within the limits, but never above the upstream', () => {
    expect([
      jobDifficulty(1_000_000, 512, 1, null),
      jobDifficulty(1_000_000, 512, 1024, null),
      jobDifficulty(1_000_000, 512, 1, 256),
      jobDifficulty(699.5, 1024, 1, null),
      jobDifficulty(1e-9, 65_536, 65_536, null),
    ]).toEqual([512, 1024, 256, 699.5, 1e-9]);
  });
});
