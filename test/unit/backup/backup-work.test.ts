import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

import BetterSqlite3 from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { CancelledError } from '#engine/backup/backup-errors.ts';
import { type BackupOrder, makeBackup, refuseFullDisk, stageBackup } from '#engine/backup/backup-work.ts';
import { NEWEST_DATA_FORMAT } from '#engine/store/database-copy.ts';
import type { Database } from '#engine/store/database.ts';
import { SettingsStore } from '#engine/store/settings-store.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { TempDb } from '#test/support/temp-db.ts';

const NAME = 'hashquota-2026-11-18-0330.hqbackup';
const ignore = (): void => {};

let temp: TempDb;
let folder: string;
beforeEach(() => {
  temp = new TempDb();
  folder = join(temp.dir, 'backups');
  mkdirSync(folder);
});
afterEach(() => temp.dispose());

function orderOf(): BackupOrder {
  return {
    kind: 'backup',
    database: temp.file(),
    workDir: join(temp.dir, 'work'),
    target: join(folder, NAME),
    manifest: {
      ...{ program: '1.2.3', kind: 'manual', madeAtMs: 1_700_000_000_000, keys: ['0123456789abcdef'] },
      ...{ installation: '6f2c1f52-8c66-4b0e-9a3c-0d8b1c8f1a11', sealedKeys: null },
    },
  };
}

function filled(rows = 2000): Database {
  const database = temp.open();
  const settings = new SettingsStore(database);
  database.transaction(() => {
    for (let row = 0; row < rows; row += 1) settings.set(`row ${row}`, 'x'.repeat(500) + row);
  });
  return database;
}

function stage(file = join(folder, NAME)): Promise<unknown> {
  return stageBackup({ kind: 'stage', file, staged: temp.file('staged.db') }, ignore);
}

/** The backup as it is when its unpacked content is changed by `change`. */
function rewritten(change: (content: Buffer) => Buffer): string {
  const file = join(folder, 'changed.hqbackup');
  writeFileSync(file, gzipSync(change(gunzipSync(readFileSync(join(folder, NAME))))));
  return file;
}

function withManifest(change: (manifest: Record<string, unknown>) => object): string {
  return rewritten((content) => {
    const end = content.indexOf('\n');
    const manifest = JSON.parse(content.toString('utf8', 0, end)) as Record<string, unknown>;
    return Buffer.concat([Buffer.from(`${JSON.stringify(change(manifest))}\n`), content.subarray(end + 1)]);
  });
}

describe('makeBackup', () => {
  it('holds the data of one moment, while rows are written and after the copy began', async () => {
    const database = filled();
    const settings = new SettingsStore(database);
    let writes = 0;
    await makeBackup(orderOf(), (phase) => {
      if (phase !== 'copying') return;
      writes += 1;
      // Both or neither of a pair must be in the copy, and none that came after its first moment.
      database.transaction(() => {
        settings.set(`pair ${writes} a`, writes);
        settings.set(`pair ${writes} b`, writes);
      });
    });
    expect(writes).toBeGreaterThan(0);
    await stage();
    const copy = new SettingsStore(temp.open(new FakeClock(), temp.file('staged.db')));
    expect(copy.get('row 1999')).toBe(`${'x'.repeat(500)}1999`);
    for (let pair = 1; pair <= writes; pair += 1)
      expect(copy.get(`pair ${pair} a`)).toEqual(copy.get(`pair ${pair} b`));
    expect(copy.get(`pair ${writes} a`)).toBeUndefined();
    expect(settings.get(`pair ${writes} b`)).toBe(writes);
  });

  it('is one file for its owner only, and leaves nothing else', async () => {
    filled();
    const manifest = await makeBackup(orderOf(), ignore);
    expect(readdirSync(folder)).toEqual([NAME]);
    expect(existsSync(join(temp.dir, 'work'))).toBe(false);
    expect((statSync(join(folder, NAME)).mode & 0o777).toString(8)).toBe('600');
    expect(manifest).toMatchObject({ dataFormat: NEWEST_DATA_FORMAT, program: '1.2.3', kind: 'manual' });
  });

  it('can be taken apart by hand: a line of JSON, then the database', async () => {
    filled();
    await makeBackup(orderOf(), ignore);
    const content = gunzipSync(readFileSync(join(folder, NAME)));
    const end = content.indexOf('\n');
    expect(JSON.parse(content.toString('utf8', 0, end))).toMatchObject({ format: 'hashquota-backup' });
    writeFileSync(temp.file('by-hand.db'), content.subarray(end + 1));
    const sql = new BetterSqlite3(temp.file('by-hand.db'), { readonly: true });
    expect(sql.prepare('SELECT count(*) FROM settings').pluck().get()).toBe(2000);
    sql.close();
  });

  it.each(['copying', 'packing', 'verifying'])('leaves nothing when it is cancelled while %s', async (at) => {
    filled();
    const cancelled = makeBackup(orderOf(), (phase) => {
      if (phase === at) throw new CancelledError();
    });
    await expect(cancelled).rejects.toThrow(CancelledError);
    expect(readdirSync(folder)).toEqual([]);
    expect(existsSync(join(temp.dir, 'work'))).toBe(false);
  });

  it('says in a sentence that the folder is gone or cannot be written', async () => {
    filled(10);
    const order = { ...orderOf(), target: join(temp.dir, 'gone', NAME) };
    await expect(makeBackup(order, ignore)).rejects.toThrow(
      `The backup ${NAME} could not be made: the folder or file is not there (any more).`,
    );
  });

  it('refuses a disk that has too little room before it writes', async () => {
    await expect(refuseFullDisk(1e18, [folder])).rejects.toThrow(
      /^1000000 TB are needed in .+ are free; make room/,
    );
    await expect(refuseFullDisk(1, [folder])).resolves.toBeUndefined();
  });
});

