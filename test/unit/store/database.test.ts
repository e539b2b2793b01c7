import { chmodSync, copyFileSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';

import BetterSqlite3 from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { silentLog } from '#engine/lib/log.ts';
import { Database } from '#engine/store/database.ts';
import { MIGRATIONS, type Migration } from '#engine/store/migrations.ts';
import { SettingsStore } from '#engine/store/settings-store.ts';
import { WalSync } from '#engine/store/wal-sync.ts';
import { AppError } from '#shared/errors.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { TempDb } from '#test/support/temp-db.ts';

const deps = { clock: new FakeClock(), log: silentLog };
const newest = MIGRATIONS.length;
const second: Migration = {
  version: newest + 1,
  name: 'second',
  up: (sql) => void sql.exec('CREATE TABLE extra (id INTEGER PRIMARY KEY) STRICT'),
};

let temp: TempDb;
beforeEach(() => void (temp = new TempDb()));
afterEach(() => temp.dispose());

function openWith(migrations: readonly Migration[]): Database {
  return Database.open(deps, { file: temp.file(), migrations });
}

describe('Database', () => {
  it('numbers its migrations without a gap', () => {
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, index) => index + 1));
  });

  it('makes a folder and files that only their owner can read', () => {
    const file = `${temp.dir}/made/hashquota.db`;
    const database = temp.open(deps.clock, file);
    database.transaction(() => new SettingsStore(database).set('key', 1));
    const modes = [`${temp.dir}/made`, file, `${file}-wal`].map((path) =>
      (statSync(path).mode & 0o777).toString(8),
    );
    expect(modes).toEqual(['700', '600', '600']);
  });

  it('has only STRICT tables', () => {
    const { sql } = temp.open();
    const loose = sql
      .prepare(
        "SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'",
      )
      .all();
    expect(loose).toEqual([]);
  });

  it('keeps what is committed when it is opened again, and makes no backup where nothing changes', () => {
    const database = temp.open();
    new SettingsStore(database).set('colour', { name: 'green' });
    database.close();
    expect(new SettingsStore(temp.open()).get('colour')).toEqual({ name: 'green' });
    expect(readdirSync(temp.dir).filter((name) => name.endsWith('.bak'))).toEqual([]);
  });

  it('keeps nothing of a transaction that throws', () => {
    const database = temp.open();
    const settings = new SettingsStore(database);
    expect(() =>
      database.transaction(() => {
        settings.set('colour', 'red');
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect(settings.get('colour')).toBeUndefined();
  });

  it('has the last commit in a copy that was made without closing', () => {
    const database = temp.open();
    new SettingsStore(database).set('colour', 'blue');
    for (const end of ['', '-wal']) copyFileSync(temp.file() + end, temp.file('copy.db') + end);
    expect(new SettingsStore(temp.open(deps.clock, temp.file('copy.db'))).get('colour')).toBe('blue');
  });
});

describe('in the background', () => {
  it('folds a log that has grown large into the file', () => {
    const clock = new FakeClock();
    const database = temp.open(clock);
    const settings = new SettingsStore(database);
    const before = statSync(temp.file()).size;
    for (let index = 0; index < 10; index++) settings.set(`key ${index}`, 'x'.repeat(1024 * 1024));
    expect(statSync(temp.file()).size).toBe(before);
    clock.advance(1000);
    expect(statSync(temp.file()).size).toBeGreaterThan(10 * 1024 * 1024);
  });
});

describe('a migration', () => {
  it('leaves a whole copy of the data as it was before', () => {
    const old = openWith(MIGRATIONS);
    new SettingsStore(old).set('colour', 'green');
    old.close();
    openWith([...MIGRATIONS, second]).close();
    const backup = `${temp.file()}.before-${newest + 1}.bak`;
    expect(statSync(backup).mode & 0o777).toBe(0o600);
    const copy = new BetterSqlite3(backup, { readonly: true });
    expect({
      version: copy.pragma('user_version', { simple: true }),
      value: copy.prepare('SELECT value_json FROM settings').pluck().get(),
    }).toEqual({ version: newest, value: '"green"' });
    copy.close();
  });

  it('that fails changes nothing, and can be tried again', () => {
    openWith(MIGRATIONS).close();
    const failing: Migration = {
      ...second,
      up(sql) {
        second.up(sql);
        throw new Error('half way');
      },
    };
    expect(() => openWith([...MIGRATIONS, failing])).toThrow(/half way/);
    const database = openWith([...MIGRATIONS, second]);
    expect(database.sql.pragma('user_version', { simple: true })).toBe(newest + 1);
    database.close();
  });
});

describe('a database that cannot be used', () => {
  const messageOf = (open: () => unknown): string => {
    try {
      open();
    } catch (error) {
      if (error instanceof AppError) return error.message;
      throw error;
    }
    return 'opened';
  };

  it('is one of a newer program, and says so', () => {
    openWith([...MIGRATIONS, second]).close();
    expect(messageOf(() => openWith(MIGRATIONS))).toBe(
      `${temp.file()} was written by a newer Hashquota (data format ${newest + 1}; this one knows up to ${newest}). Start the newer program again.`,
    );
  });

  it('is no database at all, and says so', () => {
    writeFileSync(temp.file(), 'not a database, but long enough to have a header that is wrong'.repeat(20));
    expect(messageOf(() => temp.open())).toMatch(
      /hashquota\.db is damaged \(file is not a database\)\. Put a backup/,
    );
  });

  it('is damaged inside, and says so', () => {
    const database = temp.open();
    const settings = new SettingsStore(database);
    database.transaction(() => {
      for (let index = 0; index < 500; index++) settings.set(`key ${index}`, 'x'.repeat(100));
    });
    database.close();
    const bytes = Buffer.alloc(4096, 0xff);
    const other = new BetterSqlite3(temp.file(), { readonly: true });
    const serialized = other.serialize();
    other.close();
    bytes.copy(serialized, serialized.length - 20_480);
    writeFileSync(temp.file(), serialized);
    expect(messageOf(() => temp.open())).toMatch(/is damaged/);
  });

  it('belongs to another program, and is left alone', () => {
    const other = new BetterSqlite3(temp.file());
    other.exec('CREATE TABLE theirs (id INTEGER)');
    other.close();
    expect(messageOf(() => temp.open())).toMatch(/is a database of another program/);
  });

  it.skipIf(process.getuid?.() === 0)('may not be read, and says so', () => {
    chmodSync(temp.dir, 0o500);
    expect(messageOf(() => temp.open())).toMatch(/cannot be opened/);
    chmodSync(temp.dir, 0o700);
  });
});

describe('WalSync', () => {
  it('runs one sync at a time and ends quietly in the middle of one', async () => {
    writeFileSync(temp.file('log'), 'data');
    const errors: string[] = [];
    const sync = new WalSync(temp.file('log'), { ...silentLog, error: (_, message) => errors.push(message) });
    expect([sync.start(), sync.start()]).toEqual([true, false]);
    sync.close();
    expect(sync.start()).toBe(false);
    await new Promise((resolve) => setImmediate(resolve));
    expect(errors).toEqual([]);
  });

  it('says when the log cannot be synced', () => {
    const errors: string[] = [];
    const sync = new WalSync(temp.file('missing'), {
      ...silentLog,
      error: (_, message) => errors.push(message),
    });
    expect(sync.start()).toBe(false);
    expect(errors).toEqual(['the database log could not be opened for syncing']);
    expect(existsSync(temp.file('missing'))).toBe(false);
  });
});
