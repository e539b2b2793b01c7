import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { makeBackup, stageBackup } from '#engine/backup/backup-work.ts';
import { keyNames, sealKeys } from '#engine/backup/key-ring.ts';
import { decideRestore, stagedFile } from '#engine/backup/restore-plan.ts';
import { acquireInstanceLock, InstanceLockedError } from '#engine/lib/instance-lock.ts';
import { realClock } from '#engine/lib/clock.ts';
import { silentLog } from '#engine/lib/log.ts';
import { KeyFileSecretBox } from '#engine/lib/secret-box.ts';
import { DamagedDataError } from '#engine/backup/damaged-data.ts';
import { startFarm } from '#main/boot.ts';
import type { RunOptions } from '#main/headless/cli-options.ts';
import { restoreCommand } from '#main/headless/restore-command.ts';
import { type Service, startService } from '#main/headless/service.ts';
import type { AccountInput } from '#shared/model/account.ts';
import { type BackupView, backupView } from '#shared/model/backup.ts';
import { ask } from '#test/support/http-client.ts';
import { until } from '#test/support/test-farm.ts';
import { ServiceProcess } from '#test/support/service.ts';

const TOKEN = 'a-token-for-the-restore-test';
const PASSPHRASE = 'correct horse battery';
const NAME = 'hashquota-2026-11-18-0330.hqbackup';

let dir: string;
let dataDir: string;
let closings: (() => Promise<unknown>)[];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hashquota-restore-'));
  dataDir = join(dir, 'data');
  closings = [];
});
afterEach(async () => {
  for (const close of closings.toReversed()) await close();
  rmSync(dir, { recursive: true, force: true });
});

/** A farm with these accounts, stopped again. */
async function furnish(names: readonly string[]): Promise<void> {
  const farm = await startFarm({
    ...{ dataDir, farmFile: null, stratum: '127.0.0.1:0', demo: false, version: '0.0.0-test' },
    ...{ log: silentLog, clock: realClock, secretBox: new KeyFileSecretBox(join(dataDir, 'secret.key')) },
  });
  for (const name of names) farm.engine.book.add(accountOf(name), 'test');
  await farm.stop();
}

function accountOf(name: string): AccountInput {
  return {
    ...{ name, worker: `${name}.w`, password: `password of ${name}`, quota: { work: 1 }, overflow: false },
    ...{ carryOver: false, upstream: 'aggregated', pools: [{ url: 'stratum+tcp://127.0.0.1:1' }] },
  };
}

async function backUp(passphrase: string | null = null): Promise<string> {
  const box = new KeyFileSecretBox(join(dataDir, 'secret.key'));
  const target = join(dir, NAME);
  await makeBackup(
    {
      ...{ kind: 'backup', database: join(dataDir, 'hashquota.db'), workDir: join(dir, 'work'), target },
      manifest: {
        ...{
          program: '0.0.0-test',
          kind: 'manual',
          madeAtMs: Date.UTC(2026, 10, 18, 3, 30),
          keys: keyNames(box),
        },
        installation: '6f2c1f52-8c66-4b0e-9a3c-0d8b1c8f1a11',
        sealedKeys: passphrase === null ? null : await sealKeys(box, passphrase),
      },
    },
    () => {},
  );
  return target;
}

function asides(): string[] {
  return readdirSync(dataDir).filter((name) => /^before-restore-.*\.db$/.test(name));
}

/** Starts a farm on the folder, and returns its accounts with their passwords. */
async function passwords(): Promise<Record<string, string>> {
  const farm = await startFarm({
    ...{ dataDir, farmFile: null, stratum: '127.0.0.1:0', demo: false, version: '0.0.0-test' },
    ...{ log: silentLog, clock: realClock, secretBox: new KeyFileSecretBox(join(dataDir, 'secret.key')) },
  });
  try {
    const { book } = farm.engine;
    return Object.fromEntries(book.list().map(({ id }) => [id, book.passwordOf(id)]));
  } finally {
    await farm.stop();
  }
}

