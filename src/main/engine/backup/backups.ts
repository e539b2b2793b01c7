import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { type Clock, every } from '#engine/lib/clock.ts';
import type { Log } from '#engine/lib/log.ts';
import type { SecretBox } from '#engine/lib/secret-box.ts';
import type { AuditStore } from '#engine/store/audit-store.ts';
import { AppError } from '#shared/errors.ts';
import type { BackupSettings, BackupView } from '#shared/model/backup.ts';

import { readManifest } from './archive.ts';
import { asDiskError, formatBytes } from './backup-errors.ts';
import { BackupList, backupPath, type BackupPlaces, type FoundBackup, newBackupName } from './backup-list.ts';
import { BackupJobs } from './backup-jobs.ts';
import { BackupSettingsFile, refuseRelative } from './backup-settings.ts';
import { makeFolders } from './small-file.ts';
import { addEarlierKeys, keyNames, openKeys, sealKeys } from './key-ring.ts';
import { decideRestore, dropRestore, pendingRestore, stagedFile } from './restore-plan.ts';
import { outdatedBackups } from './retention.ts';
import { lastDueMs, nextDueMs } from './schedule.ts';

export interface BackupsDeps {
  clock: Clock;
  log: Log;
  audit: AuditStore;
  secretBox: SecretBox;
  /** The database in use; its folder is the data folder. */
  databaseFile: string;
  version: string;
  /** Stops the engine and starts it again; null = the shell cannot, so a restore waits for the next start. */
  restart: (() => void) | null;
}

const AUTOMATIC = 'schedule';
const LOOK_PERIOD_MS = 60_000;
/** A farm that has just started has other things to do. */
const FIRST_LOOK_MS = 10 * 60_000;
const RETRY_MS = 3_600_000;
/** So that the window gets its answer before the engine goes. */
const RESTART_DELAY_MS = 500;
/** A stop waits so long for the thread, which cannot be interrupted while SQLite checks a database. */
const STOP_WAIT_MS = 2000;
const WORK_DIR = 'backup-work';

/** Backups of the data: made daily and by hand, thinned out, and put back. */
export class Backups {
  readonly #deps: BackupsDeps;
  readonly #dataDir: string;
  readonly #settings: BackupSettingsFile;
  readonly #jobs: BackupJobs;
  readonly #list = new BackupList();
  readonly #mayRunByItself: boolean;
  #trouble: string | null = null;
  #retryAtMs = 0;
  #isLooking = false;
  #stopTimers: (() => void)[] = [];
  #cancelRestart: () => void = () => {};

