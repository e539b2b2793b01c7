import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { certainWork, landingCallRate, landingRate, lateWorkOf, workOf } from '#engine/scheduler/landing.ts';
import { planAllocation } from '#engine/scheduler/plan.ts';
import { DEFAULT_PLAN_SETTINGS } from '#engine/scheduler/plan-types.ts';
import {
  HOUR_MS,
  ownerAccount,
  planAccount,
  planInput,
  planMiner,
  TERA,
  teraHours,
} from '#test/support/plan-input.ts';

const QUOTA = teraHours(1000, 8);
const time = {
  nowMs: 8 * HOUR_MS,
  round: { startedAtMs: 0, endsAtMs: 24 * HOUR_MS },
  settings: { ...DEFAULT_PLAN_SETTINGS, policy: 'sequential' as const },
};

/** An account that lacks `missing` TH·s of its 8,000 TH·h, with shares of `share` TH·s. */
function nearlyDone(missing: number, share: number) {
  const creditedWork = QUOTA - workOf(TERA, missing * 1000);
  return planAccount('alice', { targetWork: QUOTA, creditedWork, shareWork: workOf(TERA, share * 1000) });
}

function atAlice(rates: readonly number[], missing: number, share: number): number[] {
  const miners = rates.map((rate, index) => {
    return planMiner(`m${index}`, { hashrate: rate * TERA, accountId: 'alice', movedAtMs: 0 });
  });
  const accounts = [nearlyDone(missing, share), planAccount('bob', { targetWork: QUOTA }), ownerAccount];
  const { orders } = planAllocation(planInput({ ...time, accounts, miners }));
  const staying = new Set(
    orders.filter(({ accountId }) => accountId === 'alice').map(({ minerId }) => minerId),
  );
  return rates.filter((_rate, index) => staying.has(`m${index}`));
}

describe('an account that lands', () => {
  it('has all miners until little is missing', () => {
    expect(atAlice([200, 140, 100, 1], 1_000_000, 300)).toEqual([200, 140, 100, 1]);
  });

  it('loses its biggest miners first and its smallest last', () => {
    // 86.4 s is the time constant of a day's round.
    expect(atAlice([200, 140, 100, 60, 1], 86.4 * 150, 40)).toEqual([100, 60]);
    expect(atAlice([200, 140, 100, 60, 1], 86.4 * 50, 40)).toEqual([60]);
    expect(atAlice([200, 140, 100, 60, 20], 86.4 * 0.9, 0.04)).toEqual([20]);
  });

  it('keeps enough for its next share within 60 s, or before the round ends', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 250 }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 50_000 }),
        fc.integer({ min: 1, max: 2000 }),
        (rates, missing, share) => {
          const stays = atAlice(rates, missing, share);
          const rate = stays.reduce((sum, own) => sum + own, 0);
          const isAll = stays.length === rates.length;
          expect(isAll || rate * 60 >= share, `${stays.join('+')} TH/s`).toBe(true);
        },
      ),
      { numRuns: 300, seed: 10 },
    );
  });

  it('gets none back before the rate has fallen to half of what made one leave', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 1e6, noNaN: true }),
        fc.double({ min: 0, max: 1e4, noNaN: true }),
        (missing, share) => {
          const account = nearlyDone(missing, share);
          const remaining = QUOTA - account.creditedWork;
          const leave = landingRate(remaining, account, time);
          const call = landingCallRate(remaining, account, time);
          expect(call).toBeLessThanOrEqual(leave);
          expect(call).toBeGreaterThanOrEqual(leave / 2.0001);
        },
      ),
      { numRuns: 300, seed: 11 },
    );
  });

  it('counts on late shares of miners that have left only as far as luck leaves them certain', () => {
    const departures = [
      { accountId: 'alice', hashrate: 100 * TERA, atMs: time.nowMs - 500 },
      { accountId: 'bob', hashrate: 100 * TERA, atMs: time.nowMs },
      { accountId: 'alice', hashrate: 100 * TERA, atMs: time.nowMs - 1500 },
    ];
    const late = lateWorkOf('alice', departures, { nowMs: time.nowMs, lateMs: 1500 });
    expect(late).toBeCloseTo(workOf(100 * TERA, 1000), 6);
    expect(certainWork(late, late / 100)).toBeCloseTo(late * 0.8, 6);
    expect(certainWork(late, late * 2)).toBe(0);
  });
});
