import { copyFileSync } from 'node:fs';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { Ledger, type ShareOutcome, type ShareTicket } from '#engine/ledger/ledger.ts';
import { RoundClock } from '#engine/ledger/rounds.ts';
import { silentLog } from '#engine/lib/log.ts';
import type { Database } from '#engine/store/database.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { TempDb } from '#test/support/temp-db.ts';

const NOON_MS = Date.UTC(2026, 10, 18, 12);
const CREDITED: ShareOutcome = { kind: 'credited' };

let temp: TempDb;
let clock: FakeClock;
let database: Database;
let rounds: RoundClock;
let ledger: Ledger;
let scheduled: (() => void)[];

function open(file = temp.file()): void {
  database = temp.open(clock, file);
  rounds = new RoundClock({ database, clock, log: silentLog });
  scheduled = [];
  ledger = new Ledger(
    { database, clock, log: silentLog, rounds },
    { schedule: (commit) => scheduled.push(commit) },
  );
}

/** As after `kill -9`: only what the operating system was given is there. */
function reopenAsKilled(): void {
  const file = temp.file('killed.db');
  copyFileSync(temp.file(), file);
  copyFileSync(`${temp.file()}-wal`, `${file}-wal`);
  open(file);
}

function record(pending: number | null = 64, verified = 16): ShareTicket {
  return ledger.recordShare({ accountId: 'alice', minerId: 'rack1', verified, pending }, () => {});
}

beforeEach(() => {
  temp = new TempDb();
  clock = new FakeClock(NOON_MS);
  open();
});
afterEach(() => temp.dispose());

describe('recording', () => {
  it('counts a share only after its commit, then tells', () => {
    const told: (Error | null)[] = [];
    ledger.recordShare({ accountId: 'alice', minerId: 'rack1', verified: 16, pending: 64 }, (error) =>
      told.push(error),
    );
    expect([ledger.accountTotals('alice').verifiedWork, told]).toEqual([0, []]);
    for (const commit of scheduled) commit();
    expect([ledger.accountTotals('alice').verifiedWork, told]).toEqual([16, [null]]);
  });

  it('puts everything that arrives before the commit into one transaction', () => {
    let commits = 0;
    ledger.committed.on(() => commits++);
    for (let index = 0; index < 50; index++) record();
    expect(scheduled).toHaveLength(1);
    scheduled[0]?.();
    expect([commits, ledger.accountTotals('alice').verifiedShares]).toEqual([1, 50]);
  });

  it('counts a share below the upstream target as verified alone', () => {
    record(null);
    ledger.flush();
    expect(ledger.countsByDifficulty('alice')).toEqual([{ kind: 'verified', difficulty: 16, count: 1 }]);
  });

  it('keeps difficulties exact, down to 1e-9', () => {
    for (let index = 0; index < 3; index++) ledger.settle(record(1e-9, 1e-10), CREDITED, false);
    ledger.flush();
    reopenAsKilled();
    expect(ledger.countsByDifficulty('alice')).toEqual([
      { kind: 'verified', difficulty: 1e-10, count: 3 },
      { kind: 'credited', difficulty: 1e-9, count: 3 },
    ]);
    expect(ledger.accountTotals('alice').creditedWork).toBe(3 * 1e-9);
  });

  it('refuses a difficulty that is not a number before it can spoil a commit', () => {
    expect(() => record(Number.NaN)).toThrow(RangeError);
    expect(() => record(64, Number.POSITIVE_INFINITY)).toThrow(RangeError);
  });

  it('goes on telling when one listener throws', () => {
    const told: string[] = [];
    ledger.recordShare({ accountId: 'alice', minerId: 'a', verified: 1, pending: null }, () => {
      throw new Error('a bug');
    });
    ledger.recordShare({ accountId: 'alice', minerId: 'b', verified: 1, pending: null }, () =>
      told.push('b'),
    );
    ledger.flush();
    expect(told).toEqual(['b']);
  });
});

