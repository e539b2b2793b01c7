import { describe, expect, it } from 'vitest';
import { DEMO_DIFFICULTY, DEMO_MINERS, demoFarmFile } from '#main/demo/demo-farm.ts';
import { HASHES_PER_DIFFICULTY_1 } from '#shared/units.ts';

const FILE = demoFarmFile({
  poolA: 'stratum+tcp://127.0.0.1:1001',
  poolB: 'stratum+tcp://127.0.0.1:1002',
  nowMs: Date.UTC(2026, 10, 18, 9, 7, 42),
});
const HASHRATE = DEMO_MINERS.reduce((sum, { hashrate }) => sum + hashrate, 0);

function quotaWork(): number[] {
  return FILE.accounts.flatMap(({ quota }) =>
    quota && 'work' in quota && typeof quota.work === 'number' ? [quota.work] : [],
  );
}

describe("the demo's farm file", () => {
  it('has three customers on two pools and an overflow account', () => {
    expect(FILE.accounts.map(({ name, overflow }) => [name, overflow])).toEqual([
      ['alice', false],
      ['bob', false],
      ['carol', false],
      ['owner', true],
    ]);
    expect(new Set(FILE.accounts.map(({ pools }) => pools[0]?.url)).size).toBe(2);
  });

  it('gives each customer a quota that the farm fills in 30 to 60 s', () => {
    const seconds = quotaWork().map((work) => (work * HASHES_PER_DIFFICULTY_1) / HASHRATE);
    expect(seconds.map(Math.round)).toEqual([40, 55, 45]);
  });

  it('keeps one share below one percent of every quota', () => {
    expect(quotaWork().every((work) => (2 * DEMO_DIFFICULTY) / work < 0.01)).toBe(true);
  });

  it('starts its round of four minutes with the present minute', () => {
    expect(FILE.round).toEqual({ every: '4m', anchor: '09:07', timeZone: 'UTC' });
  });

  it('names every miner once', () => {
    expect(FILE.miners.map(({ worker }) => worker)).toEqual([
      'rack1-01',
      'rack1-02',
      'rack1-03',
      'rack2-01',
      'rack2-02',
      'rack2-03',
    ]);
  });
});
