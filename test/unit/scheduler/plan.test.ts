import { describe, expect, it } from 'vitest';

import { forecastSequential } from '#engine/scheduler/forecast.ts';
import { planAllocation } from '#engine/scheduler/plan.ts';
import {
  DEFAULT_PLAN_SETTINGS,
  type PlanAccount,
  type PlanInput,
  type PlanMiner,
} from '#engine/scheduler/plan-types.ts';

function account(id: string, values: Partial<PlanAccount> = {}): PlanAccount {
  return {
    id,
    name: id,
    isOverflow: false,
    targetWork: 100e6,
    creditedWork: 0,
    inFlightWork: 0,
    upToStandard: false,
    startsAtMs: 0,
    shareWork: 1e6,
    minRate: null,
    maxRate: null,
    ...values,
  };
}

function miner(id: string, values: Partial<PlanMiner> = {}): PlanMiner {
  return {
    id,
    role: 'active',
    unavailable: null,
    availableSinceMs: 0,
    isConnected: true,
    hashrate: 1e14,
    accountId: null,
    movedAtMs: null,
    ...values,
  };
}

const overflow = account('owner', { isOverflow: true, targetWork: null });

function places(input: Partial<PlanInput> & Pick<PlanInput, 'accounts'>): Record<string, string | null> {
  const { orders } = planAllocation(inputOf(input));
  return Object.fromEntries(orders.map((order) => [order.minerId, order.accountId]));
}

function inputOf(input: Partial<PlanInput> & Pick<PlanInput, 'accounts'>): PlanInput {
  return {
    nowMs: 0,
    miners: [miner('m1')],
    pools: input.accounts.map(({ id }) => ({ accountId: id, isServable: true })),
    round: { startedAtMs: 0, endsAtMs: 86_400_000 },
    history: { ineligible: new Map(), promotions: [], departures: [], recentMoves: 0 },
    settings: { ...DEFAULT_PLAN_SETTINGS, policy: 'sequential' },
    ...input,
  };
}

describe('planAllocation, sequential', () => {
  it('sends all miners to the first account that is not up to standard', () => {
    const accounts = [
      account('a', { creditedWork: 100e6, upToStandard: true }),
      account('b'),
      account('c'),
      overflow,
    ];
    expect(places({ accounts, miners: [miner('m1'), miner('m2')] })).toEqual({ m1: 'b', m2: 'b' });
  });

  it('leaves an account whose credited and in-flight work reach its target', () => {
    const accounts = [account('a', { creditedWork: 90e6, inFlightWork: 10e6 }), account('b'), overflow];
    expect(places({ accounts })).toEqual({ m1: 'b' });
  });

  it('takes it up again when the in-flight work fails', () => {
    const accounts = [account('a', { creditedWork: 90e6, inFlightWork: 0 }), account('b'), overflow];
    expect(places({ accounts, miners: [miner('m1', { accountId: 'b' })] })).toEqual({ m1: 'a' });
  });

  it('passes over an account that cannot be served', () => {
    const accounts = [account('a'), account('b'), overflow];
    const pools = [
      { accountId: 'a', isServable: false },
      { accountId: 'b', isServable: true },
      { accountId: 'owner', isServable: true },
    ];
    expect(places({ accounts, pools })).toEqual({ m1: 'b' });
  });

  it('brings all miners back when it can be served again, also while some hashrate is not known', () => {
    const accounts = [account('a'), account('b'), overflow];
    const unknown = miner('m1', { accountId: 'b', hashrate: null });
    const known = miner('m2', { accountId: 'b' });
    expect(places({ accounts, miners: [unknown] })).toEqual({ m1: 'a' });
    expect(places({ accounts, miners: [known] })).toEqual({ m2: 'a' });
    expect(places({ accounts, miners: [unknown, known] })).toEqual({ m1: 'a', m2: 'a' });
  });

  it('sends the surplus to the overflow account, and parks it where there is none', () => {
    const done = account('a', { creditedWork: 100e6, upToStandard: true });
    expect(places({ accounts: [done, overflow] })).toEqual({ m1: 'owner' });
    expect(places({ accounts: [done] })).toEqual({ m1: null });
  });

  it('keeps a standby miner away from customer accounts while nobody is lost', () => {
    const miners = [miner('m1'), miner('m2', { role: 'standby' })];
    expect(places({ accounts: [account('a'), overflow], miners })).toEqual({ m1: 'a', m2: 'owner' });
    expect(places({ accounts: [account('a')], miners })).toEqual({ m1: 'a', m2: null });
  });

  it('keeps a marked miner away from customer accounts and has a standby miner stand in for it', () => {
    const unavailable = { kind: 'marked-failed', text: 'marked failed by you' } as const;
    const miners = [miner('m1', { unavailable }), miner('m2', { role: 'standby' }), miner('m3')];
    expect(places({ accounts: [account('a'), overflow], miners })).toEqual({ m1: 'owner', m2: 'a', m3: 'a' });
    expect(places({ accounts: [account('a')], miners })).toEqual({ m1: null, m2: 'a', m3: 'a' });
  });

  it('sends a miner to the next account where it is not eligible for the first', () => {
    const ineligible = new Map([['m1', new Map([['a', 'extranonce2 too small']])]]);
    const input = { accounts: [account('a'), account('b'), overflow], miners: [miner('m1'), miner('m2')] };
    expect(
      places({ ...input, history: { ineligible, promotions: [], departures: [], recentMoves: 0 } }),
    ).toEqual({ m1: 'b', m2: 'a' });
  });

  it('gives every order its reason', () => {
    const unavailable = { kind: 'marked-below-standard', text: 'marked below standard by you' } as const;
    const [order] = planAllocation(
      inputOf({ accounts: [overflow], miners: [miner('m1', { unavailable })] }),
    ).orders;
    expect(order?.cause).toBe('marked below standard by you; mines for owner');
  });
});

describe('forecastSequential', () => {
  it('finishes accounts one after another at the hashrate of the whole farm', () => {
    const accounts = [
      account('a', { targetWork: 10, creditedWork: 4, inFlightWork: 1 }),
      account('b', { targetWork: 10 }),
      overflow,
    ];
    const finish = forecastSequential(
      1000,
      2 ** 32,
      accounts.map((one) => ({ ...one, isServable: true })),
    );
    expect(Object.fromEntries(finish)).toEqual({ a: 6000, b: 16_000, owner: null });
  });

  it('knows nothing without a hashrate', () => {
    expect(forecastSequential(0, null, [{ ...account('a'), isServable: true }]).get('a')).toBeNull();
  });
});
