import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { Ledger, type ShareTicket } from '#engine/ledger/ledger.ts';
import { RoundClock } from '#engine/ledger/rounds.ts';
import { silentLog } from '#engine/lib/log.ts';
import type { Database } from '#engine/store/database.ts';
import { WorkFold } from '#engine/store/work-fold.ts';
import { WORK_KIND } from '#engine/store/work-kind.ts';
import { WorkStore } from '#engine/store/work-store.ts';
import { WorkThinning } from '#engine/store/work-thinning.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { TempDb } from '#test/support/temp-db.ts';

const NOON_MS = Date.UTC(2026, 10, 18, 12);
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const TABLES = ['work_minute', 'work_hour', 'work_day'] as const;

let temp: TempDb;
let clock: FakeClock;
let database: Database;
let ledger: Ledger;

function open(): void {
  database = temp.open(clock);
  const rounds = new RoundClock({ database, clock, log: silentLog });
  ledger = new Ledger({ database, clock, log: silentLog, rounds }, { schedule: () => {} });
}

beforeEach(() => {
  temp = new TempDb();
  clock = new FakeClock(NOON_MS);
  open();
});
afterEach(() => {
  ledger.close();
  temp.dispose();
});

function record(accountId = 'alice', minerId = 'rack1'): ShareTicket {
  const ticket = ledger.recordShare({ accountId, minerId, verified: 16, pending: 64 }, () => {});
  ledger.flush();
  return ticket;
}

function credit(accountId?: string, minerId?: string): void {
  ledger.settle(record(accountId, minerId), { kind: 'credited' }, false);
  ledger.flush();
}

const rowsIn = (table: string): unknown =>
  database.sql.prepare(`SELECT COUNT(*) FROM ${table}`).pluck().get();
const rows = (): unknown[] => TABLES.map(rowsIn);

/** Lets the fold and the retention do all they want to. */
function settle(): void {
  clock.advance(11 * MINUTE_MS);
}

