import { describe, expect, it } from 'vitest';

import { allocationRows, matchingRows } from '#renderer/features/allocation/allocation-rows.ts';
import { describePlace } from '#renderer/features/allocation/describe-place.ts';
import { plannedByAccount } from '#renderer/features/allocation/planned-bands.ts';
import { shareBucketMs, sharesByMiner, sharesOfBand } from '#renderer/features/allocation/share-buckets.ts';
import { stackedTargets, targetRates } from '#renderer/features/allocation/target-lines.ts';
import { minerLines } from '#renderer/features/allocation/timeline-groups.ts';
import { rowsOf } from '#renderer/features/allocation/timeline-view.ts';
import type { HistoryBucket } from '#shared/model/history.ts';
import type { PlanView } from '#shared/model/planning.ts';
import { ScriptedFarm } from '#test/support/scripted-farm.ts';
import { scriptedPlan } from '#test/support/scripted-plan.ts';

import { NOON_MS, plain } from '../make.ts';

const MINUTE_MS = 60_000;
const accounts = [
  { id: 'alice', name: 'Alice' },
  { id: 'bob', name: 'Bob' },
];

function bucket(change: Partial<HistoryBucket>): HistoryBucket {
  return {
    fromMs: NOON_MS,
    toMs: NOON_MS + MINUTE_MS,
    accountId: 'alice',
    minerId: 'm1',
    verifiedWork: 600,
    creditedWork: 600,
    acceptedShares: 6,
    rejectedShares: 0,
    staleShares: 0,
    hashrate: 1,
    ...change,
  };
}

const plan: PlanView = {
  atMs: NOON_MS,
  map: [
    { minerId: 'm1', accountId: 'alice', sinceMs: NOON_MS - 1000, cause: 'Alice is behind by 0.8 %' },
    { minerId: 'm2', accountId: null, sinceMs: null, cause: '' },
  ],
  next: [
    { atMs: NOON_MS + 5000, fromAccountId: 'alice', toAccountId: 'bob', miners: 1, cause: 'Alice is done' },
  ],
  forecasts: [],
  standIns: [],
};

describe('the table of miners', () => {
  const rows = allocationRows(plan, { accounts, miners: [{ id: 'm1', name: 'rack1-01' }] });

  it('has account, cause and next move with names', () => {
    expect(rows).toEqual([
      {
        id: 'm1',
        name: 'rack1-01',
        accountId: 'alice',
        accountName: 'Alice',
        sinceMs: NOON_MS - 1000,
        cause: 'Alice is behind by 0.8 %',
        nextMs: NOON_MS + 5000,
        nextAccountId: 'bob',
        nextAccountName: 'Bob',
      },
      expect.objectContaining({ id: 'm2', name: 'm2', accountId: null, nextMs: null }),
    ]);
  });

  it('is searched in names and causes, every word somewhere', () => {
    expect(matchingRows(rows, ' BEHIND rack1 ').map(({ id }) => id)).toEqual(['m1']);
    expect(matchingRows(rows, 'behind m2')).toEqual([]);
    expect(matchingRows(rows, '')).toBe(rows);
  });

  it('agrees with the plan of a farm that works for one account after the other', () => {
    const farm = new ScriptedFarm({
      miners: 4,
      accounts: 2,
      hashrate: 2e6,
      quotaSpanMs: 20_000,
      nowMs: NOON_MS,
    });
    farm.advance(2000);
    const { miners, accounts: views } = farm.snapshot();
    const next = allocationRows(scriptedPlan(farm), { miners, accounts: views });
    expect(
      new Set(next.map(({ accountName, nextAccountName }) => `${accountName} ${nextAccountName}`)),
    ).toEqual(new Set(['alice bob']));
  });
});

