import { existsSync, mkdirSync, rmSync } from 'node:fs';

import BetterSqlite3 from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { AccountBook } from '#engine/accounts/account-book.ts';
import { Verdicts } from '#engine/accounts/verdicts.ts';
import { Ledger } from '#engine/ledger/ledger.ts';
import { RoundClock } from '#engine/ledger/rounds.ts';
import { silentLog } from '#engine/lib/log.ts';
import { KeyFileSecretBox } from '#engine/lib/secret-box.ts';
import { Database } from '#engine/store/database.ts';
import { init } from '#engine/store/migrations/0001-init.ts';
import { MIGRATIONS } from '#engine/store/migrations.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { TempDb } from '#test/support/temp-db.ts';

const NOON_MS = Date.UTC(2026, 10, 18, 12);
const MINUTE = NOON_MS / 60_000;

let temp: TempDb;
let clock: FakeClock;
beforeEach(() => {
  temp = new TempDb();
  clock = new FakeClock(NOON_MS);
  writeVersion1();
});
afterEach(() => temp.dispose());

/** A farm's data as version 1 left it in the middle of a round: work folded and not, a carried debt. */
function writeVersion1(): void {
  const old = Database.open({ clock, log: silentLog }, { file: temp.file(), migrations: [init] });
  const password = new KeyFileSecretBox(temp.file('key')).seal('hunter2');
  const account = old.sql.prepare(
    `INSERT INTO accounts (id, name, position, worker, sealed_password, quota_json, is_overflow, carries_over,
                           upstream, added_at_ms, archived_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  account.run('alice', 'alice', 0, 'alice.1', password, '{"work":100}', 0, 1, 'aggregated', 5, null);
  account.run('owner', 'owner', 1, 'owner.1', password, null, 1, 0, 'dedicated', 5, null);
  old.sql.exec(`
    INSERT INTO endpoints VALUES ('alice~1', 'alice', 'stratum+tcp://a.example:1', NULL, 0),
                                 ('owner~1', 'owner', 'stratum+tcp://b.example:1', NULL, 0);
    INSERT INTO rounds VALUES (1, '2026-11-17T00:00Z', ${NOON_MS - 129_600_000}, ${NOON_MS - 43_200_000}),
                              (2, '2026-11-18T00:00Z', ${NOON_MS - 43_200_000}, ${NOON_MS + 43_200_000});
    INSERT INTO standings VALUES ('2026-11-17T00:00Z', 'alice', 100, 0, 70, 0, NULL, 1),
                                 ('2026-11-18T00:00Z', 'alice', 100, 30, 0, 0, NULL, 0);
    INSERT INTO account_keys VALUES (1, 'alice');
    INSERT INTO miner_keys VALUES (1, 'rack1');
    INSERT INTO work_minute VALUES (${MINUTE - 10}, 1, 1, 2, 1, 16, 3), (${MINUTE - 10}, 1, 1, 2, 3, 20, 2);
    INSERT INTO round_totals VALUES (2, 1, 1, 16, 3), (2, 1, 3, 20, 2);
    INSERT INTO miner_totals VALUES (1, 3, 0, 0, ${NOON_MS - 600_000}, ${NOON_MS - 600_000});
    INSERT INTO journal VALUES (9, ${NOON_MS - 1000}, 2, 1, 1, 1, 16, 1), (10, ${NOON_MS - 1000}, 2, 1, 1, 2, 20, 1);
  `);
  old.close();
}

describe('a database of version 1', () => {
  it('goes on with its accounts, passwords, work and carried debt', () => {
    const database = temp.open(clock);
    const rounds = new RoundClock({ database, clock, log: silentLog });
    const ledger = new Ledger({ database, clock, log: silentLog, rounds });
    const secretBox = new KeyFileSecretBox(temp.file('key'));
    const book = new AccountBook({ database, clock, secretBox, rounds });
    const deps = { database, clock, log: silentLog, rounds, ledger, book };
    const verdicts = new Verdicts({ ...deps, farmHashrate: () => null });
    expect(database.sql.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length);
    expect(book.settings()).toMatchObject([
      { id: 'alice', quota: { work: 100 }, carryOver: true, minRate: null, maxRate: null },
      { id: 'owner', overflow: true, upstream: 'dedicated', minRate: null, maxRate: null },
    ]);
    expect(book.passwordOf('alice')).toBe('hunter2');
    expect(verdicts.standing('alice')).toMatchObject({ targetWork: 130, carriedWork: 30, creditedWork: 40 });
    expect(ledger.accountTotals('alice')).toMatchObject({ verifiedShares: 4, inDoubtShares: 1 });
    expect(ledger.history(NOON_MS - 3_600_000, NOON_MS, 3_600_000)).toMatchObject([
      { accountId: 'alice', minerId: 'rack1', verifiedWork: 64, creditedWork: 40 },
    ]);
  });

  it('is kept whole beside the new one, as it was', () => {
    temp.open(clock).close();
    const copy = new BetterSqlite3(`${temp.file()}.before-${MIGRATIONS.length}.bak`, { readonly: true });
    expect({
      version: copy.pragma('user_version', { simple: true }),
      integrity: copy.pragma('integrity_check', { simple: true }),
      accounts: copy.prepare('SELECT id FROM accounts ORDER BY id').pluck().all(),
      journal: copy.prepare('SELECT SUM(delta * difficulty) FROM journal').pluck().get(),
      columns: copy.prepare("SELECT name FROM pragma_table_info('accounts') WHERE name LIKE '%_rate'").all(),
    }).toEqual({ version: 1, integrity: 'ok', accounts: ['alice', 'owner'], journal: 36, columns: [] });
    copy.close();
  });

  it('is left as it is when the copy cannot be made', () => {
    const backup = `${temp.file()}.before-${MIGRATIONS.length}.bak`;
    const open = (): unknown => temp.open(clock);
    mkdirSync(`${backup}/full`, { recursive: true });
    expect(open).toThrow(/cannot be opened/);
    const untouched = new BetterSqlite3(temp.file(), { readonly: true });
    expect(untouched.pragma('user_version', { simple: true })).toBe(1);
    untouched.close();
    rmSync(backup, { recursive: true });
    expect(open).not.toThrow();
    expect(existsSync(backup)).toBe(true);
  });
});
