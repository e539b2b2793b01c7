import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { makeBackup, stageBackup } from '#engine/backup/backup-work.ts';
import {
  decideRestore,
  dropRestore,
  finishRestore,
  pendingRestore,
  stagedFile,
} from '#engine/backup/restore-plan.ts';
import { silentLog } from '#engine/lib/log.ts';
import { Database } from '#engine/store/database.ts';
import { SettingsStore } from '#engine/store/settings-store.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { TempDb } from '#test/support/temp-db.ts';

const CHILD = join(import.meta.dirname, '../../support/restore-child.ts');
const NOW_MS = Date.UTC(2026, 10, 18);
const ignore = (): void => {};

let temp: TempDb;
let dataDir: string;
let backup: string;

/** A data folder that says "new", and a backup of when it said "old". */
beforeEach(async () => {
  temp = new TempDb();
  dataDir = join(temp.dir, 'data');
  backup = join(temp.dir, 'old.hqbackup');
  write('old');
  await makeBackup(
    {
      ...{
        kind: 'backup',
        database: join(dataDir, 'hashquota.db'),
        workDir: join(temp.dir, 'work'),
        target: backup,
      },
      manifest: {
        ...{ program: '1', kind: 'manual', madeAtMs: 1, keys: [], sealedKeys: null },
        installation: '6f2c1f52-8c66-4b0e-9a3c-0d8b1c8f1a11',
      },
    },
    ignore,
  );
  write('new');
});
afterEach(() => temp.dispose());

function write(state: string): void {
  const database = open();
  database.transaction(() => {
    const settings = new SettingsStore(database);
    settings.set('state', state);
    settings.set('filling', state.repeat(20_000));
  });
  database.close();
}

function open(dir = dataDir): Database {
  return Database.open({ clock: new FakeClock(), log: silentLog }, { file: join(dir, 'hashquota.db') });
}

function stateOf(dir = dataDir): unknown {
  const database = open(dir);
  try {
    expect(database.sql.pragma('integrity_check', { simple: true })).toBe('ok');
    const settings = new SettingsStore(database);
    const state = settings.get('state');
    expect(settings.get('filling')).toBe(String(state).repeat(20_000));
    return state;
  } finally {
    database.close();
  }
}

async function stageAndDecide(): Promise<string> {
  await stageBackup({ kind: 'stage', file: backup, staged: stagedFile(dataDir) }, ignore);
  return decideRestore(dataDir, { from: 'old.hqbackup', by: 'test', nowMs: NOW_MS }).aside;
}

describe('finishRestore', () => {
  it('does nothing where nothing was decided, and forgets what was only staged', async () => {
    expect(finishRestore(dataDir, silentLog)).toBeNull();
    await stageBackup({ kind: 'stage', file: backup, staged: stagedFile(dataDir) }, ignore);
    expect(finishRestore(dataDir, silentLog)).toBeNull();
    expect(readdirSync(dataDir)).toEqual(['hashquota.db']);
    expect(stateOf()).toBe('new');
  });

  it('puts the backup in place and keeps what was there', async () => {
    const aside = await stageAndDecide();
    expect(pendingRestore(dataDir)).toMatchObject({ from: 'old.hqbackup', by: 'test' });
    expect(finishRestore(dataDir, silentLog)).toMatchObject({ from: 'old.hqbackup', aside });
    expect(stateOf()).toBe('old');
    expect(readdirSync(dataDir).toSorted()).toEqual([aside, 'hashquota.db'].toSorted());
    expect(finishRestore(dataDir, silentLog)).toBeNull();
    await stageBackup({ kind: 'stage', file: join(dataDir, aside), staged: stagedFile(dataDir) }, ignore);
    decideRestore(dataDir, { from: aside, by: 'test', nowMs: NOW_MS });
    finishRestore(dataDir, silentLog);
    expect(stateOf()).toBe('new');
  });

  it('keeps what a killed program had only in its log, and leaves that log to nobody else', async () => {
    const running = open();
    running.transaction(() => new SettingsStore(running).set('late', true));
    const killed = join(temp.dir, 'killed');
    mkdirSync(killed);
    for (const name of ['hashquota.db', 'hashquota.db-wal'])
      copyFileSync(join(dataDir, name), join(killed, name));
    running.close();
    cpSync(killed, dataDir, { recursive: true });
    const aside = await stageAndDecide();
    finishRestore(dataDir, silentLog);
    expect(stateOf()).toBe('old');
    copyFileSync(join(dataDir, aside), join(killed, 'hashquota.db'));
    rmSync(join(killed, 'hashquota.db-wal'));
    const before = open(killed);
    expect(new SettingsStore(before).get('late')).toBe(true);
    before.close();
  });

  it('replaces a database that cannot be read, and keeps it with its log', async () => {
    const aside = await stageAndDecide();
    writeFileSync(join(dataDir, 'hashquota.db'), 'no database at all');
    writeFileSync(join(dataDir, 'hashquota.db-wal'), 'no log');
    finishRestore(dataDir, silentLog);
    expect(stateOf()).toBe('old');
    expect(readdirSync(dataDir)).toContain(`${aside}-wal`);
  });

  it('can be taken back until the next start', async () => {
    await stageAndDecide();
    dropRestore(dataDir);
    expect(finishRestore(dataDir, silentLog)).toBeNull();
    expect(stateOf()).toBe('new');
  });

  it('drops a decision that cannot be read while the data are there, and refuses to go on without any', () => {
    mkdirSync(join(dataDir, 'restore'));
    writeFileSync(join(dataDir, 'restore/plan.json'), '{');
    expect(finishRestore(dataDir, silentLog)).toBeNull();
    expect(stateOf()).toBe('new');
    mkdirSync(join(dataDir, 'restore'));
    writeFileSync(join(dataDir, 'restore/plan.json'), '{"aside":"../../etc/passwd"}');
    rmSync(join(dataDir, 'hashquota.db'));
    expect(() => finishRestore(dataDir, silentLog)).toThrow(
      /can no longer be read\. The data of before are in/,
    );
  });

  it('leaves a working folder wherever it is killed', () => {
    const run = (killAt: number): { signal: NodeJS.Signals | null; stdout: string } =>
      spawnSync(process.execPath, [CHILD, dataDir, backup, String(killAt)], { encoding: 'utf8' });
    const start = join(temp.dir, 'start');
    cpSync(dataDir, start, { recursive: true });
    const outcomes: unknown[] = [];
    for (let killAt = 1; ; killAt += 1) {
      rmSync(dataDir, { recursive: true });
      cpSync(start, dataDir, { recursive: true });
      const { signal, stdout } = run(killAt);
      if (signal === null) {
        expect(Number(stdout)).toBe(killAt - 1);
        break;
      }
      expect(signal).toBe('SIGKILL');
      finishRestore(dataDir, silentLog);
      outcomes.push(stateOf());
      expect(existsSync(join(dataDir, 'restore'))).toBe(false);
    }
    // Killed before the decision: as before. After it: the backup, whatever step was the last one.
    const decided = outcomes.indexOf('old');
    expect(decided).toBeGreaterThan(2);
    expect(outcomes.slice(decided).every((state) => state === 'old')).toBe(true);
    expect(outcomes.slice(0, decided).every((state) => state === 'new')).toBe(true);
    expect(outcomes.length).toBeGreaterThan(7);
  });
});