/** The command in this process, and what it says. */
async function restore(file: string, passphrase: string | null = null): Promise<string> {
  const said: string[] = [];
  const say = (sentence: string): void => void said.push(sentence);
  await restoreCommand({ file, dataDir }, { passphrase, say });
  return said.join('\n');
}

/** The program in a process of its own, until its end. */
async function run(args: string[]): Promise<{ code: unknown; said: string }> {
  const child = new ServiceProcess(args);
  closings.push(() => child.kill());
  return { code: await child.exit(), said: child.stderr };
}

function usual(): string[] {
  return ['--data-dir', dataDir, '--stratum', '127.0.0.1:0', '--http', '127.0.0.1:0'];
}

describe('hashquota restore', () => {
  it('puts a backup in place and keeps what was there, which it restores too', async () => {
    await furnish(['alice']);
    const backup = await backUp();
    await furnish(['bob']);
    const said = await restore(backup);
    expect(said).toContain(`The data of ${NAME} are in place in ${dataDir}.`);
    expect(said).not.toContain('type them again');
    expect(await passwords()).toEqual({ alice: 'password of alice' });
    const [aside = ''] = asides();
    expect(said).toContain(join(dataDir, aside));
    await restore(join(dataDir, aside));
    expect(await passwords()).toEqual({ alice: 'password of alice', bob: 'password of bob' });
  });

  it('brings a lost folder back, passwords too with the passphrase', async () => {
    await furnish(['alice']);
    const backup = await backUp(PASSPHRASE);
    rmSync(dataDir, { recursive: true });
    await expect(restore(backup, 'not it')).rejects.toThrow(
      'The passphrase is wrong, or the file was changed.',
    );
    expect(existsSync(join(dataDir, 'hashquota.db'))).toBe(false);
    expect(await restore(backup)).toContain('type them again');
    await expect(passwords()).rejects.toThrow('type it again');
    expect(await restore(backup, PASSPHRASE)).not.toContain('type them again');
    expect(await passwords()).toEqual({ alice: 'password of alice' });
  });

  it('refuses what is no backup, and a folder in use, with one sentence', async () => {
    await furnish(['alice']);
    writeFileSync(join(dir, 'x.hqbackup'), 'x');
    await expect(restore(join(dir, 'x.hqbackup'))).rejects.toThrow(
      'x.hqbackup is no backup, or it is damaged.',
    );
    await expect(restore(join(dir, 'none.hqbackup'))).rejects.toThrow('is not there, or it is no file.');
    const backup = await backUp();
    const lock = acquireInstanceLock(dataDir);
    await expect(restore(backup)).rejects.toThrow(InstanceLockedError);
    lock.release();
    writeFileSync(join(dataDir, 'desktop.key'), 'sealed by the system');
    await expect(restore(backup, PASSPHRASE)).rejects.toThrow('is kept by the desktop app');
    expect(await restore(backup)).toContain('in place');
  });
});

describe('a damaged database', () => {
  it('ends the start with a sentence that names the newest backup, and the command that helps', async () => {
    await furnish(['alice']);
    const backup = await backUp();
    const folder = join(dataDir, 'backups');
    writeFileSync(join(dataDir, 'hashquota.db'), 'this is no database any more');
    await expect(passwords()).rejects.toThrow('There is no backup in the usual place');
    await expect(passwords()).rejects.toThrow(DamagedDataError);
    mkdirSync(folder);
    copyFileSync(backup, join(folder, NAME));
    const { code, said } = await run(usual());
    expect(code).toBe(5);
    expect(said).toContain('The newest backup is of 2026-11-18 03:30 UTC');
    const [, command = ''] = /put it back with "hashquota ([^"]+)"/.exec(said) ?? [];
    expect(command).toBe(`restore ${join(folder, NAME)} --data-dir ${dataDir}`);
    expect((await run(command.split(' '))).code).toBe(0);
    expect(await passwords()).toEqual({ alice: 'password of alice' });
    expect(asides().map((name) => readFileSync(join(dataDir, name), 'utf8'))).toEqual([
      'this is no database any more',
    ]);
  });
});