describe('records of work', () => {
  it('are kept by the minute for 14 days, by the hour for 400 days, and by the day after that', () => {
    for (const minute of [0, 1, 61]) {
      clock.jumpWall(minute * MINUTE_MS);
      credit();
    }
    settle();
    expect(rows()).toEqual([6, 0, 0]);
    clock.jumpWall(14 * DAY_MS);
    settle();
    expect(rows()).toEqual([2, 2, 0]);
    clock.jumpWall(HOUR_MS);
    settle();
    expect(rows()).toEqual([0, 4, 0]);
    clock.jumpWall(386 * DAY_MS);
    settle();
    expect(rows()).toEqual([0, 4, 0]);
    clock.jumpWall(DAY_MS);
    settle();
    expect(rows()).toEqual([0, 0, 2]);
  });

  it('give the same totals as before, also after a restart', () => {
    for (let index = 0; index < 30; index += 1) {
      credit(index % 2 ? 'alice' : 'bob', `rack${index % 3}`);
      clock.jumpWall(7 * MINUTE_MS);
    }
    settle();
    const history = (): unknown => ledger.history(NOON_MS - 12 * HOUR_MS, NOON_MS + 12 * HOUR_MS, DAY_MS);
    const before = history();
    const credited = ['alice', 'bob'].map((id) => ledger.lifetimeCredited(id));
    clock.jumpWall(500 * DAY_MS);
    settle();
    expect(rows()).toEqual([0, 0, 12]);
    ledger.close();
    database.close();
    open();
    expect(history()).toEqual(before);
    expect(['alice', 'bob'].map((id) => ledger.lifetimeCredited(id))).toEqual(credited);
  });

  it('take a late answer, however old its share is', () => {
    const late = record();
    ledger.markInDoubt(late);
    ledger.flush();
    settle();
    clock.jumpWall(20 * DAY_MS);
    settle();
    expect(rows()).toEqual([0, 2, 0]);
    ledger.settle(late, { kind: 'credited' }, false);
    ledger.flush();
    settle();
    expect(ledger.history(NOON_MS, NOON_MS + HOUR_MS, HOUR_MS)).toMatchObject([{ creditedWork: 64 }]);
    const kinds = database.sql.prepare('SELECT kind, count FROM work_hour ORDER BY kind').all();
    expect(kinds).toEqual([
      { kind: WORK_KIND.verified, count: 1 },
      { kind: WORK_KIND.credited, count: 1 },
    ]);
  });

  it('leave pending shares where a killed process looks for them', () => {
    record();
    settle();
    clock.jumpWall(500 * DAY_MS);
    settle();
    const kept = database.sql.prepare('SELECT kind FROM work_minute').pluck().all();
    expect(kept).toEqual([WORK_KIND.pending]);
    temp.open(clock).close();
    ledger.close();
    database.close();
    open();
    expect(ledger.lifetimeCredited('alice').shares).toBe(0);
    settle();
    expect(rowsIn('work_minute')).toBe(0);
  });

  it('follow a miner that is merged into another', () => {
    clock.jumpWall(7 * MINUTE_MS);
    credit('alice', 'rack1~2');
    credit('alice', 'rack1');
    settle();
    clock.jumpWall(20 * DAY_MS);
    settle();
    ledger.mergeMiner('rack1~2', 'rack1');
    expect(ledger.history(NOON_MS, NOON_MS + HOUR_MS, HOUR_MS)).toMatchObject([
      { minerId: 'rack1', verifiedWork: 32, creditedWork: 128 },
    ]);
  });

  it('are made coarser in small steps', () => {
    for (let index = 0; index < 700; index += 1) {
      credit();
      clock.jumpWall(MINUTE_MS);
    }
    settle();
    clock.jumpWall(20 * DAY_MS);
    // To the next look, eleven minutes after the start of the clock having passed.
    clock.advance(9 * MINUTE_MS);
    expect(rowsIn('work_minute')).toBe(900);
    clock.advance(1000);
    expect(rows()).toEqual([0, 2 * 12, 0]);
  });
});

describe('history over records of all three kinds', () => {
  beforeEach(() => {
    clock.jumpWall(-410 * DAY_MS);
    credit();
    clock.jumpWall(380 * DAY_MS + 90 * MINUTE_MS);
    credit();
    credit();
    clock.jumpWall(30 * DAY_MS - 90 * MINUTE_MS);
    credit();
    settle();
  });

  const DAY_START = NOON_MS - 410 * DAY_MS - 12 * HOUR_MS;
  const HOUR_START = NOON_MS - 30 * DAY_MS + HOUR_MS;
  const hashrate = (work: number, ms: number): number => (work * 2 ** 32) / (ms / 1000);

  it('has buckets as long as what is kept, each with its own hashrate', () => {
    const buckets = [
      ...ledger.history(DAY_START + HOUR_MS, DAY_START + 2 * HOUR_MS, MINUTE_MS),
      ...ledger.history(HOUR_START + 10 * MINUTE_MS, HOUR_START + 20 * MINUTE_MS, MINUTE_MS),
      ...ledger.history(NOON_MS, NOON_MS + MINUTE_MS, MINUTE_MS),
    ];
    expect(
      buckets.map(({ fromMs, toMs, creditedWork, hashrate: rate }) => [fromMs, toMs, creditedWork, rate]),
    ).toEqual([
      [DAY_START, DAY_START + DAY_MS, 64, hashrate(16, DAY_MS)],
      [HOUR_START, HOUR_START + HOUR_MS, 128, hashrate(32, HOUR_MS)],
      [NOON_MS, NOON_MS + MINUTE_MS, 64, hashrate(16, MINUTE_MS)],
    ]);
  });

  it('puts all of them into buckets that are long enough', () => {
    const [all, ...none] = ledger.history(DAY_START, DAY_START + 411 * DAY_MS, 411 * DAY_MS);
    expect(all).toMatchObject({ verifiedWork: 64, creditedWork: 256, acceptedShares: 4 });
    expect(none).toEqual([]);
  });

  it('gives every record to one of two ranges that meet, where they meet between records', () => {
    const whole = ledger.history(HOUR_START - DAY_MS, HOUR_START + DAY_MS, HOUR_MS);
    const first = ledger.history(HOUR_START - DAY_MS, HOUR_START, HOUR_MS);
    const second = ledger.history(HOUR_START, HOUR_START + DAY_MS, HOUR_MS);
    expect([...first, ...second]).toEqual(whole);
  });
});

