import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { forecastFarm } from '#engine/scheduler/forecast.ts';
import { planAllocation } from '#engine/scheduler/plan.ts';
import {
  DEFAULT_PLAN_SETTINGS,
  type PlanInput,
  type PlanMiner,
  type ShortfallRule,
} from '#engine/scheduler/plan-types.ts';
import { smallestCover } from '#engine/scheduler/standby.ts';
import { simulateFluid } from '#engine/scheduler/what-if.ts';
import {
  HOUR_MS,
  ownerAccount,
  planAccount,
  planInput,
  planMiner,
  TERA,
  teraHours,
} from '#test/support/plan-input.ts';

const DAY_MS = 24 * HOUR_MS;
const teras = fc.integer({ min: 1, max: 250 });
const fleet = fc.array(teras, { minLength: 1, maxLength: 20 });
const quotas = fc.array(fc.integer({ min: 10, max: 5000 }), { minLength: 1, maxLength: 6 });

function minersOf(rates: readonly number[], prefix = 'm'): PlanMiner[] {
  return rates.map((rate, index) => planMiner(`${prefix}${index}`, { hashrate: rate * TERA }));
}

function farmOf(
  rates: readonly number[],
  work: readonly number[],
  values: Partial<PlanInput> = {},
): PlanInput {
  const customers = work.map((hours, index) =>
    planAccount(`account-${index}`, { targetWork: teraHours(hours) }),
  );
  return planInput({ accounts: [...customers, ownerAccount], miners: minersOf(rates), ...values });
}

function parallel(shortfall: ShortfallRule): PlanInput['settings'] {
  return { ...DEFAULT_PLAN_SETTINGS, policy: 'parallel', shortfall };
}