describe('shares of a band', () => {
  it('are told by the minute in a small farm, coarser in a larger one, and not at all in a huge one', () => {
    expect(shareBucketMs(3, 60 * MINUTE_MS)).toBe(MINUTE_MS);
    expect(shareBucketMs(500, 60 * MINUTE_MS)).toBe(4 * MINUTE_MS);
    expect(shareBucketMs(501, 60 * MINUTE_MS)).toBeNull();
  });

  it('count a bucket by the part that the band covers, and only of its account', () => {
    const shares = sharesByMiner([
      bucket({ fromMs: NOON_MS + MINUTE_MS, toMs: NOON_MS + 2 * MINUTE_MS, rejectedShares: 2 }),
      bucket({}),
      bucket({ accountId: 'bob', verifiedWork: 1e9 }),
      bucket({ minerId: 'm2' }),
    ]).get('m1');
    const half = { accountId: 'alice', fromMs: NOON_MS + 30_000, toMs: null };
    expect(sharesOfBand(shares ?? [], half, NOON_MS + 2 * MINUTE_MS)).toEqual({ work: 900, rejected: 2 });
  });
});

describe('the note beside the cursor', () => {
  const rows = rowsOf(
    [{ id: 'm1', name: 'rack1-01' }],
    [
      {
        minerId: 'm1',
        accountId: 'alice',
        fromMs: NOON_MS - MINUTE_MS,
        toMs: null,
        cause: 'Alice is behind by 0.8 %',
      },
    ],
  );
  const [line] = minerLines(rows);
  const deps = {
    accounts,
    knownFromMs: NOON_MS - 2 * MINUTE_MS,
    nowMs: NOON_MS,
    planned: plannedByAccount(plan, plan.map, NOON_MS),
    shares: sharesByMiner([bucket({ fromMs: NOON_MS - MINUTE_MS, toMs: NOON_MS, rejectedShares: 1 })]),
  };
  const noteAt = (atMs: number) => (line ? describePlace(deps, line, atMs).map(plain) : []);

  it('says for whom, how much and why', () => {
    expect(noteAt(NOON_MS - 1000)).toEqual([
      'rack1-01: Alice',
      expect.stringMatching(/ – now \(1 min\)$/),
      '~600 work',
      '1 share rejected',
      'Why: Alice is behind by 0.8 %',
    ]);
  });

  it('says that nothing was connected', () => {
    expect(noteAt(NOON_MS - MINUTE_MS - 1000)[0]).toBe('rack1-01: not connected');
  });

  it('says what is foreseen, and why', () => {
    expect(noteAt(NOON_MS + 6000)).toEqual([
      'rack1-01: foreseen for Bob',
      expect.stringMatching(/^from \d\d:\d\d:05$/),
      'Why: Alice is done',
    ]);
  });

  it('says how a group was split', () => {
    const group = {
      key: 'rack1',
      label: 'rack1',
      rows: [...rows, { minerId: 'm2', name: 'rack1-02', bands: [] }],
    };
    const lines = describePlace(deps, { kind: 'group', group, isOpen: false }, NOON_MS - 1000).map(plain);
    expect(lines).toEqual([
      'rack1: 2 miners',
      expect.stringMatching(/^at /),
      'Alice: 1 (50.0 %)',
      'not connected or parked: 1',
    ]);
  });
});

describe('targets of the stacked chart', () => {
  const round = { id: 'r', startedAtMs: 0, endsAtMs: 2 ** 32 * 1000 };

  it('are the mean hashrates that the quotas ask for, one above the other', () => {
    const rates = targetRates(
      [
        { id: 'alice', targetWork: 3 },
        { id: 'bob', targetWork: 5 },
        { id: 'owner', targetWork: null },
      ],
      round,
    );
    expect(stackedTargets(['bob', 'owner', 'alice'], rates)).toEqual([
      { id: 'bob', value: 5 },
      { id: 'alice', value: 8 },
    ]);
  });

  it('are none in a round without an end', () => {
    expect(targetRates([{ id: 'alice', targetWork: 3 }], { ...round, endsAtMs: null }).size).toBe(0);
  });
});
