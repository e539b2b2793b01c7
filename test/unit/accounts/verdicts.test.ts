import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { AccountBook } from '#engine/accounts/account-book.ts';
import { judge, NOT_UP_TO_STANDARD } from '#engine/accounts/verdict.ts';
import { type VerdictChange, Verdicts } from '#engine/accounts/verdicts.ts';
import { Ledger, type ShareTicket } from '#engine/ledger/ledger.ts';
import { RoundClock } from '#engine/ledger/rounds.ts';
import { silentLog } from '#engine/lib/log.ts';
import { KeyFileSecretBox } from '#engine/lib/secret-box.ts';
import type { Database } from '#engine/store/database.ts';
import { VerdictStore } from '#engine/store/verdict-store.ts';
import type { AccountInput, QuotaSpec } from '#shared/model/account.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { TempDb } from '#test/support/temp-db.ts';

const NOON_MS = Date.UTC(2026, 10, 18, 12);
const HOUR_MS = 3_600_000;
const hourly = { every: '1h', anchor: '00:00', timeZone: 'UTC' };

let temp: TempDb;
let clock: FakeClock;
let database: Database;
let rounds: RoundClock;
let ledger: Ledger;
let book: AccountBook;
let verdicts: Verdicts;
let changes: VerdictChange[];
let farmHashrate: number | null;

function open(): void {
  database = temp.open(clock);
  rounds = new RoundClock({ database, clock, log: silentLog });
  ledger = new Ledger({ database, clock, log: silentLog, rounds }, { schedule: () => {} });
  book = new AccountBook({ database, clock, secretBox: new KeyFileSecretBox(temp.file('key')), rounds });
  verdicts = new Verdicts({
    database,
    clock,
    log: silentLog,
    ledger,
    book,
    rounds,
    farmHashrate: () => farmHashrate,
  });
  changes = [];
  verdicts.verdictChanged.on((change) => changes.push(change));
}

function reopen(): void {
  verdicts.close();
  ledger.close();
  rounds.close();
  database.close();
  open();
}

function add(name: string, quota: QuotaSpec | null, carryOver = false): void {
  const pools: AccountInput['pools'] = [{ url: 'stratum+tcp://pool.example:3333' }];
  const overflow = quota === null;
  book.add({ name, pools, worker: name, quota, overflow, carryOver, upstream: 'aggregated' }, 'test');
}

function send(accountId: string, work: number): ShareTicket {
  const ticket = ledger.recordShare({ accountId, minerId: 'm', verified: 1, pending: work }, () => {});
  ledger.flush();
  return ticket;
}

function answer(ticket: ShareTicket): void {
  ledger.settle(ticket, { kind: 'credited' }, false);
  ledger.flush();
}

const credit = (accountId: string, work: number): void => answer(send(accountId, work));

beforeEach(() => {
  temp = new TempDb();
  clock = new FakeClock(NOON_MS);
  farmHashrate = null;
  open();
});
afterEach(() => temp.dispose());

describe('judge', () => {
  it('needs the target itself, no less', () => {
    const previous = NOT_UP_TO_STANDARD;
    expect(judge({ creditedWork: 99.999, targetWork: 100 }, previous, 5)).toBe(previous);
    expect(judge({ creditedWork: 100, targetWork: 100 }, previous, 5)).toEqual({
      upToStandard: true,
      upToStandardAtMs: 5,
    });
  });

  it('keeps the moment while the verdict lasts, and has none without a target', () => {
    const previous = { upToStandard: true, upToStandardAtMs: 5 };
    expect(judge({ creditedWork: 200, targetWork: 100 }, previous, 9)).toBe(previous);
    expect(judge({ creditedWork: 200, targetWork: null }, previous, 9)).toEqual(NOT_UP_TO_STANDARD);
  });
});

