import { describe, expect, it } from 'vitest';

import { planAllocation } from '#engine/scheduler/plan.ts';
import {
  DEFAULT_PLAN_SETTINGS,
  type PlanAccount,
  type PlanInput,
  type PlanMiner,
} from '#engine/scheduler/plan-types.ts';
import {
  HOUR_MS,
  ownerAccount,
  planAccount,
  planInput,
  planMiner,
  teraHours,
} from '#test/support/plan-input.ts';

const settings = { ...DEFAULT_PLAN_SETTINGS, policy: 'parallel' as const };
const NOON_MS = 12 * HOUR_MS;

/** Alice has bought a mean of 295 TH/s, bob one of 195; half of it is done at noon. */
function customers(alice: Partial<PlanAccount> = {}): PlanAccount[] {
  const [of295, of195] = [teraHours(295, 24), teraHours(195, 24)];
  return [
    planAccount('alice', { targetWork: of295, creditedWork: of295 / 2, ...alice }),
    planAccount('bob', { targetWork: of195, creditedWork: of195 / 2 }),
    ownerAccount,
  ];
}

/** Ten miners of 100 TH/s: three at alice's, two at bob's, the rest the owner's. */
function tenMiners(values: Partial<PlanMiner> = {}): PlanMiner[] {
  const at = ['alice', 'alice', 'alice', 'bob', 'bob', 'owner', 'owner', 'owner', 'owner', 'owner'];
  return at.map((accountId, index) => planMiner(`m${index}`, { accountId, movedAtMs: 0, ...values }));
}

function noon(values: Partial<PlanInput> = {}): PlanInput {
  return planInput({ accounts: customers(), miners: tenMiners(), nowMs: NOON_MS, settings, ...values });
}

function counts(input: PlanInput): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { accountId } of planAllocation(input).orders)
    found[accountId ?? 'parked'] = (found[accountId ?? 'parked'] ?? 0) + 1;
  return found;
}

function moved(input: PlanInput): string[] {
  const at = new Map(input.miners.map(({ id, accountId }) => [id, accountId]));
  return planAllocation(input)
    .orders.filter(({ minerId, accountId }) => at.get(minerId) !== accountId)
    .map(({ minerId, accountId }) => `${minerId} → ${accountId}`);
}

describe('the parallel plan', () => {
  it('gives every account whole miners for its rate, and the owner the rest', () => {
    const input = noon({
      nowMs: 0,
      accounts: customers().map((account) => ({ ...account, creditedWork: 0 })),
    });
    const unplaced = input.miners.map((miner) => ({ ...miner, accountId: null, movedAtMs: null }));
    expect(counts({ ...input, miners: unplaced })).toEqual({ alice: 3, bob: 2, owner: 5 });
  });

  it('moves nobody while all are on their curves', () => {
    expect(moved(noon())).toEqual([]);
  });

  it('lets an account that has fallen behind have one miner more, once it is half a band behind', () => {
    const target = teraHours(295, 24);
    const behind = (part: number): PlanInput =>
      noon({ accounts: customers({ creditedWork: target * (0.5 - part) }) });
    expect(moved(behind(0.005))).toEqual([]);
    expect(moved(behind(0.03))).toHaveLength(1);
  });

  it('takes a miner from an account only when it is a whole band ahead', () => {
    const target = teraHours(250, 24);
    const ahead = (part: number): PlanInput => {
      return noon({ accounts: customers({ targetWork: target, creditedWork: target * (0.5 + part) }) });
    };
    expect(moved(ahead(0.02))).toEqual([]);
    expect(moved(ahead(0.055))).toHaveLength(1);
  });

  it('leaves a miner where it has just come to for the dwell time', () => {
    const accounts = customers({ creditedWork: teraHours(295, 24) * 0.45 });
    expect(moved(noon({ accounts, miners: tenMiners({ movedAtMs: NOON_MS - 59_000 }) }))).toEqual([]);
    expect(moved(noon({ accounts, miners: tenMiners({ movedAtMs: NOON_MS - 60_000 }) }))).toHaveLength(1);
  });

  it('keeps to the budget of moves, but not where an account has far too little', () => {
    const spent = { ineligible: new Map(), promotions: [], departures: [], recentMoves: 600 };
    const accounts = customers({ creditedWork: teraHours(295, 24) * 0.45 });
    expect(moved(noon({ accounts, history: spent }))).toEqual([]);
    const miners = tenMiners().map((miner) =>
      miner.accountId === 'alice' ? { ...miner, accountId: 'owner' } : miner,
    );
    expect(moved(noon({ accounts, history: spent, miners })).length).toBeGreaterThanOrEqual(3);
  });

  it('sends a standby miner to the account that has lost one, at once', () => {
    const unavailable = { kind: 'silent', text: 'no share for 95 s' } as const;
    const standby = planMiner('s1', { role: 'standby', accountId: 'owner', movedAtMs: NOON_MS - 1000 });
    const active = tenMiners({ movedAtMs: NOON_MS - 1000 });
    const [first, ...others] = active;
    const lost = { ...(first as PlanMiner), unavailable, availableSinceMs: null };
    expect(moved(noon({ miners: [lost, ...others, standby] }))).toEqual(['s1 → alice', 'm0 → owner']);
  });

  it('gives the miners of an account whose pool is away to the owner, and back when it returns', () => {
    const down = noon().pools.map((pool) => ({ ...pool, isServable: pool.accountId !== 'alice' }));
    expect(counts(noon({ pools: down }))).toEqual({ bob: 2, owner: 8 });
    const waiting = tenMiners().map((miner) =>
      miner.accountId === 'alice' ? { ...miner, accountId: 'owner' } : miner,
    );
    expect(counts(noon({ miners: waiting }))).toEqual({ alice: 3, bob: 2, owner: 5 });
  });

  it('works ahead for the others meanwhile where the farm is scarce', () => {
    const sold = [teraHours(600, 24), teraHours(360, 24)];
    const accounts = [
      planAccount('alice', { targetWork: sold[0] ?? 0, creditedWork: (sold[0] ?? 0) / 2 }),
      planAccount('bob', { targetWork: sold[1] ?? 0, creditedWork: (sold[1] ?? 0) / 2 }),
      ownerAccount,
    ];
    const pools = accounts.map(({ id }) => ({ accountId: id, isServable: id !== 'alice' }));
    expect(counts(noon({ accounts, pools }))).toEqual({ bob: 10 });
  });

  it('says why, with the account’s state in numbers', () => {
    const order = planAllocation(noon()).orders.find(({ minerId }) => minerId === 'm0');
    expect(order?.cause).toBe('alice has 50.0 % of its quota, 50.5 % are due by now');
  });
});
