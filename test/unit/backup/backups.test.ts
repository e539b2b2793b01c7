import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { Backups, type BackupsDeps } from '#engine/backup/backups.ts';
import { withEarlierKeys } from '#engine/backup/key-ring.ts';
import { finishRestore } from '#engine/backup/restore-plan.ts';
import { silentLog } from '#engine/lib/log.ts';
import { keySecretBox, type SecretBox } from '#engine/lib/secret-box.ts';
import { AuditStore } from '#engine/store/audit-store.ts';
import type { Database } from '#engine/store/database.ts';
import { SettingsStore } from '#engine/store/settings-store.ts';
import type { BackupJob, BackupView } from '#shared/model/backup.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { TempDb } from '#test/support/temp-db.ts';
import { until } from '#test/support/test-farm.ts';

const PASSPHRASE = 'correct horse battery';
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const AUTOMATIC = { isAutomatic: true, at: '03:30', retention: { daily: 2, weekly: 0, monthly: 0 } };

let temp: TempDb;
let clock: FakeClock;
let database: Database;
let key: Buffer;
let restarts: number;
let started: Backups[];
beforeEach(() => {
  temp = new TempDb();
  clock = new FakeClock(new Date(2026, 10, 18, 12, 0).getTime());
  database = temp.open(clock);
  key = randomBytes(32);
  restarts = 0;
  started = [];
});
afterEach(async () => {
  for (const backups of started) {
    const stopped = backups.stop();
    clock.advance(5000);
    await stopped;
  }
  temp.dispose();
});

function make(options: Partial<BackupsDeps> & { isAutomatic?: boolean } = {}): Backups {
  const { isAutomatic = false, ...deps } = options;
  const backups = new Backups(
    {
      ...{ clock, log: silentLog, audit: new AuditStore(database), version: '1.0.0' },
      ...{ secretBox: boxOf(key), databaseFile: database.file, restart: () => void (restarts += 1) },
      ...deps,
    },
    { isAutomatic },
  );
  started.push(backups);
  return backups;
}

function boxOf(own: Buffer): SecretBox {
  return withEarlierKeys(keySecretBox(own), temp.dir, silentLog);
}

async function ended(backups: Backups): Promise<BackupJob> {
  let view: BackupView = await backups.view();
  await until('the job has ended', () => {
    void backups.view().then((now) => (view = now));
    return view.job !== null && view.job.state !== 'running';
  });
  if (!view.job) throw new Error('no job');
  return view.job;
}

async function made(backups: Backups): Promise<string> {
  backups.make('test');
  const job = await ended(backups);
  expect(job).toMatchObject({ state: 'done', kind: 'backup' });
  return job.name;
}

function audited(): string[] {
  return new AuditStore(database).latest(20).map(({ by, action, subject }) => `${by} ${action} ${subject}`);
}

