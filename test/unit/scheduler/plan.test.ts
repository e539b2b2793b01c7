import { describe, expect, it } from 'vitest';

import { forecastSequential } from '#engine/scheduler/forecast.ts';
import { planAllocation, type PlanAccount, type PlanInput, type PlanMiner } from '#engine/scheduler/plan.ts';

function account(id: string, values: Partial<PlanAccount> = {}): PlanAccount {
  return {
    id,
    name: id,
    isOverflow: false,
    targetWork: 100,
    creditedWork: 0,
    inFlightWork: 0,
    upToStandard: false,
    ...values,
  };
}

function miner(id: string, values: Partial<PlanMiner> = {}): PlanMiner {
  return { id, role: 'active', mark: null, hashrate: 1e14, accountId: null, ...values };
}

const overflow = account('owner', { isOverflow: true, targetWork: null });

function places(input: Partial<PlanInput> & Pick<PlanInput, 'accounts'>): Record<string, string | null> {
  const orders = planAllocation({
    nowMs: 0,
    miners: [miner('m1')],
    pools: input.accounts.map(({ id }) => ({ accountId: id, isServable: true })),
    history: { ineligible: new Map() },
    settings: { policy: 'sequential' },
    ...input,
  });
  return Object.fromEntries(orders.map((order) => [order.minerId, order.accountId]));
}

describe('planAllocation, sequential', () => {
  it('sends all miners to the first account that is not up to standard', () => {
    const accounts = [
      account('a', { creditedWork: 100, upToStandard: true }),
      account('b'),
      account('c'),
      overflow,
    ];
    expect(places({ accounts, miners: [miner('m1'), miner('m2')] })).toEqual({ m1: 'b', m2: 'b' });
  });

  it('leaves an account whose credited and in-flight work reach its target', () => {
    const accounts = [account('a', { creditedWork: 90, inFlightWork: 10 }), account('b'), overflow];
    expect(places({ accounts })).toEqual({ m1: 'b' });
  });

  it('takes it up again when the in-flight work fails', () => {
    const accounts = [account('a', { creditedWork: 90, inFlightWork: 0 }), account('b'), overflow];
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

  it('sends the surplus to the overflow account, and parks it where there is none', () => {
    const done = account('a', { creditedWork: 100, upToStandard: true });
    expect(places({ accounts: [done, overflow] })).toEqual({ m1: 'owner' });
    expect(places({ accounts: [done] })).toEqual({ m1: null });
  });

  it('keeps a marked and a standby miner away from customer accounts', () => {
    const miners = [
      miner('m1', { mark: { reason: 'failed' } }),
      miner('m2', { role: 'standby' }),
      miner('m3'),
    ];
    expect(places({ accounts: [account('a'), overflow], miners })).toEqual({
      m1: 'owner',
      m2: 'owner',
      m3: 'a',
    });
    expect(places({ accounts: [account('a')], miners })).toEqual({ m1: null, m2: null, m3: 'a' });
  });

  it('sends a miner to the next account where it is not eligible for the first', () => {
    const ineligible = new Map([['m1', new Map([['a', 'extranonce2 too small']])]]);
    const input = { accounts: [account('a'), account('b'), overflow], miners: [miner('m1'), miner('m2')] };
    expect(places({ ...input, history: { ineligible } })).toEqual({ m1: 'b', m2: 'a' });
  });

  it('gives every order its reason', () => {
    const [order] = planAllocation({
      nowMs: 0,
      miners: [miner('m1', { mark: { reason: 'below-standard' } })],
      accounts: [overflow],
      pools: [{ accountId: 'owner', isServable: true }],
      history: { ineligible: new Map() },
      settings: { policy: 'sequential' },
    });
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
