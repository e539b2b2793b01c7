import { describe, expect, it } from 'vitest';

import {
  countsAgree,
  finishOf,
  hashrateSummary,
  orderedAccounts,
  quotaFraction,
  rejectSummary,
  standardSummary,
} from '#renderer/features/overview/overview-view.ts';

import { account, miner, NOON_MS, overflow, snapshot } from '../make.ts';

describe('the tiles', () => {
  it('compare with the nominal hashrate only where it is known', () => {
    const miners = [
      miner({ id: '1', hashrate: 50, nominalHashrate: 100 }),
      miner({ id: '2', hashrate: null, nominalHashrate: 100 }),
      miner({ id: '3', hashrate: 30, nominalHashrate: null }),
    ];
    expect(hashrateSummary(snapshot({ miners }))).toEqual({
      hashrate: 80,
      nominal: 200,
      fractionOfNominal: 0.25,
    });
    expect(hashrateSummary(snapshot({ miners: [] }))).toEqual({
      hashrate: null,
      nominal: null,
      fractionOfNominal: null,
    });
  });

  it('count accounts with a quota and name the next to finish', () => {
    const accounts = [
      account({ id: 'a', upToStandard: true }),
      account({ id: 'b', etaMs: NOON_MS + 9000 }),
      account({ id: 'c', etaMs: NOON_MS + 3000 }),
      account({ id: 'd', etaMs: null }),
      overflow(),
    ];
    const summary = standardSummary(accounts);
    expect([summary.reached, summary.total, summary.next?.id]).toEqual([1, 4, 'c']);
  });

  it('take rejected and stale together, of all answered shares', () => {
    const accounts = [account({ acceptedShares: 96, rejectedShares: 1, staleShares: 3 })];
    expect(rejectSummary(accounts)).toEqual({ rejected: 1, stale: 3, total: 100, fraction: 0.04 });
    expect(rejectSummary([]).fraction).toBeNull();
  });
});

describe('a quota', () => {
  it('never rounds up to reached', () => {
    expect(quotaFraction(account({ creditedWork: 999.99 }))).toBe(0.999);
    expect(quotaFraction(account({ creditedWork: 1001, upToStandard: true }))).toBe(1.001);
  });

  it('has no fraction without a target', () => {
    expect(quotaFraction(overflow())).toBeNull();
  });

  it('says when it will be reached, and whether that is in time', () => {
    const open = account({ etaMs: NOON_MS + 5000 });
    expect(finishOf(open, NOON_MS, null)).toEqual({
      kind: 'expected',
      atMs: NOON_MS + 5000,
      leftMs: 5000,
      isInTime: true,
    });
    expect(finishOf(open, NOON_MS, NOON_MS + 4000)).toMatchObject({ isInTime: false });
    expect(finishOf(open, NOON_MS + 9000, null)).toMatchObject({ leftMs: 0 });
    expect(finishOf(account({ etaMs: null }), NOON_MS, null)).toEqual({ kind: 'unknown' });
    expect(finishOf(account({ upToStandard: true, upToStandardAtMs: 7 }), NOON_MS, null)).toEqual({
      kind: 'reached',
      atMs: 7,
    });
  });
});

describe('pool says / we say', () => {
  const count = { accountId: 'alice', poolWork: 0.1 + 0.2, poolShares: 3, ledgerWork: 0.3, ledgerShares: 3 };
  it('agrees up to the last bits of a sum', () => {
    expect(countsAgree(count)).toBe(true);
    expect(countsAgree({ ...count, poolWork: 0, ledgerWork: 0 })).toBe(true);
  });
  it('differs by a share or by work', () => {
    expect(countsAgree({ ...count, poolShares: 4 })).toBe(false);
    expect(countsAgree({ ...count, poolWork: 0.31 })).toBe(false);
  });
});

describe('the list of accounts', () => {
  it('shows a few whole, overflow last', () => {
    const { all, short } = orderedAccounts([overflow({ order: 0 }), account({ order: 1 })]);
    expect(all.map(({ id }) => id)).toEqual(['alice', 'owner']);
    expect(short).toEqual(all);
  });

  it('shows of many the next ones, those in trouble and the overflow', () => {
    const accounts = Array.from({ length: 20 }, (_, order) =>
      account({
        id: `c${order}`,
        order,
        upToStandard: order < 3,
        state: order === 15 ? 'unreachable' : 'idle',
      }),
    );
    const { short } = orderedAccounts([...accounts, overflow()]);
    expect(short.map(({ id }) => id)).toEqual(['c3', 'c4', 'c5', 'c6', 'c15', 'owner']);
  });
});
