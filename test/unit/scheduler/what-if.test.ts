import { describe, expect, it } from 'vitest';

import { forecastFarm } from '#engine/scheduler/forecast.ts';
import {
  DEFAULT_PLAN_SETTINGS,
  type PlanAccount,
  type PlanInput,
  type PlanMiner,
} from '#engine/scheduler/plan-types.ts';
import { simulateFluid } from '#engine/scheduler/what-if.ts';

const HASHES = 2 ** 32;
const HOUR_MS = 3_600_000;
/** H/s that make one unit of work an hour. */
const ONE_AN_HOUR = HASHES / 3600;

function account(id: string, targetWork: number | null, values: Partial<PlanAccount> = {}): PlanAccount {
  return {
    id,
    name: id,
    isOverflow: targetWork === null,
    targetWork,
    creditedWork: 0,
    inFlightWork: 0,
    upToStandard: false,
    startsAtMs: 0,
    shareWork: 0.01,
    minRate: null,
    maxRate: null,
    ...values,
  };
}

function miner(id: string, hashrate = ONE_AN_HOUR): PlanMiner {
  return {
    id,
    role: 'active',
    unavailable: null,
    availableSinceMs: 0,
    isConnected: true,
    hashrate,
    accountId: 'a',
    movedAtMs: null,
  };
}

function inputOf(values: Partial<PlanInput>): PlanInput {
  const accounts = values.accounts ?? [account('a', 4), account('b', 4), account('owner', null)];
  return {
    nowMs: 0,
    miners: [miner('m1'), miner('m2')],
    accounts,
    pools: accounts.map(({ id }) => ({ accountId: id, isServable: true })),
    round: { startedAtMs: 0, endsAtMs: 24 * HOUR_MS },
    history: { ineligible: new Map(), promotions: [], departures: [], recentMoves: 0 },
    settings: { ...DEFAULT_PLAN_SETTINGS, policy: 'sequential' },
    ...values,
  };
}

function hours(finish: ReadonlyMap<string, number | null>): Record<string, number | null> {
  return Object.fromEntries(
    [...finish].map(([id, ms]) => [id, ms === null ? null : Math.round(ms / 36_000) / 100]),
  );
}

describe('simulateFluid', () => {
  it('finishes accounts one after another, and counts the moves on the way', () => {
    const { finish, moves, shortfallWork } = simulateFluid(inputOf({}), 24 * HOUR_MS);
    expect(hours(finish)).toEqual({ a: 2, b: 4, owner: null });
    expect(moves).toBe(2);
    expect([...shortfallWork.values()]).toEqual([0, 0, 0]);
  });

  it('counts what is credited and in flight', () => {
    const accounts = [account('a', 4, { creditedWork: 1, inFlightWork: 1 }), account('b', 4)];
    expect(hours(simulateFluid(inputOf({ accounts }), 24 * HOUR_MS).finish)).toEqual({ a: 1, b: 3 });
  });

  it('says what will be missing where the round is too short', () => {
    const round = { startedAtMs: 0, endsAtMs: 3 * HOUR_MS };
    const { finish, shortfallWork } = simulateFluid(inputOf({ round }), 3 * HOUR_MS);
    expect(hours(finish)).toEqual({ a: 2, b: null, owner: null });
    expect(shortfallWork.get('b')).toBeCloseTo(2, 2);
  });

  it('serves accounts side by side under the parallel policy', () => {
    const settings = { ...DEFAULT_PLAN_SETTINGS, policy: 'parallel' as const };
    const accounts = [account('a', 24), account('b', 24)];
    const { finish, shortfallWork } = simulateFluid(inputOf({ accounts, settings }), 24 * HOUR_MS);
    for (const [id, ms] of finish) expect((ms ?? 0) / HOUR_MS, id).toBeGreaterThan(23);
    for (const [id, work] of shortfallWork) expect(work, id).toBeLessThan(0.05);
  });

  it('looks at a large farm in bundles, with the same result', () => {
    const miners = Array.from({ length: 2000 }, (_, index) => miner(`m${index}`, ONE_AN_HOUR / 1000));
    const { finish, moves } = simulateFluid(inputOf({ miners }), 24 * HOUR_MS);
    expect(hours(finish)).toEqual({ a: 2, b: 4, owner: null });
    expect(moves).toBe(2000);
  });
});

describe('forecastFarm', () => {
  it('puts 80 % of the chance into its range, wider where shares are few', () => {
    const fine = forecastFarm(inputOf({}), { hashrateRelativeSigma: 0 }).find(
      ({ accountId }) => accountId === 'a',
    );
    const coarseAccounts = [account('a', 4, { shareWork: 0.5 }), account('b', 4)];
    const coarse = forecastFarm(inputOf({ accounts: coarseAccounts }), { hashrateRelativeSigma: 0 })[0];
    const width = (forecast: typeof fine) =>
      ((forecast?.latestMs ?? 0) - (forecast?.earliestMs ?? 0)) / HOUR_MS;
    // 400 shares: 1/√400 = 5 %, ± 1.28 of that around two hours; 8 shares: 35 %.
    expect(width(fine)).toBeCloseTo(2 * 2 * 0.05 * 1.2816, 3);
    expect(width(coarse)).toBeCloseTo(2 * 2 * Math.sqrt(1 / 8) * 1.2816, 3);
  });

  it('says by how much hashrate a quota cannot be met', () => {
    const round = { startedAtMs: 0, endsAtMs: 3 * HOUR_MS };
    const forecasts = forecastFarm(inputOf({ round }), { hashrateRelativeSigma: 0.05 });
    const b = forecasts.find(({ accountId }) => accountId === 'b');
    expect(b).toMatchObject({ finishMs: null, isFeasible: false });
    expect((b?.shortfallRate ?? 0) / ONE_AN_HOUR).toBeCloseTo(2 / 3, 2);
  });

  it('has nothing to say of an account that is up to standard', () => {
    const accounts = [account('a', 4, { creditedWork: 4, upToStandard: true }), account('b', 4)];
    expect(forecastFarm(inputOf({ accounts }), { hashrateRelativeSigma: 0 })[0]).toMatchObject({
      finishMs: null,
      isFeasible: true,
    });
  });
});