describe('a backup by hand', () => {
  it('lies in the folder, is listed with its size, and can be deleted', async () => {
    const backups = make();
    const name = await made(backups);
    expect(name).toBe('hashquota-2026-11-18-1200.hqbackup');
    const { files, folder, lastSuccessAtMs, job } = await backups.view();
    expect(folder).toBe(join(temp.dir, 'backups'));
    expect(files).toMatchObject([
      { name, kind: 'manual', isReadableHere: true, hasSealedKey: false, trouble: null },
    ]);
    expect(files[0]?.bytes).toBeGreaterThan(100);
    expect(lastSuccessAtMs).toBe(clock.nowMs());
    expect(job?.text).toMatch(/kB in /);
    expect(await made(backups)).toBe('hashquota-2026-11-18-1200-2.hqbackup');
    backups.remove(name, 'test');
    expect(readdirSync(folder)).toEqual(['hashquota-2026-11-18-1200-2.hqbackup']);
    expect(audited().slice(0, 1)).toEqual([`test backup.remove ${name}`]);
  });

  it('is one at a time, and can be cancelled', async () => {
    const backups = make();
    backups.make('test');
    expect(() => backups.make('test')).toThrow('A backup or restore is under way already.');
    backups.cancel('test');
    expect(await ended(backups)).toMatchObject({
      state: 'cancelled',
      text: 'It was cancelled; nothing was changed.',
    });
    expect(readdirSync(join(temp.dir, 'backups'))).toEqual([]);
    expect(() => backups.cancel('test')).toThrow('No backup and no restore is under way.');
  });

  it('goes to a folder of the choice, which must be there when its time comes', async () => {
    const backups = make();
    const folder = join(temp.dir, 'nas');
    backups.configure({ ...AUTOMATIC, folder }, 'test');
    await made(backups);
    expect(readdirSync(folder)).toHaveLength(1);
    rmSync(folder, { recursive: true });
    expect(() => backups.make('test')).toThrow(`The folder ${folder} is not there (any more).`);
    expect(() => backups.configure({ ...AUTOMATIC, folder: 'somewhere' }, 'test')).toThrow(/from the root/);
    writeFileSync(join(temp.dir, 'a-file'), '');
    expect(() => backups.configure({ ...AUTOMATIC, folder: join(temp.dir, 'a-file/in') }, 'test')).toThrow(
      /cannot be used: /,
    );
  });

  it('takes only names of backups', async () => {
    const backups = make();
    for (const name of [
      '../hashquota.db',
      'hashquota.db',
      'a/b.hqbackup',
      '..\\x.hqbackup',
      'before-restore-x.db',
    ])
      expect(() => backups.remove(name, 'test')).toThrow('This is not the name of a backup.');
    expect(() => backups.remove('none.hqbackup', 'test')).toThrow(
      'There is no backup none.hqbackup (any more).',
    );
    await expect(backups.restore('none.hqbackup', undefined, 'test')).rejects.toThrow('There is no backup');
  });

  it('is listed with its trouble where it cannot be read', async () => {
    const backups = make();
    mkdirSync(join(temp.dir, 'backups'));
    writeFileSync(join(temp.dir, 'backups/mine.hqbackup'), 'hello');
    const { files, trouble } = await backups.view();
    expect(files).toMatchObject([
      { name: 'mine.hqbackup', trouble: 'mine.hqbackup is no backup, or it is damaged.' },
    ]);
    expect(trouble).toBeNull();
  });
});