function sumOf(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

describe('a sequential round with work quotas on a healthy fleet', () => {
  const never = { startedAtMs: 0, endsAtMs: null };

  it('finishes no account later when a miner is added', () => {
    fc.assert(
      fc.property(fleet, quotas, teras, (rates, work, added) => {
        const untilMs = 10_000 * DAY_MS;
        const before = simulateFluid(farmOf(rates, work, { round: never }), untilMs).finish;
        const after = simulateFluid(farmOf([...rates, added], work, { round: never }), untilMs).finish;
        for (const [id, finishMs] of before) {
          if (finishMs === null) continue;
          expect(after.get(id) ?? Infinity, id).toBeLessThanOrEqual(finishMs + 1);
        }
      }),
      { numRuns: 200, seed: 2 },
    );
  });

  it('is forecast to finish no account later either', () => {
    fc.assert(
      fc.property(fleet, quotas, teras, (rates, work, added) => {
        const uncertainty = { hashrateRelativeSigma: 0.1 };
        const before = forecastFarm(farmOf(rates, work, { round: never }), uncertainty);
        const after = forecastFarm(farmOf([...rates, added], work, { round: never }), uncertainty);
        for (const [index, { finishMs, accountId }] of before.entries()) {
          if (finishMs === null) continue;
          expect(after[index]?.finishMs ?? Infinity, accountId).toBeLessThanOrEqual(finishMs + 1);
        }
      }),
      { numRuns: 100, seed: 3 },
    );
  });
});

describe('work', () => {
  it('is conserved: what the farm makes until the last quota is reached is what the accounts get', () => {
    fc.assert(
      fc.property(fleet, quotas, (rates, work) => {
        const { finish } = simulateFluid(
          farmOf(rates, work, { round: { startedAtMs: 0, endsAtMs: null } }),
          1e15,
        );
        const lastMs = Math.max(...[...finish.values()].map((atMs) => atMs ?? 0));
        const made = teraHours(sumOf(rates), lastMs / HOUR_MS);
        expect(made / teraHours(sumOf(work))).toBeCloseTo(1, 6);
      }),
      { numRuns: 200, seed: 4 },
    );
  });

  it('is missing in a sequential round by just what the farm cannot make, and from the last accounts first', () => {
    fc.assert(
      fc.property(fleet, quotas, (rates, work) => {
        const { shortfallWork } = simulateFluid(farmOf(rates, work), DAY_MS);
        const missing = work.map((_hours, index) => shortfallWork.get(`account-${index}`) ?? 0);
        const wanted = Math.max(teraHours(sumOf(work)) - teraHours(sumOf(rates), 24), 0);
        expect(sumOf(missing) / teraHours(sumOf(work))).toBeCloseTo(wanted / teraHours(sumOf(work)), 6);
        const firstShort = missing.findIndex((short) => short > 0);
        const after = work.slice(firstShort + 1).map((hours) => teraHours(hours));
        if (firstShort >= 0) expect(missing.slice(firstShort + 1)).toEqual(after);
      }),
      { numRuns: 200, seed: 5 },
    );
  });
});

describe('parallel quotas that cannot all be met', () => {
  /** Twice what 60 miners can make, so that whole miners matter little. */
  const overbooked = fc
    .array(fc.integer({ min: 1, max: 10 }), { minLength: 2, maxLength: 4 })
    .map((parts) => parts.map((part) => (part / sumOf(parts)) * 2 * 24 * 60 * 100));
  const rates = Array.from({ length: 60 }, () => 100);

  it('fall short from the last account on, where the order of the accounts decides', () => {
    fc.assert(
      fc.property(overbooked, (work) => {
        const { shortfallWork } = simulateFluid(
          farmOf(rates, work, { settings: parallel('priority') }),
          DAY_MS,
        );
        let left = 24 * 60 * 100;
        for (const [index, hours] of work.entries()) {
          const due = Math.max(hours - left, 0);
          left = Math.max(left - hours, 0);
          const missing = (shortfallWork.get(`account-${index}`) ?? 0) / teraHours(1);
          // A miner more or less for a part of the day.
          expect(Math.abs(missing - due), `account-${index}`).toBeLessThan(0.03 * 24 * 60 * 100);
        }
      }),
      { numRuns: 25, seed: 6 },
    );
  });

  it('fall short by the same part each, where the owner wants that', () => {
    fc.assert(
      fc.property(overbooked, (work) => {
        const { shortfallWork } = simulateFluid(
          farmOf(rates, work, { settings: parallel('pro-rata') }),
          DAY_MS,
        );
        for (const [index, hours] of work.entries()) {
          const missing = (shortfallWork.get(`account-${index}`) ?? 0) / teraHours(hours);
          const miner = (100 * 24) / hours;
          expect(Math.abs(missing - 0.5), `account-${index}`).toBeLessThan(0.02 + miner);
        }
      }),
      { numRuns: 25, seed: 7 },
    );
  });
});

describe('an account with a lowest rate', () => {
  it('has it while the accounts before it are served', () => {
    fc.assert(
      fc.property(
        fc.array(teras, { minLength: 4, maxLength: 20 }),
        fc.integer({ min: 1, max: 300 }),
        fc.constantFrom('sequential' as const, 'parallel' as const),
        (rates, least, policy) => {
          fc.pre(sumOf(rates) >= least);
          const input = farmOf(rates, [4000, 4000], { settings: { ...DEFAULT_PLAN_SETTINGS, policy } });
          const accounts = input.accounts.map((account) =>
            account.id === 'account-1' ? { ...account, minRate: least * TERA } : account,
          );
          const miners = input.miners.map((miner) => ({ ...miner, accountId: 'account-0', movedAtMs: 0 }));
          const { orders } = planAllocation({ ...input, accounts, miners });
          const at = new Set(
            orders.filter(({ accountId }) => accountId === 'account-1').map(({ minerId }) => minerId),
          );
          const has = sumOf(miners.filter(({ id }) => at.has(id)).map(({ hashrate }) => hashrate ?? 0));
          expect(has).toBeGreaterThanOrEqual(least * TERA);
        },
      ),
      { numRuns: 200, seed: 8 },
    );
  });
});

describe('smallestCover', () => {
  const standby = fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 8 });

  function subsets(rates: readonly number[]): number[][] {
    return rates.reduce<number[][]>((all, rate) => [...all, ...all.map((one) => [...one, rate])], [[]]);
  }

  it('takes the fewest that cover what was lost, none of which a smaller one could replace', () => {
    fc.assert(
      fc.property(standby, fc.integer({ min: 1, max: 400 }), (rates, lost) => {
        const miners = minersOf(rates, 's');
        const taken = smallestCover(miners, lost * TERA).map((id) => rates[Number(id.slice(1))] ?? 0);
        const covering = subsets(rates).filter((subset) => sumOf(subset) >= lost);
        if (covering.length === 0) {
          expect(taken.toSorted()).toEqual(rates.toSorted());
          return;
        }
        expect(sumOf(taken)).toBeGreaterThanOrEqual(lost);
        expect(taken.length).toBe(Math.min(...covering.map(({ length }) => length)));
        const left = [...rates];
        for (const rate of taken) left.splice(left.indexOf(rate), 1);
        for (const rate of taken) {
          const spare = sumOf(taken) - lost;
          expect(left.filter((other) => other < rate && rate - other <= spare)).toEqual([]);
        }
      }),
      { numRuns: 500, seed: 9 },
    );
  });
});
