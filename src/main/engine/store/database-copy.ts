import { closeSync, mkdirSync, openSync, readSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

import BetterSqlite3 from 'better-sqlite3';

import { AppError } from '#shared/errors.ts';

import { APPLICATION_ID } from './database.ts';
import { MIGRATIONS } from './migrations.ts';

/** Copied between two looks at `onProgress`: a megabyte in pages of 1 KiB. */
const PAGES_PER_STEP = 1024;
/** https://www.sqlite.org/fileformat2.html §1.3.1 */
const SQLITE_MAGIC = 'SQLite format 3\0';

/** What a database file says of itself. */
export interface DatabaseFacts {
  /** The version of its tables; see `MIGRATIONS`. */
  dataFormat: number;
}

/** The newest version of the tables that this program knows. */
export const NEWEST_DATA_FORMAT = MIGRATIONS.at(-1)?.version ?? 0;

/**
 * Copies a database that may be in use, as it is at this moment: one read transaction spans the whole copy, so
 * that writers neither wait nor show in it. The copy is one file without a log beside it. `onProgress` (0 to 1)
 * may throw to end it. To be run beside the thread that mines.
 */
export async function copyDatabase(
  source: string,
  target: string,
  onProgress: (fraction: number) => void,
): Promise<void> {
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  removeDatabase(target);
  // SQLite keeps the mode of a file that is there.
  closeSync(openSync(target, 'wx', 0o600));
  const sql = new BetterSqlite3(source, { readonly: true, fileMustExist: true, timeout: 5000 });
  try {
    sql.exec('BEGIN');
    sql.prepare('SELECT count(*) FROM sqlite_schema').get();
    await sql.backup(target, {
      progress: ({ totalPages, remainingPages }) => {
        onProgress(totalPages === 0 ? 1 : 1 - remainingPages / totalPages);
        return PAGES_PER_STEP;
      },
    });
  } finally {
    sql.close();
  }
  leaveWalMode(target);
}

/**
 * Reads a whole database and finds it in order, or throws `AppError` with one sentence: damaged, of another
 * program, or of a newer version of this one.
 */
export function checkDatabase(file: string, name: string): DatabaseFacts {
  if (!isDatabase(file)) throw bad(`${name} holds no database, so it is damaged.`);
  let sql: BetterSqlite3.Database | undefined;
  try {
    sql = new BetterSqlite3(file, { readonly: true, fileMustExist: true });
    if (sql.pragma('application_id', { simple: true }) !== APPLICATION_ID)
      throw bad(`${name} holds a database of another program.`);
    const dataFormat = Number(sql.pragma('user_version', { simple: true }));
    refuseNewer(dataFormat, name);
    const found = String(sql.pragma('integrity_check(1)', { simple: true }));
    if (found !== 'ok') throw bad(`${name} is damaged (${found.slice(0, 200)}).`);
    return { dataFormat };
  } catch (error) {
    if (error instanceof AppError) throw error;
    const { message } = error as Error;
    throw bad(`${name} is damaged (${message}).`, error);
  } finally {
    sql?.close();
  }
}

/** Throws `AppError` where tables of this version are not known here. */
export function refuseNewer(dataFormat: number, name: string): void {
  if (dataFormat <= NEWEST_DATA_FORMAT) return;
  throw bad(
    `${name} was made by a newer Hashquota (data format ${dataFormat}; this one knows up to ${NEWEST_DATA_FORMAT}). ` +
      'Update this program first.',
  );
}

/** True where the file begins as every SQLite database does. */
export function isDatabase(file: string): boolean {
  const descriptor = openSync(file, 'r');
  try {
    const head = Buffer.alloc(SQLITE_MAGIC.length);
    readSync(descriptor, head, 0, head.length, 0);
    return head.toString('latin1') === SQLITE_MAGIC;
  } finally {
    closeSync(descriptor);
  }
}

/** Writes a log that was left beside a database into it, where both can be read. True when none is left. */
export function foldLog(file: string): boolean {
  // SQLite throws a log away whose database it does not know as one.
  if (!isDatabase(file)) return false;
  let sql: BetterSqlite3.Database | undefined;
  try {
    sql = new BetterSqlite3(file, { fileMustExist: true, timeout: 0 });
    leaveWal(sql);
    return true;
  } catch {
    return false;
  } finally {
    sql?.close();
  }
}

/** Deletes a database and the files that SQLite keeps beside it. */
export function removeDatabase(file: string): void {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(file + end, { force: true });
}

function leaveWalMode(file: string): void {
  const sql = new BetterSqlite3(file, { fileMustExist: true });
  try {
    leaveWal(sql);
  } finally {
    sql.close();
  }
}

function leaveWal(sql: BetterSqlite3.Database): void {
  const mode = sql.pragma('journal_mode = DELETE', { simple: true });
  if (mode !== 'delete') throw new Error(`the database stays in ${String(mode)} mode`);
}

function bad(sentence: string, cause?: unknown): AppError {
  return new AppError('BAD_INPUT', sentence, { cause });
}