describe('stageBackup', () => {
  it('takes a database by itself too, such as one that was set aside', async () => {
    const database = filled(10);
    await stage(temp.file());
    expect(database.isOpen).toBe(true);
    expect(new SettingsStore(temp.open(new FakeClock(), temp.file('staged.db'))).get('row 9')).toBeDefined();
  });

  it('brings an older format up to this one, and leaves no other file', async () => {
    filled(10);
    const old = new BetterSqlite3(temp.file('old.db'));
    const { MIGRATIONS } = await import('#engine/store/migrations.ts');
    MIGRATIONS[0]?.up(old);
    old.pragma('application_id = 0x48514442');
    old.pragma('user_version = 1');
    old.close();
    await stage(temp.file('old.db'));
    expect(readdirSync(temp.dir).filter((name) => name.startsWith('staged.db'))).toEqual(['staged.db']);
    const sql = new BetterSqlite3(temp.file('staged.db'), { readonly: true });
    expect(sql.pragma('user_version', { simple: true })).toBe(NEWEST_DATA_FORMAT);
    sql.close();
  });

  it('finds any damaged byte of the file', async () => {
    filled(50);
    await makeBackup(orderOf(), ignore);
    const whole = readFileSync(join(folder, NAME));
    for (let place = 20; place < whole.length; place += Math.ceil(whole.length / 40)) {
      const changed = Buffer.from(whole);
      changed[place] = (changed[place] ?? 0) ^ 0x10;
      writeFileSync(join(folder, 'bad.hqbackup'), changed);
      await expect(stage(join(folder, 'bad.hqbackup'))).rejects.toThrow(/bad\.hqbackup .*(damaged|newer)/);
      expect(existsSync(temp.file('staged.db'))).toBe(false);
    }
  });

  it.each([
    ['half of it', (whole: Buffer) => whole.subarray(0, whole.length / 2)],
    ['nothing of it', () => Buffer.alloc(0)],
    ['a text', () => Buffer.from('this is not a backup at all')],
    ['zeros', () => Buffer.alloc(5000)],
    ['an endless first line', () => gzipSync(Buffer.alloc(1_000_000, 'x'))],
    [
      'only its first line',
      (whole: Buffer) => {
        const content = gunzipSync(whole);
        return gzipSync(content.subarray(0, content.indexOf('\n') + 1));
      },
    ],
  ])('refuses %s with one sentence', async (_what, change) => {
    filled(50);
    await makeBackup(orderOf(), ignore);
    writeFileSync(join(folder, 'bad.hqbackup'), change(readFileSync(join(folder, NAME))));
    await expect(stage(join(folder, 'bad.hqbackup'))).rejects.toThrow(
      'bad.hqbackup is no backup, or it is damaged.',
    );
    expect(existsSync(temp.file('staged.db'))).toBe(false);
  });

  it('refuses one of a newer program before it is unpacked', async () => {
    filled(10);
    await makeBackup(orderOf(), ignore);
    const newer = withManifest((manifest) => ({ ...manifest, dataFormat: NEWEST_DATA_FORMAT + 1 }));
    await expect(stage(newer)).rejects.toThrow(/made by a newer Hashquota \(data format \d+;/);
    const later = withManifest((manifest) => ({ ...manifest, version: 2, other: true }));
    await expect(stage(later)).rejects.toThrow(/made by a newer Hashquota \(backup format 2;/);
  });

  it('refuses more bytes than are announced, and others than those', async () => {
    filled(10);
    await makeBackup(orderOf(), ignore);
    const less = withManifest((manifest) => ({ ...manifest, bytes: 1024 }));
    await expect(stage(less)).rejects.toThrow(/damaged/);
    const other = withManifest((manifest) => ({ ...manifest, sha256: '0'.repeat(64) }));
    await expect(stage(other)).rejects.toThrow(/damaged/);
  });

  it("refuses another program's database, and one whose pages are broken", async () => {
    const other = new BetterSqlite3(temp.file('other.db'));
    other.exec('CREATE TABLE mine (a)');
    other.close();
    await expect(stage(temp.file('other.db'))).rejects.toThrow(
      'other.db holds a database of another program.',
    );
    filled().close();
    const bytes = readFileSync(temp.file());
    bytes.fill(0xaa, 8192, bytes.length - 4096);
    writeFileSync(temp.file('broken.db'), bytes);
    await expect(stage(temp.file('broken.db'))).rejects.toThrow(
      'broken.db could not be restored: the database is damaged.',
    );
    expect(existsSync(temp.file('staged.db'))).toBe(false);
  });
});