describe("the pool's answer", () => {
  it.each<[ShareOutcome, string]>([
    [{ kind: 'credited' }, 'credited'],
    [{ kind: 'stale' }, 'stale'],
    [{ kind: 'rejected', reason: 'duplicate' }, 'rejected-duplicate'],
    [{ kind: 'rejected', reason: 'low-difficulty' }, 'rejected-low-difficulty'],
    [{ kind: 'rejected', reason: 'unauthorized' }, 'rejected-unauthorized'],
    [{ kind: 'rejected', reason: 'other' }, 'rejected-other'],
  ])('moves a pending share by %j', (outcome, kind) => {
    const ticket = record();
    ledger.flush();
    ledger.settle(ticket, outcome, false);
    ledger.flush();
    expect(ledger.countsByDifficulty('alice')).toEqual([
      { kind: 'verified', difficulty: 16, count: 1 },
      { kind, difficulty: 64, count: 1 },
    ]);
  });

  it('moves a share that was in doubt when the answer still comes, in its own round', () => {
    const ticket = record();
    ledger.markInDoubt(ticket);
    ledger.flush();
    expect(ledger.accountTotals('alice')).toMatchObject({ pendingShares: 0, inDoubtShares: 1 });
    const roundId = rounds.current().id;
    clock.jumpWall(86_400_000);
    ledger.settle(ticket, CREDITED, false);
    ledger.flush();
    expect(ledger.accountTotals('alice').acceptedShares).toBe(0);
    expect(ledger.accountTotalsIn(roundId, 'alice')).toMatchObject({ inDoubtShares: 0, creditedWork: 64 });
    expect(ledger.lifetimeCredited('alice')).toEqual({ work: 64, shares: 1 });
  });

  it('counts once however often it comes', () => {
    const ticket = record();
    ledger.settle(ticket, CREDITED, true);
    ledger.settle(ticket, CREDITED, true);
    ledger.markInDoubt(ticket);
    ledger.flush();
    expect(ledger.accountTotals('alice')).toMatchObject({
      acceptedShares: 1,
      straddlingShares: 1,
      straddlingWork: 64,
      pendingShares: 0,
      inDoubtShares: 0,
    });
  });

  it('says which accounts a commit concerned', () => {
    const seen: string[][] = [];
    ledger.committed.on(({ accountIds }) => seen.push([...accountIds]));
    const ticket = record();
    ledger.flush();
    ledger.settle(ticket, CREDITED, false);
    ledger.flush();
    expect(seen).toEqual([['alice'], ['alice']]);
  });
});

describe('a miner', () => {
  it('has our answers since first seen, over a restart', () => {
    record(null);
    record();
    ledger.recordRefusal({ minerId: 'rack1', accountId: 'alice', kind: 'stale', difficulty: 16 }, () => {});
    ledger.recordRefusal({ minerId: 'rack1', accountId: null, kind: 'rejected', difficulty: 16 }, () => {});
    ledger.flush();
    const totals = { acceptedShares: 2, rejectedShares: 1, staleShares: 1, lastShareAtMs: NOON_MS };
    expect(ledger.minerTotals('rack1')).toEqual(totals);
    clock.advance(25_000);
    reopenAsKilled();
    expect(ledger.minerTotals('rack1')).toEqual(totals);
    expect(ledger.accountTotals('alice').rejectedShares).toBe(0);
  });

  it('takes over the counts of one merged into it, and what its open shares become', () => {
    const other = ledger.recordShare(
      { accountId: 'alice', minerId: 'rack1~2', verified: 8, pending: 64 },
      () => {},
    );
    record();
    ledger.mergeMiner('rack1~2', 'rack1');
    ledger.settle(other, CREDITED, false);
    ledger.flush();
    const expectMerged = (): void => {
      expect(ledger.minerTotals('rack1').acceptedShares).toBe(2);
      expect(ledger.minerTotals('rack1~2').acceptedShares).toBe(0);
      expect(ledger.history(NOON_MS, NOON_MS + 60_000, 60_000)).toEqual([
        expect.objectContaining({ minerId: 'rack1', verifiedWork: 24, creditedWork: 64, acceptedShares: 1 }),
      ]);
    };
    expectMerged();
    reopenAsKilled();
    expectMerged();
  });

  it('is a new one when a merged id is used again', () => {
    ledger.recordShare({ accountId: 'alice', minerId: 'rack1~2', verified: 8, pending: null }, () => {});
    ledger.mergeMiner('rack1~2', 'rack1');
    ledger.recordShare({ accountId: 'alice', minerId: 'rack1~2', verified: 8, pending: null }, () => {});
    ledger.flush();
    expect([
      ledger.minerTotals('rack1').acceptedShares,
      ledger.minerTotals('rack1~2').acceptedShares,
    ]).toEqual([1, 1]);
  });
});

describe('a killed process', () => {
  it('loses nothing that was committed and goes on with the same round', () => {
    ledger.settle(record(), CREDITED, false);
    ledger.flush();
    record();
    const before = { round: rounds.current(), totals: ledger.accountTotals('alice') };
    reopenAsKilled();
    expect({ round: rounds.current(), totals: ledger.accountTotals('alice') }).toEqual(before);
  });

  it('leaves pending shares in doubt, folded or not', () => {
    record();
    ledger.flush();
    clock.advance(11_000);
    record();
    ledger.flush();
    reopenAsKilled();
    expect(ledger.accountTotals('alice')).toMatchObject({
      pendingShares: 0,
      inDoubtShares: 2,
      inDoubtWork: 128,
    });
  });
});

