import { chmodSync, closeSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

import BetterSqlite3 from 'better-sqlite3';

import { AppError } from '#shared/errors.ts';

import { type Clock, every } from '#engine/lib/clock.ts';
import type { Log } from '#engine/lib/log.ts';
import { MIGRATIONS, type Migration } from './migrations.ts';
import { WalSync } from './wal-sync.ts';

/** "HQDB": marks a SQLite file as ours. */
export const APPLICATION_ID = 0x48_51_44_42;
/** Small pages: a commit of one share writes one page to the log, so this is what wears the disk. */
const PAGE_BYTES = 1024;
const SYNC_PERIOD_MS = 1000;
const CHECKPOINT_AT_BYTES = 8 * 1024 * 1024;
/** SQLite's own checkpoint inside a commit, only if the background one does not run. */
const AUTOCHECKPOINT_PAGES = 65_536;
/** Up to this size the whole file is checked at start (about 100 ms on a slow PC). */
const QUICK_CHECK_MAX_BYTES = 32 * 1024 * 1024;

/** The file is there and cannot be read as a database. */
export class DamagedDatabaseError extends AppError {
  readonly file: string;
  /** What SQLite says of it. */
  readonly found: string;
  constructor(file: string, found: string) {
    super(
      'UNAVAILABLE',
      `${file} is damaged (${found.slice(0, 200)}). Put a backup in its place, or move it away together ` +
        'with the files of the same name beside it, and start again.',
    );
    this.name = 'DamagedDatabaseError';
    this.file = file;
    this.found = found.slice(0, 200);
  }
}

export interface DatabaseDeps {
  clock: Clock;
  log: Log;
}

export interface DatabaseOptions {
  file: string;
  migrations?: readonly Migration[];
}

/**
 * The one SQLite file. A commit reaches the operating system before `transaction` returns, so a killed
 * process loses nothing; once a second the log is forced to the disk, so a power cut loses at most that.
 */
export class Database {
  /** For the repositories in this folder only. */
  readonly sql: BetterSqlite3.Database;
  readonly file: string;
  readonly #log: Log;
  readonly #sync: WalSync;
  readonly #stopTimer: () => void;

  /** Opens or creates the file, brought up to the newest format. Throws `AppError` where it cannot be used. */
  static open(deps: DatabaseDeps, options: DatabaseOptions): Database {
    mkdirSync(dirname(options.file), { recursive: true, mode: 0o700 });
    let sql: BetterSqlite3.Database | undefined;
    try {
      // SQLite gives its -wal and -shm files the mode of the main file.
      closeSync(openSync(options.file, 'a', 0o600));
      chmodSync(options.file, 0o600);
      sql = new BetterSqlite3(options.file, { timeout: 5000 });
      prepareFile(sql, options.file);
      migrate(sql, options.file, { migrations: options.migrations ?? MIGRATIONS, log: deps.log });
      sql.pragma('wal_checkpoint(TRUNCATE)');
      return new Database(sql, options.file, deps);
    } catch (error) {
      sql?.close();
      throw asAppError(error, options.file);
    }
  }

  private constructor(sql: BetterSqlite3.Database, file: string, deps: DatabaseDeps) {
    this.sql = sql;
    this.file = file;
    this.#log = deps.log;
    this.#sync = new WalSync(`${file}-wal`, deps.log);
    const countChanges = sql.prepare<[], number>('SELECT total_changes()').pluck();
    let syncedChanges = countChanges.get() ?? 0;
    this.#stopTimer = every(deps.clock, SYNC_PERIOD_MS, () => {
      const changes = countChanges.get() ?? 0;
      if (changes === syncedChanges && !this.#sync.isOwed) return;
      if (this.#sync.start()) syncedChanges = changes;
      this.#checkpointIfLarge();
    });
  }

  get isOpen(): boolean {
    return this.sql.open;
  }

  /** Runs `run` in one transaction: all of it is kept, or, when it throws, nothing. */
  transaction<T>(run: () => T): T {
    return this.sql.inTransaction ? run() : this.sql.transaction(run).immediate();
  }

  /** From here on the database is one file with no log beside it, ready to be moved; for one about to be closed. */
  leaveWal(): void {
    this.sql.pragma('journal_mode = DELETE');
  }

  close(): void {
    if (!this.sql.open) return;
    this.#stopTimer();
    this.#sync.close();
    this.sql.close();
  }

  #checkpointIfLarge(): void {
    try {
      if (this.#sync.sizeBytes() > CHECKPOINT_AT_BYTES) this.sql.pragma('wal_checkpoint(PASSIVE)');
    } catch (error) {
      this.#log.error({ err: error }, 'the database log could not be folded into the file');
    }
  }
}

function prepareFile(sql: BetterSqlite3.Database, file: string): void {
  sql.pragma(`page_size = ${PAGE_BYTES}`);
  const applicationId = sql.pragma('application_id', { simple: true });
  if (!isEmpty(sql) && applicationId !== APPLICATION_ID) {
    throw new AppError(
      'UNAVAILABLE',
      `${file} is a database of another program; Hashquota does not touch it.`,
    );
  }
  if (statSync(file).size <= QUICK_CHECK_MAX_BYTES) {
    const found = sql.pragma('quick_check(1)', { simple: true });
    if (found !== 'ok') throw new DamagedDatabaseError(file, String(found));
  }
  sql.pragma('journal_mode = WAL');
  sql.pragma('synchronous = NORMAL');
  sql.pragma('foreign_keys = ON');
  sql.pragma(`wal_autocheckpoint = ${AUTOCHECKPOINT_PAGES}`);
}

function isEmpty(sql: BetterSqlite3.Database): boolean {
  return sql.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
}

function migrate(
  sql: BetterSqlite3.Database,
  file: string,
  { migrations, log }: { migrations: readonly Migration[]; log: Log },
): void {
  const newest = migrations.at(-1)?.version ?? 0;
  const found = Number(sql.pragma('user_version', { simple: true }));
  if (found > newest) {
    throw new AppError(
      'UNAVAILABLE',
      `${file} was written by a newer Hashquota (data format ${found}; this one knows up to ${newest}). ` +
        'Start the newer program again.',
    );
  }
  if (found === newest) return;
  if (!isEmpty(sql)) backUp(sql, `${file}.before-${newest}.bak`);
  for (const migration of migrations) {
    if (migration.version <= found) continue;
    sql
      .transaction(() => {
        migration.up(sql);
        sql.pragma(`application_id = ${APPLICATION_ID}`);
        sql.pragma(`user_version = ${migration.version}`);
      })
      .immediate();
    log.info({ version: migration.version, name: migration.name }, 'data format brought up to date');
  }
}

/** A whole copy beside the file, complete or not there at all. */
function backUp(sql: BetterSqlite3.Database, backupFile: string): void {
  const unfinished = `${backupFile}.unfinished`;
  rmSync(unfinished, { force: true });
  // VACUUM INTO takes an existing file only if it is empty; made here, it has the right mode.
  closeSync(openSync(unfinished, 'wx', 0o600));
  sql.prepare('VACUUM INTO ?').run(unfinished);
  renameSync(unfinished, backupFile);
}

function asAppError(error: unknown, file: string): unknown {
  if (error instanceof AppError) return error;
  const { code, message } = error as { code?: string; message?: string };
  if (code === 'SQLITE_NOTADB' || code?.startsWith('SQLITE_CORRUPT')) {
    return new DamagedDatabaseError(file, message ?? code);
  }
  if (code === 'SQLITE_BUSY' || code === 'SQLITE_LOCKED') {
    return new AppError('UNAVAILABLE', `${file} is in use by another program.`, { cause: error });
  }
  return new AppError('UNAVAILABLE', `${file} cannot be opened: ${message ?? 'unknown error'}.`, {
    cause: error,
  });
}