describe('the daily backup', () => {
  /** Lets `ms` pass and waits for a backup that this begins, or for the look that begins none. */
  async function pass(backups: Backups, ms: number): Promise<void> {
    clock.advance(ms);
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    if ((await backups.view()).job) await ended(backups);
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  it('is made soon after the first start, then once a day, and old ones go', async () => {
    const backups = make({ isAutomatic: true });
    backups.configure({ ...AUTOMATIC, folder: null }, 'test');
    const manual = await made(backups);
    backups.start();
    clock.advance(9 * MINUTE_MS);
    const count = async (): Promise<number> =>
      (await backups.view()).files.filter(({ kind }) => kind === 'automatic').length;
    expect(await count()).toBe(0);
    await pass(backups, 2 * MINUTE_MS);
    expect(await count()).toBe(1);
    await pass(backups, 10 * MINUTE_MS);
    expect(await count()).toBe(1);
    for (let day = 0; day < 3; day += 1) await pass(backups, DAY_MS);
    expect(await count()).toBe(2);
    const { files } = await backups.view();
    expect(files.map(({ name }) => name)).toContain(manual);
    expect((await backups.view()).nextAtMs).toBe(new Date(2026, 10, 22, 3, 30).getTime());
  });

  it('leaves the backups of another farm in the same folder alone', async () => {
    const folder = join(temp.dir, 'shared');
    const other = new TempDb();
    try {
      const theirs = make({ databaseFile: other.open(clock).file });
      theirs.configure({ ...AUTOMATIC, folder }, 'test');
      const name = await made(theirs);
      const backups = make({ isAutomatic: true });
      backups.configure({ ...AUTOMATIC, folder }, 'test');
      backups.start();
      await pass(backups, 11 * MINUTE_MS);
      for (let day = 0; day < 3; day += 1) await pass(backups, DAY_MS);
      const { files } = await backups.view();
      expect(files.filter(({ kind }) => kind === 'automatic')).toHaveLength(2);
      expect(files.map((file) => file.name)).toContain(name);
    } finally {
      other.dispose();
    }
  });

  it('says what went wrong, and tries again an hour later', async () => {
    const folder = join(temp.dir, 'nas');
    const backups = make({ isAutomatic: true });
    backups.configure({ ...AUTOMATIC, folder }, 'test');
    renameSync(folder, `${folder}.away`);
    backups.start();
    await pass(backups, 11 * MINUTE_MS);
    expect((await backups.view()).trouble).toBe(`The folder ${folder} is not there (any more).`);
    renameSync(`${folder}.away`, folder);
    await pass(backups, 30 * MINUTE_MS);
    expect(readdirSync(folder)).toEqual([]);
    await pass(backups, 31 * MINUTE_MS);
    expect(readdirSync(folder)).toHaveLength(1);
    expect((await backups.view()).trouble).toBeNull();
  });

  it('is never made by itself where the farm is a passing one, or the owner does not want it', async () => {
    const passing = make({ isAutomatic: false });
    passing.start();
    const unwanted = make({ isAutomatic: true });
    unwanted.configure({ ...AUTOMATIC, isAutomatic: false, folder: null }, 'test');
    unwanted.start();
    await pass(passing, DAY_MS);
    expect(existsSync(join(temp.dir, 'backups'))).toBe(false);
    expect((await unwanted.view()).nextAtMs).toBeNull();
  });
});

describe('restoring', () => {
  it('asks the shell to start again, and keeps the data of before', async () => {
    const settings = new SettingsStore(database);
    settings.set('state', 'old');
    const backups = make();
    const name = await made(backups);
    settings.set('state', 'new');
    await backups.restore(name, undefined, 'test');
    expect(await ended(backups)).toMatchObject({ state: 'done', text: 'The engine starts again with it.' });
    expect((await backups.view()).pendingRestore).toBe(name);
    await expect(backups.restore(name, undefined, 'test')).rejects.toThrow(
      'Another restore is decided already',
    );
    expect(restarts).toBe(0);
    clock.advance(500);
    expect(restarts).toBe(1);
    database.close();
    finishRestore(temp.dir, silentLog);
    database = temp.open(clock);
    expect(new SettingsStore(database).get('state')).toBe('old');
    const after = make();
    expect((await after.view()).files.map(({ kind }) => kind).toSorted()).toEqual([
      'before-restore',
      'manual',
    ]);
  });

  it('waits for the next start where the shell cannot start again, and can be taken back', async () => {
    const backups = make({ restart: null });
    const name = await made(backups);
    await backups.restore(name, undefined, 'test');
    expect((await ended(backups)).text).toBe('It takes the place of the data at the next start.');
    backups.cancel('test');
    expect((await backups.view()).pendingRestore).toBeNull();
    expect(audited()[0]).toBe(`test backup.cancelRestore ${name}`);
  });

  it('brings the key along where a passphrase seals it, so that passwords can be read elsewhere', async () => {
    const there = make();
    await there.setPassphrase(PASSPHRASE, 'test');
    expect((await there.view()).hasPassphrase).toBe(true);
    const name = await made(there);
    const sealed = boxOf(key).seal('pool password');
    const elsewhere = randomBytes(32);
    const here = make({ secretBox: boxOf(elsewhere) });
    expect((await here.view()).files).toMatchObject([{ name, hasSealedKey: true, isReadableHere: false }]);
    await expect(here.restore(name, 'a wrong passphrase', 'test')).rejects.toThrow('The passphrase is wrong');
    expect((await here.view()).job).toBeNull();
    await here.restore(name, PASSPHRASE, 'test');
    await ended(here);
    const box = boxOf(elsewhere);
    expect(box.open(sealed)).toBe('pool password');
    expect((await make({ secretBox: box }).view()).files).toMatchObject([{ name, isReadableHere: true }]);
  });

  it('carries no key without a passphrase', async () => {
    const backups = make();
    await backups.setPassphrase(PASSPHRASE, 'test');
    await backups.setPassphrase(null, 'test');
    const name = await made(backups);
    expect((await backups.view()).files).toMatchObject([{ hasSealedKey: false }]);
    await expect(backups.restore(name, PASSPHRASE, 'test')).rejects.toThrow('holds no key');
  });

  it('leaves the data alone where the backup is damaged', async () => {
    const backups = make();
    const name = await made(backups);
    writeFileSync(join(temp.dir, 'backups', name), 'no more');
    await backups.restore(name, undefined, 'test');
    expect(await ended(backups)).toMatchObject({
      state: 'failed',
      text: `${name} is no backup, or it is damaged.`,
    });
    expect((await backups.view()).pendingRestore).toBeNull();
    expect(restarts).toBe(0);
  });
});