describe('making records coarser', () => {
  const change = fc.record({
    minutesAgo: fc.integer({ min: 0, max: 450 * 1440 }),
    account: fc.constantFrom('alice', 'bob', null),
    miner: fc.constantFrom('rack1', 'rack2'),
    kind: fc.constantFrom(WORK_KIND.verified, WORK_KIND.credited, WORK_KIND['in-doubt'], WORK_KIND.stale),
    difficulty: fc.constantFrom(1e-9, 0.1, 3, 1_048_576.5),
    delta: fc.constantFrom(1, 1, 2, 5, -1),
  });
  const SUMS = `SELECT account_key, miner_key, round_key, kind, difficulty, SUM(count) AS count
    FROM (SELECT * FROM work_minute UNION ALL SELECT * FROM work_hour UNION ALL SELECT * FROM work_day)
    GROUP BY 1, 2, 3, 4, 5 HAVING SUM(count) <> 0 ORDER BY 1, 2, 3, 4, 5`;
  const DAYS = `SELECT minute / 1440 AS day, account_key, miner_key, round_key, kind, difficulty, SUM(count) AS count
    FROM (SELECT * FROM work_minute UNION ALL SELECT * FROM work_hour UNION ALL SELECT * FROM work_day)
    GROUP BY 1, 2, 3, 4, 5, 6 HAVING SUM(count) <> 0 ORDER BY 1, 2, 3, 4, 5, 6`;

  it('keeps every count of every day exactly, in steps of any size, at any time', () => {
    fc.assert(
      fc.property(
        fc.array(change, { minLength: 1, maxLength: 120 }),
        fc.array(
          fc.record({
            laterMinutes: fc.integer({ min: 0, max: 100 * 1440 }),
            rows: fc.integer({ min: 1, max: 40 }),
          }),
          {
            minLength: 1,
            maxLength: 8,
          },
        ),
        (changes, steps) => {
          const own = new TempDb();
          try {
            const db = own.open(clock);
            const round = { id: 'r', startedAtMs: 0, endsAtMs: null };
            new WorkStore(db).append(
              changes.map(({ minutesAgo, account, miner, ...rest }) => ({
                ...rest,
                atMs: NOON_MS - minutesAgo * MINUTE_MS,
                round,
                accountId: account,
                minerId: miner,
              })),
            );
            const fold = new WorkFold(db);
            while (fold.fold(50));
            const all = (text: string): unknown => db.sql.prepare(text).all();
            const before = [all(SUMS), all(DAYS)];
            const thinning = new WorkThinning(db);
            let nowMs = NOON_MS;
            for (const { laterMinutes, rows: maxRows } of steps) {
              nowMs += laterMinutes * MINUTE_MS;
              thinning.thin(nowMs, maxRows);
              expect([all(SUMS), all(DAYS)]).toEqual(before);
            }
            while (thinning.thin(nowMs, 7));
            expect([all(SUMS), all(DAYS)]).toEqual(before);
            const old = `SELECT COUNT(*) FROM work_minute WHERE minute < ${Math.floor(nowMs / HOUR_MS) * 60 - 14 * 1440}`;
            expect(db.sql.prepare(old).pluck().get()).toBe(0);
          } finally {
            own.dispose();
          }
        },
      ),
      { numRuns: 40, seed: 11 },
    );
  });
});