describe('a verdict', () => {
  it('rests on credited work alone', () => {
    add('alice', { work: 100 });
    const ticket = send('alice', 100);
    expect(verdicts.standing('alice')).toMatchObject({
      creditedWork: 0,
      pendingWork: 100,
      upToStandard: false,
    });
    clock.advance(1500);
    answer(ticket);
    expect(verdicts.standing('alice')).toEqual({
      targetWork: 100,
      carriedWork: 0,
      creditedWork: 100,
      pendingWork: 0,
      upToStandard: true,
      upToStandardAtMs: NOON_MS + 1500,
    });
  });

  it('is told and stored once, with what it rests on', () => {
    add('alice', { work: 100 });
    const open = send('alice', 8);
    credit('alice', 60);
    credit('alice', 40);
    credit('alice', 40);
    const roundId = rounds.current().id;
    expect(changes).toEqual([{ accountId: 'alice', roundId, upToStandard: true, atMs: NOON_MS }]);
    expect(new VerdictStore(database).verdicts('alice', 10)).toEqual([
      {
        roundId,
        accountId: 'alice',
        upToStandard: true,
        atMs: NOON_MS,
        creditedWork: 100,
        targetWork: 100,
        evidence:
          'In round 2026-11-18T00:00Z the pool has accepted 2 shares worth 100 of a target of 100; 1 were not answered yet.',
      },
    ]);
    expect(open.isSettled).toBe(false);
  });

  it('keeps its moment over a restart', () => {
    add('alice', { work: 100 });
    credit('alice', 100);
    clock.advance(5000);
    reopen();
    expect(verdicts.standing('alice')).toMatchObject({ upToStandard: true, upToStandardAtMs: NOON_MS });
    expect(changes).toEqual([]);
  });

  it('follows a quota that is edited', () => {
    add('alice', { work: 100 });
    credit('alice', 100);
    const [settings] = book.settings();
    if (!settings) throw new Error('no account');
    const { id, hasPassword: _, ...input } = settings;
    book.update(id, { ...input, pools: [{ url: 'pool.example:1' }], quota: { work: 150 } }, 'test');
    expect(verdicts.standing('alice')).toMatchObject({
      targetWork: 150,
      upToStandard: false,
      upToStandardAtMs: null,
    });
    expect(changes.map(({ upToStandard }) => upToStandard)).toEqual([true, false]);
  });

  it('is never given for the overflow account', () => {
    add('owner', null);
    credit('owner', 1e12);
    expect(verdicts.standing('owner')).toMatchObject({ targetWork: null, upToStandard: false });
  });
});

describe('a target', () => {
  it('of a hashrate runs from the moment the account was added', () => {
    clock.advance(6 * HOUR_MS);
    add('alice', { hashrate: '120 TH/s' });
    expect(verdicts.standing('alice').targetWork).toBe((120e12 * 6 * 3600) / 2 ** 32);
    clock.advance(6 * HOUR_MS);
    expect(verdicts.standing('alice').targetWork).toBe(2413988113.4033203);
  });

  it('of a share is part of what is credited and what is expected, worked out each minute', () => {
    rounds.change(hourly);
    add('alice', { share: '25 %' });
    add('owner', null);
    farmHashrate = 2 ** 32;
    clock.advance(60_000);
    expect(verdicts.standing('alice').targetWork).toBe(0.25 * 59 * 60);
    credit('owner', 400);
    expect(verdicts.standing('alice').targetWork).toBe(0.25 * 59 * 60);
    clock.advance(60_000);
    expect(verdicts.standing('alice').targetWork).toBe(0.25 * (400 + 58 * 60));
  });

  it('of a share is above 0 before anything is known, and right with the first commit after', () => {
    rounds.change(hourly);
    add('alice', { share: '50 %' });
    expect(verdicts.standing('alice').targetWork).toBeGreaterThan(0);
    expect(verdicts.standing('alice').upToStandard).toBe(false);
    farmHashrate = 2 ** 32;
    credit('alice', 1);
    expect(verdicts.standing('alice')).toMatchObject({ targetWork: 0.5 * 3600, upToStandard: false });
  });

  it('of a share is final when the round is over: its part of what was credited', () => {
    rounds.change(hourly);
    add('alice', { share: '50 %' });
    add('owner', null);
    const first = rounds.current().id;
    farmHashrate = 2 ** 32;
    credit('alice', 60);
    credit('owner', 50);
    clock.advance(HOUR_MS);
    expect(changes).toContainEqual({
      accountId: 'alice',
      roundId: first,
      upToStandard: true,
      atMs: NOON_MS + HOUR_MS,
    });
  });
});

