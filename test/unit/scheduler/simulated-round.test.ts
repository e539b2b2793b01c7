import { describe, expect, it } from 'vitest';

import { DEFAULT_PLAN_SETTINGS } from '#engine/scheduler/plan-types.ts';
import { Random } from '#test/bench/allocation/random.ts';
import { rivalOf } from '#test/bench/allocation/rivals.ts';
import { runRound, type RunResult } from '#test/bench/allocation/run.ts';
import { buildFarm, type Scenario } from '#test/bench/allocation/scenario.ts';
import { SchedulerBrain } from '#test/bench/allocation/scheduler-brain.ts';
import type { SimFarm } from '#test/bench/allocation/sim-farm.ts';
import type { PolicyName } from '#shared/model/snapshot.ts';

const { dwellMs } = DEFAULT_PLAN_SETTINGS;

function simulate(scenario: Partial<Scenario>, policy: PolicyName): { farm: SimFarm; result: RunResult } {
  const whole: Scenario = { miners: 100, hours: 1, quotaParts: [0.5, 0.3, 0.2], seed: 1, ...scenario };
  const farm = buildFarm(whole);
  const spanMs = whole.hours * 3_600_000;
  const brain = new SchedulerBrain(farm, { policy, endsAtMs: spanMs });
  return { farm, result: runRound(farm, brain, { spanMs, dwellMs }) };
}

describe.each(['sequential', 'parallel'] as const)('a simulated hour of 100 miners, %s', (policy) => {
  it.each([1, 2, 3])('meets every quota, and passes it by less than its bound (seed %i)', (seed) => {
    const { result } = simulate({ seed }, policy);
    for (const { error, dwellBound } of result.accounts) {
      expect(error).toBeGreaterThanOrEqual(0);
      expect(error).toBeLessThan(1.5 * dwellBound);
    }
  });

  it('loses no work on the way: what was found is credited, rejected, or never answered', () => {
    const { farm } = simulate({}, policy);
    for (const pool of farm.pools) {
      const sum = pool.creditedWork + pool.rejectedWork + pool.lostWork + pool.pendingWork;
      expect(sum / pool.foundWork).toBeCloseTo(1, 9);
    }
    const found = farm.pools.reduce((all, { foundWork }) => all + foundWork, 0);
    // Luck of some 5,000 shares, and what the miners were worth.
    expect((found * 2 ** 32) / farm.minedHashes).toBeCloseTo(1, 1);
  });

  it('goes the same way again', () => {
    expect(simulate({ miners: 20 }, policy).result).toEqual(simulate({ miners: 20 }, policy).result);
  });

  it('reports quotas that are too large as missed, in the stated order', () => {
    const { result } = simulate({ load: 1.5 }, policy);
    const [first, , last] = result.accounts;
    expect(first?.error).toBeGreaterThanOrEqual(0);
    expect(last?.error).toBeLessThan(-0.5);
  });
});

it('moves each miner once per account in a sequential round, but for outages and stand-ins', () => {
  const { result } = simulate({ hours: 24 }, 'sequential');
  expect(result.mostMovesUnforced).toBeLessThanOrEqual(result.accounts.length + 2);
  for (const { error } of result.accounts) expect(error).toBeLessThan(0.0001);
});

it('is nearer to the quotas than wall-clock slices of the same farm', () => {
  const scenario: Scenario = { miners: 100, hours: 1, quotaParts: [0.5, 0.3, 0.2], seed: 1 };
  const spanMs = 3_600_000;
  const farm = buildFarm(scenario);
  const rival = rivalOf('slices', farm, { random: new Random(1), spanMs });
  const worst = ({ accounts }: RunResult): number =>
    Math.max(...accounts.map(({ error }) => Math.abs(error)));
  const ours = worst(simulate(scenario, 'parallel').result);
  expect(worst(runRound(farm, rival, { spanMs, dwellMs }))).toBeGreaterThan(10 * ours);
});
