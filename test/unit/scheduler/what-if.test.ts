import { describe, expect, it } from 'vitest';

import { forecastFarm } from '#engine/scheduler/forecast.ts';
import { DEFAULT_PLAN_SETTINGS } from '#engine/scheduler/plan-types.ts';
import { simulateFluid } from '#engine/scheduler/what-if.ts';
import {
  HOUR_MS,
  ownerAccount,
  planAccount,
  planInput,
  planMiner,
  teraHours,
} from '#test/support/plan-input.ts';

const DAY_MS = 24 * HOUR_MS;
const parallel = { ...DEFAULT_PLAN_SETTINGS, policy: 'parallel' as const };

/** Ten miners of 100 TH/s; alice has bought 4 hours of the farm, bob 8. */
function farm(alice = 4, bob = 8) {
  return planInput({
    accounts: [
      planAccount('alice', { targetWork: teraHours(1000, alice) }),
      planAccount('bob', { targetWork: teraHours(1000, bob) }),
      ownerAccount,
    ],
    miners: Array.from({ length: 10 }, (_, index) => planMiner(`m${index}`)),
  });
}

describe('simulateFluid', () => {
  it('finishes accounts one after another under the sequential policy', () => {
    const { finish, moves, shortfallWork } = simulateFluid(farm(), DAY_MS);
    expect(finish.get('alice')).toBeCloseTo(4 * HOUR_MS, 0);
    expect(finish.get('bob')).toBeCloseTo(12 * HOUR_MS, 0);
    expect({ moves, shortfall: [...shortfallWork.values()], owner: finish.get('owner') }).toEqual({
      moves: 10,
      shortfall: [0, 0, 0],
      owner: null,
    });
  });

  it('finishes all accounts shortly before the end under the parallel policy', () => {
    const { finish, moves } = simulateFluid({ ...farm(), settings: parallel }, DAY_MS);
    for (const id of ['alice', 'bob']) {
      expect(finish.get(id), id).toBeLessThan(DAY_MS);
      expect(finish.get(id), id).toBeGreaterThan(0.95 * DAY_MS);
    }
    expect(moves).toBeLessThan(20);
  });

  it('says by how much quotas fall short', () => {
    const { finish, shortfallWork } = simulateFluid(farm(20, 8), DAY_MS);
    expect(finish.get('bob')).toBeNull();
    expect(shortfallWork.get('bob')).toBeCloseTo(teraHours(1000, 4), -3);
  });

  it('counts what is in flight, and changes nothing of what it was given', () => {
    const input = farm();
    const started = input.accounts.map((account) =>
      account.id === 'alice' ? { ...account, inFlightWork: teraHours(1000, 1) } : account,
    );
    const before = structuredClone({ ...input, accounts: started });
    const { finish } = simulateFluid({ ...input, accounts: started }, DAY_MS);
    expect(finish.get('alice')).toBeCloseTo(3 * HOUR_MS, 0);
    expect({ ...input, accounts: started }).toEqual(before);
  });

  it('looks at 5,000 miners in bundles and finishes at the same times', () => {
    const { accounts } = farm(2000, 4000);
    const miners = Array.from({ length: 5000 }, (_, index) => planMiner(`m${index}`));
    const { finish, moves } = simulateFluid(planInput({ accounts, miners }), DAY_MS);
    expect(finish.get('alice')).toBeCloseTo(4 * HOUR_MS, 0);
    expect(finish.get('bob')).toBeCloseTo(12 * HOUR_MS, 0);
    expect(moves).toBe(5000);
  });
});

describe('forecastFarm', () => {
  it('gives every account its finish with a range that grows with what is uncertain', () => {
    const [alice, bob] = forecastFarm(farm(), { hashrateRelativeSigma: 0.1 });
    expect(alice?.finishMs).toBeCloseTo(4 * HOUR_MS, 0);
    // Ten miners' errors of 10 % each are one of 3.2 % together; 1.2816 σ around 4 h.
    const spanMs = 4 * HOUR_MS * (0.1 / Math.sqrt(10)) * 1.2816;
    expect(Math.abs((alice?.latestMs ?? 0) - (alice?.finishMs ?? 0) - spanMs) / spanMs).toBeLessThan(0.05);
    expect((bob?.latestMs ?? 0) - (bob?.earliestMs ?? 0)).toBeGreaterThan(
      (alice?.latestMs ?? 0) - (alice?.earliestMs ?? 0),
    );
  });

  it('widens the range where shares are few', () => {
    const luckless = forecastFarm(farm(), { hashrateRelativeSigma: 0 })[0];
    const input = farm();
    const accounts = input.accounts.map((account) => ({ ...account, shareWork: teraHours(1000, 4) / 400 }));
    const withLuck = forecastFarm({ ...input, accounts }, { hashrateRelativeSigma: 0 })[0];
    expect((luckless?.latestMs ?? 0) - (luckless?.finishMs ?? 0)).toBe(0);
    // 400 shares vary by 20, that is 5 % of 4 h.
    expect((withLuck?.latestMs ?? 0) - (withLuck?.finishMs ?? 0)).toBeCloseTo(
      0.05 * 4 * HOUR_MS * 1.2816,
      -3,
    );
  });

  it('says what hashrate is missing for a quota that cannot be met', () => {
    const forecasts = forecastFarm(farm(20, 8), { hashrateRelativeSigma: 0.1 });
    const bob = forecasts.find(({ accountId }) => accountId === 'bob');
    expect(bob).toMatchObject({ finishMs: null, latestMs: null, isFeasible: false });
    expect(bob?.shortfallRate).toBeCloseTo((4 / 24) * 1e15, -9);
  });

  it('shares the shortfall by the same part of every quota where the owner wants that', () => {
    const settings = { ...parallel, shortfall: 'pro-rata' as const };
    const [alice, bob] = forecastFarm({ ...farm(10, 20), settings }, { hashrateRelativeSigma: 0 });
    const parts = [alice?.shortfallRate ?? 0, (bob?.shortfallRate ?? 0) / 2];
    expect(Math.abs((parts[0] ?? 0) - (parts[1] ?? 0)) / (parts[0] ?? 1)).toBeLessThan(0.25);
  });

  it('does not call an account infeasible while miners are there whose hashrate is not known', () => {
    const input = farm();
    const miners = [planMiner('new', { hashrate: null })];
    expect(forecastFarm({ ...input, miners }, { hashrateRelativeSigma: 0.1 })[0]).toEqual({
      accountId: 'alice',
      finishMs: null,
      earliestMs: null,
      latestMs: null,
      isFeasible: true,
      shortfallRate: 0,
    });
  });

  it('keeps the whole range in sight under the parallel policy', () => {
    const [alice] = forecastFarm({ ...farm(), settings: parallel }, { hashrateRelativeSigma: 0.3 });
    expect(alice?.earliestMs).toBeLessThanOrEqual(alice?.finishMs ?? 0);
    expect(alice?.latestMs).toBeGreaterThanOrEqual(alice?.finishMs ?? 0);
  });
});