describe('a new round', () => {
  beforeEach(() => rounds.change(hourly));

  it('begins at nothing', () => {
    add('alice', { work: 100 });
    credit('alice', 100);
    clock.advance(HOUR_MS);
    expect(verdicts.standing('alice')).toEqual({
      targetWork: 100,
      carriedWork: 0,
      creditedWork: 0,
      pendingWork: 0,
      upToStandard: false,
      upToStandardAtMs: null,
    });
  });

  it('leaves the old one open until its shares are answered', () => {
    add('alice', { work: 100 });
    const late = send('alice', 100);
    const first = rounds.current().id;
    clock.advance(HOUR_MS + 5000);
    answer(late);
    expect(changes).toEqual([
      { accountId: 'alice', roundId: first, upToStandard: true, atMs: NOON_MS + HOUR_MS + 5000 },
    ]);
    expect(verdicts.standing('alice').creditedWork).toBe(0);
    expect(new VerdictStore(database).lastFinal('alice')).toMatchObject({
      roundId: first,
      creditedWork: 100,
    });
  });

  it('takes over what is missing and what was too much, where the account wants that', () => {
    add('alice', { work: 100 }, true);
    add('bob', { work: 100 }, true);
    add('carol', { work: 100 }, false);
    credit('alice', 70);
    credit('bob', 110);
    clock.advance(HOUR_MS);
    expect(['alice', 'bob', 'carol'].map((id) => verdicts.standing(id).targetWork)).toEqual([130, 90, 100]);
    clock.advance(HOUR_MS);
    expect(['alice', 'bob', 'carol'].map((id) => verdicts.standing(id).targetWork)).toEqual([230, 190, 100]);
  });

  it('corrects what is taken over when a late answer comes', () => {
    add('alice', { work: 100 }, true);
    const late = send('alice', 70);
    clock.advance(HOUR_MS);
    expect(verdicts.standing('alice').targetWork).toBe(200);
    answer(late);
    expect(verdicts.standing('alice').targetWork).toBe(130);
  });

  it('takes over the same after a restart', () => {
    add('alice', { work: 100 }, true);
    credit('alice', 250);
    clock.advance(HOUR_MS);
    expect(verdicts.standing('alice')).toMatchObject({ targetWork: 0, upToStandard: true });
    clock.advance(HOUR_MS);
    reopen();
    expect(verdicts.standing('alice')).toMatchObject({
      targetWork: 50,
      carriedWork: -50,
      upToStandard: false,
    });
  });

  it('ends a round that was left open by an earlier process', () => {
    add('alice', { work: 100 }, true);
    send('alice', 40);
    verdicts.close();
    ledger.close();
    rounds.close();
    database.close();
    clock.jumpWall(3 * HOUR_MS);
    open();
    // Its own round left all of it, as did the two that passed without the program.
    expect(verdicts.standing('alice')).toMatchObject({ targetWork: 400, pendingWork: 0 });
    expect(new VerdictStore(database).open().map(({ roundId }) => roundId)).toEqual([rounds.current().id]);
  });
});

describe('a database that takes nothing', () => {
  it('does not keep a verdict from being told', () => {
    add('alice', { work: 100 });
    const ticket = send('alice', 100);
    ledger.settle(ticket, { kind: 'credited' }, false);
    database.sql.exec("CREATE TRIGGER full BEFORE INSERT ON verdicts BEGIN SELECT RAISE(ABORT, 'full'); END");
    ledger.flush();
    expect(changes).toHaveLength(1);
    expect(verdicts.standing('alice').upToStandard).toBe(true);
  });
});
