import { describe, expect, it } from 'vitest';

import { OwnRate } from '#engine/health/own-rate.ts';
import { SeededRandom } from '#test/bench/detection/random.ts';

const random = new SeededRandom(21);

/** Shares of a miner that works at `rate`, 3 s apart at a rate of 1; what is learned of it. */
function learn(own: OwnRate, rate: (part: number) => number, shares: number): void {
  for (let share = 0; share < shares; share += 1) {
    const exposure = random.exponential(1 / rate(share / shares));
    own.share(exposure, exposure * 3000);
  }
}

describe("a miner's own standard", () => {
  it('is known after 500 shares and ten minutes, below the true rate', () => {
    const own = new OwnRate();
    learn(own, () => 1, 499);
    expect(own.hashrate).toBeNull();
    learn(own, () => 1, 1);
    expect(own.hashrate).toBeGreaterThan(0.75);
    expect(own.hashrate).toBeLessThan(1);
  });

  it('is not learned from a burst', () => {
    const own = new OwnRate();
    for (let share = 0; share < 10_000; share += 1) own.share(1e-6, 1);
    expect(own.hashrate).toBeNull();
  });

  it('tightens to about 1.3 % below the true rate and is seldom above it', () => {
    let above = 0;
    for (let miner = 0; miner < 40; miner += 1) {
      const own = new OwnRate();
      learn(own, () => 1, 50_000);
      expect(own.hashrate).toBeGreaterThan(0.97);
      if ((own.hashrate ?? 0) > 1) above += 1;
    }
    expect(above).toBeLessThanOrEqual(3);
  });

  it('is not learned down by a miner that fails by and by', () => {
    const own = new OwnRate();
    learn(own, () => 1, 50_000);
    const before = own.hashrate ?? 0;
    learn(own, (part) => 1 - 0.3 * part, 200_000);
    expect(own.hashrate).toBe(before);
  });

  it('rises when the miner gets faster', () => {
    const own = new OwnRate();
    learn(own, () => 1, 50_000);
    learn(own, () => 1.2, 50_000);
    expect(own.hashrate).toBeGreaterThan(1.15);
  });

  it('is the same after it was stored and restored', () => {
    const [own, other] = [new OwnRate(), new OwnRate()];
    learn(own, () => 1, 20_000);
    other.restore(structuredClone(own.learned));
    for (const one of [own, other]) for (let share = 0; share < 1000; share += 1) one.share(0.9, 2700);
    expect(other.learned).toEqual(own.learned);
  });
});