describe('a commit that fails', () => {
  const refuseWrites = (isRefused: boolean): void =>
    void database.sql.pragma(`query_only = ${isRefused ? 1 : 0}`);

  it('reaches those who wait, changes no total, and the next one works', () => {
    const told: (string | null)[] = [];
    const failures: string[] = [];
    ledger.failed.on((error) => failures.push(error.message));
    refuseWrites(true);
    ledger.recordShare({ accountId: 'alice', minerId: 'rack1', verified: 16, pending: 64 }, (error) =>
      told.push(error?.message ?? null),
    );
    ledger.flush();
    expect(told).toEqual(['attempt to write a readonly database']);
    expect(failures).toEqual(told);
    expect([
      ledger.accountTotals('alice').verifiedShares,
      ledger.minerTotals('rack1').acceptedShares,
    ]).toEqual([0, 0]);
    refuseWrites(false);
    record();
    ledger.flush();
    expect(ledger.accountTotals('alice')).toMatchObject({ verifiedShares: 1, pendingShares: 1 });
  });

  it("keeps the pool's answers and files them as soon as it can", () => {
    const ticket = record();
    ledger.flush();
    refuseWrites(true);
    ledger.markInDoubt(ticket);
    ledger.settle(ticket, CREDITED, false);
    ledger.flush();
    expect(ledger.accountTotals('alice')).toMatchObject({ pendingShares: 1, acceptedShares: 0 });
    refuseWrites(false);
    clock.advance(1000);
    expect(ledger.accountTotals('alice')).toMatchObject({
      pendingShares: 0,
      inDoubtShares: 0,
      acceptedShares: 1,
    });
  });

  it('still credits a share whose own record failed when the pool has taken it', () => {
    refuseWrites(true);
    const ticket = record();
    ledger.settle(ticket, CREDITED, false);
    ledger.flush();
    refuseWrites(false);
    clock.advance(1000);
    expect(ledger.countsByDifficulty('alice')).toEqual([{ kind: 'credited', difficulty: 64, count: 1 }]);
  });

  it('tells those who come after the end', () => {
    ledger.close();
    const told: unknown[] = [];
    ledger.recordShare({ accountId: 'alice', minerId: 'rack1', verified: 1, pending: null }, (error) =>
      told.push(error?.message),
    );
    for (const run of scheduled) run();
    expect(told).toEqual(['the ledger is closed']);
  });
});

describe('history', () => {
  it('has work per account and miner in buckets, folded and not', () => {
    ledger.settle(record(), CREDITED, false);
    ledger.flush();
    clock.advance(60_000);
    ledger.settle(record(), { kind: 'stale' }, false);
    ledger.flush();
    const pair = { accountId: 'alice', minerId: 'rack1', verifiedWork: 16, rejectedShares: 0 };
    const hashrate = (16 * 2 ** 32) / 60;
    expect(ledger.history(NOON_MS, NOON_MS + 120_000, 60_000)).toEqual([
      {
        ...pair,
        fromMs: NOON_MS,
        toMs: NOON_MS + 60_000,
        creditedWork: 64,
        acceptedShares: 1,
        staleShares: 0,
        hashrate,
      },
      {
        ...pair,
        fromMs: NOON_MS + 60_000,
        toMs: NOON_MS + 120_000,
        creditedWork: 0,
        acceptedShares: 0,
        staleShares: 1,
        hashrate,
      },
    ]);
  });

  it.each([
    [NOON_MS, NOON_MS, 60_000, /fromMs before toMs/],
    [Number.NaN, NOON_MS, 60_000, /fromMs before toMs/],
    [0, NOON_MS, 90_000, /^bucketMs is 90000; it must be a whole number of minutes/],
    [0, NOON_MS, 0, /^bucketMs is 0/],
    [0, NOON_MS, 60_000, /at most 50000 are allowed/],
  ])('refuses from %d to %d by %d', (fromMs, toMs, bucketMs, message) => {
    expect(() => ledger.history(fromMs, toMs, bucketMs)).toThrow(message);
  });
});

describe('the fold', () => {
  const rowsIn = (table: string): unknown =>
    database.sql.prepare(`SELECT COUNT(*) FROM ${table}`).pluck().get();

  it('empties a long journal in steps and changes no figure', () => {
    for (let index = 0; index < 1300; index++) ledger.settle(record(), CREDITED, false);
    ledger.flush();
    const before = { counts: ledger.countsByDifficulty('alice'), miner: ledger.minerTotals('rack1') };
    clock.advance(10_000);
    expect(rowsIn('journal')).toBeGreaterThan(0);
    clock.advance(1000);
    expect([rowsIn('journal'), rowsIn('work_minute')]).toEqual([0, 2]);
    reopenAsKilled();
    expect({ counts: ledger.countsByDifficulty('alice'), miner: ledger.minerTotals('rack1') }).toEqual(
      before,
    );
  });

  it('that fails is made up for by the next one', () => {
    record(null);
    ledger.flush();
    database.sql.pragma('query_only = 1');
    clock.advance(10_000);
    database.sql.pragma('query_only = 0');
    expect(rowsIn('journal')).toBe(1);
    clock.advance(10_000);
    expect([rowsIn('journal'), ledger.accountTotals('alice').verifiedShares]).toEqual([0, 1]);
  });
});

describe('rounds', () => {
  it('files a share under the round in which it was received, whenever it is settled', () => {
    const ticket = record();
    ledger.flush();
    const first = rounds.current().id;
    clock.jumpWall(86_400_000);
    ledger.settle(record(), CREDITED, false);
    ledger.settle(ticket, CREDITED, false);
    ledger.flush();
    expect([
      ledger.roundCreditedWork(first),
      ledger.roundCreditedWork(),
      ledger.roundPendingShares(first),
      ledger.lifetimeCredited('alice').shares,
    ]).toEqual([64, 64, 0, 2]);
  });
});