describe('the service', () => {
  const options = (): RunOptions => ({
    ...{ dataDir, farm: null, tokenFile: null, logLevel: 'silent', demo: false, minerPorts: null },
    ...{ stratum: { host: '127.0.0.1', port: 0 }, http: { host: '127.0.0.1', port: 0 } },
  });

  async function start(onLost: (error: unknown) => void): Promise<Service> {
    const deps = { log: silentLog, version: '0.0.0-test', environmentToken: TOKEN, onLost };
    const service = await startService(options(), deps);
    closings.push(() => service.stop());
    return service;
  }

  async function accounts(service: Service): Promise<string[]> {
    const port = Number(service.ready.http.split(':').at(-1));
    const { json } = await ask(port, '/api/v1/accounts', { headers: { authorization: `Bearer ${TOKEN}` } });
    return (json as { name: string }[]).map(({ name }) => name);
  }

  it('starts again in its process on restored data, at the same addresses', async () => {
    await furnish(['alice']);
    const backup = await backUp();
    await furnish(['bob']);
    const service = await start((error) => {
      throw error;
    });
    const { ready } = service;
    expect(await accounts(service)).toEqual(['alice', 'bob']);
    await stageBackup({ kind: 'stage', file: backup, staged: stagedFile(dataDir) }, () => {});
    decideRestore(dataDir, { from: NAME, by: 'test', nowMs: Date.now() });
    await service.restart();
    expect(service.ready).toEqual(ready);
    expect(await accounts(service)).toEqual(['alice']);
  });

  it('backs up, restores and exchanges its configuration over the API', async () => {
    await furnish(['alice']);
    const service = await start((error) => {
      throw error;
    });
    const call = async (method: string, path: string, body?: object): Promise<unknown> => {
      const answer = await ask(Number(service.ready.http.split(':').at(-1)), `/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      });
      expect(answer.status, answer.text).toBeLessThan(300);
      return answer.json;
    };
    const view = async (): Promise<BackupView> => backupView.parse(await call('GET', '/backup'));
    const jobEnded = async (): Promise<BackupView> => {
      for (;;) {
        const now = await view();
        if (now.job?.state !== 'running') return now;
      }
    };
    const { file } = (await call('POST', '/configuration/export', {})) as { file: string };
    await call('POST', '/backup', {});
    const { files, job } = await jobEnded();
    expect(job).toMatchObject({ state: 'done' });
    await call('POST', '/accounts', accountOf('bob'));
    await call('POST', `/backup/files/${files[0]?.name}/restore`, {});
    await until('the service has started again on the backup', () =>
      existsSync(join(dataDir, asides()[0] ?? 'none')),
    );
    // A restart that is under way is waited for by the next one.
    await service.restart();
    expect(await accounts(service)).toEqual(['alice']);
    await call('POST', '/accounts', accountOf('carol'));
    await call('POST', '/configuration/import', { file });
    expect(await accounts(service)).toEqual(['alice']);
  });

  it('ends where it cannot start again', async () => {
    await furnish(['alice']);
    const lost = Promise.withResolvers<unknown>();
    const service = await start(lost.resolve);
    await stageNewer();
    await service.restart();
    expect(String(await lost.promise)).toContain('written by a newer Hashquota');
  });

  async function stageNewer(): Promise<void> {
    const { default: BetterSqlite3 } = await import('better-sqlite3');
    await stageBackup({ kind: 'stage', file: await backUp(), staged: stagedFile(dataDir) }, () => {});
    const sql = new BetterSqlite3(stagedFile(dataDir));
    sql.pragma('user_version = 9999');
    sql.close();
    decideRestore(dataDir, { from: NAME, by: 'test', nowMs: Date.now() });
  }
});