  /** `isAutomatic` false: never by itself, whatever the settings say; for a farm in a temporary folder. */
  constructor(deps: BackupsDeps, { isAutomatic = true }: { isAutomatic?: boolean } = {}) {
    this.#deps = deps;
    this.#dataDir = dirname(deps.databaseFile);
    this.#settings = new BackupSettingsFile(this.#dataDir, deps.log);
    this.#jobs = new BackupJobs(deps);
    this.#mayRunByItself = isAutomatic;
    rmSync(join(this.#dataDir, WORK_DIR), { recursive: true, force: true });
  }

  /** Begins to look for the time of the daily backup. */
  start(): void {
    if (!this.#mayRunByItself) return;
    const { clock } = this.#deps;
    const begin = (): void => {
      void this.#look();
      this.#stopTimers.push(every(clock, LOOK_PERIOD_MS, () => void this.#look()));
    };
    this.#stopTimers.push(clock.after(FIRST_LOOK_MS, begin));
  }

  async stop(): Promise<void> {
    for (const stop of this.#stopTimers.splice(0)) stop();
    this.#cancelRestart();
    await this.#jobs.stop(STOP_WAIT_MS);
  }

  /** What an alert may say: the last success, ms since 1970, and what is wrong. */
  async view(): Promise<BackupView> {
    const { settings, folder } = this.#settings;
    let found: FoundBackup[] = [];
    let trouble = this.#trouble;
    try {
      found = await this.#found();
    } catch (error) {
      trouble = messageOf(error);
    }
    const names = keyNames(this.#deps.secretBox);
    const isOn = this.#mayRunByItself && settings.isAutomatic;
    return {
      settings,
      folder,
      hasPassphrase: this.#settings.sealedKeysFor(names) !== null,
      nextAtMs: isOn ? nextDueMs(settings.at, this.#deps.clock.nowMs()) : null,
      lastSuccessAtMs: found.find((one) => this.#isOwn(one))?.file.madeAtMs ?? null,
      trouble,
      job: this.#jobs.view(),
      pendingRestore: pendingRestore(this.#dataDir)?.from ?? null,
      files: found.map(({ file }) => file),
    };
  }

  /** Throws `AppError` where the folder cannot be used. */
  configure(settings: BackupSettings, by: string): void {
    if (settings.folder !== null) checkFolder(settings.folder);
    this.#settings.set(settings);
    this.#retryAtMs = 0;
    this.#trouble = null;
    this.#audit(by, 'backup.configure', '', settings);
  }

  /** The passphrase itself is kept nowhere: what it seals is. */
  async setPassphrase(passphrase: string | null, by: string): Promise<void> {
    const { secretBox } = this.#deps;
    const seal = passphrase === null ? null : await sealKeys(secretBox, passphrase);
    this.#settings.setSealedKeys(seal && { names: keyNames(secretBox), seal });
    this.#audit(by, 'backup.passphrase', '', { isSet: seal !== null });
  }

  /** Begins a backup. Throws `AppError`. */
  make(by: string): void {
    void this.#begin('manual', by);
  }

  /** Ends what is under way, or takes back a restore that waits. */
  cancel(by: string): void {
    if (this.#jobs.cancel()) return;
    const plan = pendingRestore(this.#dataDir);
    if (!plan) throw new AppError('CONFLICT', 'No backup and no restore is under way.');
    this.#cancelRestart();
    dropRestore(this.#dataDir);
    this.#audit(by, 'backup.cancelRestore', plan.from, {});
  }

  remove(name: string, by: string): void {
    if (this.#jobs.isBusyWith(name)) throw new AppError('CONFLICT', `${name} is in use just now.`);
    const path = backupPath(this.#places(), name);
    try {
      for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
    } catch (error) {
      throw asDiskError(error, `${name} could not be deleted`);
    }
    this.#audit(by, 'backup.remove', name, {});
  }

  /**
   * Begins to check and unpack a backup; when that is done it takes the place of the data with the next start,
   * for which the shell is asked. Rejects with `AppError`, at once on a wrong passphrase.
   */
  async restore(name: string, passphrase: string | undefined, by: string): Promise<void> {
    const path = backupPath(this.#places(), name);
    const keys = await keysIn(path, name, passphrase);
    if (pendingRestore(this.#dataDir))
      throw new AppError('CONFLICT', 'Another restore is decided already; cancel it first.');
    const order = { kind: 'stage' as const, file: path, staged: stagedFile(this.#dataDir) };
    void this.#jobs.begin({ kind: 'restore', name, by, order }, () => {
      addEarlierKeys(this.#deps.secretBox, this.#dataDir, keys);
      decideRestore(this.#dataDir, { from: name, by, nowMs: this.#deps.clock.nowMs() });
      this.#audit(by, 'backup.restore', name, {});
      return this.#restartSoon();
    });
  }

  #restartSoon(): string {
    const { restart, clock } = this.#deps;
    if (!restart) return 'It takes the place of the data at the next start.';
    this.#cancelRestart = clock.after(RESTART_DELAY_MS, restart);
    return 'The engine starts again with it.';
  }

  #begin(kind: 'automatic' | 'manual', by: string): Promise<boolean> {
    const { clock, version, secretBox, databaseFile } = this.#deps;
    const { folder, settings } = this.#settings;
    if (settings.folder === null) mkdirSync(folder, { recursive: true, mode: 0o700 });
    else if (!isFolder(folder))
      throw new AppError('UNAVAILABLE', `The folder ${folder} is not there (any more).`);
    this.#settings.keep();
    const madeAtMs = clock.nowMs();
    const name = newBackupName(folder, madeAtMs);
    const keys = keyNames(secretBox);
    const order = {
      kind: 'backup' as const,
      database: databaseFile,
      workDir: join(this.#dataDir, WORK_DIR),
      target: join(folder, name),
      manifest: {
        ...{ program: version, kind, madeAtMs, keys, installation: this.#settings.installation },
        sealedKeys: this.#settings.sealedKeysFor(keys),
      },
    };
    return this.#jobs.begin({ kind: 'backup', name, by, order }, () => {
      const { size } = statSync(order.target);
      this.#audit(by, 'backup.make', name, { bytes: size });
      return `${formatBytes(size)} in ${folder}.`;
    });
  }

  /** Makes the daily backup once its time has come, and lets old ones go. */
  async #look(): Promise<void> {
    const nowMs = this.#deps.clock.nowMs();
    const { isAutomatic, at } = this.#settings.settings;
    if (this.#isLooking || !isAutomatic || this.#jobs.isRunning || nowMs < this.#retryAtMs) return;
    this.#isLooking = true;
    try {
      if (await this.#hasSince(lastDueMs(at, nowMs), nowMs)) return;
      const isMade = await this.#begin('automatic', AUTOMATIC);
      if (!isMade) throw new AppError('UNAVAILABLE', this.#jobs.view()?.text ?? 'It was cancelled.');
      this.#trouble = null;
      await this.#thinOut();
    } catch (error) {
      this.#trouble = messageOf(error);
      this.#retryAtMs = nowMs + RETRY_MS;
      this.#deps.log.error({ err: error }, 'the daily backup could not be made');
    } finally {
      this.#isLooking = false;
    }
  }

  /** True where an automatic one was made since then; one from the future, by a wrong clock, does not count. */
  async #hasSince(dueMs: number, nowMs: number): Promise<boolean> {
    const own = (await this.#found()).filter((one) => this.#isOwn(one) && one.file.kind === 'automatic');
    return own.some(({ file }) => file.madeAtMs >= dueMs && file.madeAtMs <= nowMs);
  }

  async #thinOut(): Promise<void> {
    const { settings, folder } = this.#settings;
    const own = (await this.#found()).filter((one) => this.#isOwn(one) && one.file.kind === 'automatic');
    const names = outdatedBackups(
      own.map(({ file }) => file),
      settings.retention,
    );
    for (const name of names) {
      rmSync(join(folder, name), { force: true });
      this.#audit(AUTOMATIC, 'backup.remove', name, {});
    }
  }

  #isOwn({ manifest }: FoundBackup): boolean {
    return manifest?.installation === this.#settings.installation;
  }

  #found(): Promise<FoundBackup[]> {
    return this.#list.read(this.#places(), keyNames(this.#deps.secretBox));
  }

  #places(): BackupPlaces {
    return { dataDir: this.#dataDir, folder: this.#settings.folder };
  }

  #audit(by: string, action: string, subject: string, detail: Record<string, unknown>): void {
    this.#deps.audit.add({ atMs: this.#deps.clock.nowMs(), by, action, subject, detail });
  }
}

/** The keys that a backup carries, opened with the passphrase where one is given. Throws `AppError`. */
export async function keysIn(path: string, name: string, passphrase: string | undefined): Promise<Buffer[]> {
  if (passphrase === undefined || !name.endsWith('.hqbackup')) return [];
  const { sealedKeys } = await readManifest(path, name);
  if (!sealedKeys)
    throw new AppError(
      'BAD_INPUT',
      `${name} holds no key, so there is nothing that a passphrase could open.`,
    );
  return openKeys(sealedKeys, passphrase);
}

function checkFolder(folder: string): void {
  refuseRelative(folder);
  const probe = join(folder, `.hashquota-${process.pid}.unfinished`);
  try {
    makeFolders(folder);
    writeFileSync(probe, '', { flag: 'wx', mode: 0o600 });
    rmSync(probe);
  } catch (error) {
    throw asDiskError(error, `The folder ${folder} cannot be used`);
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
