import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import type { Log } from '#engine/lib/log.ts';
import { foldLog } from '#engine/store/database-copy.ts';
import { AppError } from '#shared/errors.ts';

import { moveIfThere, readSmallJson, syncFolder, writeSmallFile } from './small-file.ts';

/** The database of a data folder. */
export const DATABASE_FILE = 'hashquota.db';

const RESTORE_DIR = 'restore';
const PLAN_FILE = 'plan.json';
const STAGED_FILE = 'staged.db';
const LOG_ENDS = ['-wal', '-shm', '-journal'] as const;

const restorePlan = z.strictObject({
  version: z.literal(1),
  /** The backup it came from. */
  from: z.string().max(1024),
  by: z.string().max(64),
  decidedAtMs: z.number(),
  /** What the present database is called from then on, in the data folder. */
  aside: z.string().regex(/^before-restore-[0-9-]{1,40}\.db$/),
});
/** A restore that is decided: from the moment this is written it is carried out by every start until it is done. */
export type RestorePlan = z.infer<typeof restorePlan>;

/** Where the database that is to be put in place is made. */
export function stagedFile(dataDir: string): string {
  return join(dataDir, RESTORE_DIR, STAGED_FILE);
}

/** Decides a restore of what is staged. */
export function decideRestore(
  dataDir: string,
  decision: { from: string; by: string; nowMs: number },
): RestorePlan {
  const { from, by, nowMs } = decision;
  const aside = asideName(dataDir, nowMs);
  const plan: RestorePlan = { version: 1, from, by, decidedAtMs: nowMs, aside };
  writeSmallFile(planFile(dataDir), JSON.stringify(plan));
  return plan;
}

/** The restore that waits for a start; null = none, or one that cannot be read. */
export function pendingRestore(dataDir: string): RestorePlan | null {
  try {
    return readPlan(dataDir);
  } catch {
    return null;
  }
}

/** Forgets what is staged and decided; the present data stay. */
export function dropRestore(dataDir: string): void {
  // The plan goes first: without it, what is staged means nothing.
  rmSync(planFile(dataDir), { force: true });
  syncFolder(join(dataDir, RESTORE_DIR));
  rmSync(join(dataDir, RESTORE_DIR), { recursive: true, force: true });
}

/**
 * Carries a decided restore out; null where there is none. To be called with the folder's lock and before the
 * database is opened. Each step can be the last one before a power cut: the next call goes on from there, and a
 * database is in place at the end. The present one is kept under the plan's name for it.
 */
export function finishRestore(dataDir: string, log: Log): RestorePlan | null {
  const database = join(dataDir, DATABASE_FILE);
  const plan = readableDecision(dataDir, log);
  if (!plan) {
    dropRestore(dataDir);
    return null;
  }
  if (existsSync(stagedFile(dataDir))) {
    setAside(database, join(dataDir, plan.aside), log);
    syncFolder(dataDir);
    log.debug({ step: 'aside' }, 'restoring');
    moveIfThere(stagedFile(dataDir), database);
    syncFolder(dataDir);
    log.debug({ step: 'placed' }, 'restoring');
  }
  if (!existsSync(database)) throw nothingThere(dataDir, plan);
  dropRestore(dataDir);
  log.info({ from: plan.from, aside: plan.aside }, 'a backup was put in place of the data');
  return plan;
}

/** Moves the database with its log: a log that is left would be taken for the next database's. */
function setAside(database: string, aside: string, log: Log): void {
  if (existsSync(database)) {
    const isWhole = foldLog(database);
    log.debug({ step: 'folded', isWhole }, 'restoring');
    moveIfThere(database, aside);
    log.debug({ step: 'moved' }, 'restoring');
  }
  for (const end of LOG_ENDS) {
    if (moveIfThere(database + end, aside + end)) log.debug({ step: `moved ${end}` }, 'restoring');
  }
}

/** Null where nothing is decided, or nothing that can be read while the present data are untouched. */
function readableDecision(dataDir: string, log: Log): RestorePlan | null {
  try {
    return readPlan(dataDir);
  } catch (error) {
    if (!existsSync(join(dataDir, DATABASE_FILE)))
      throw new AppError(
        'UNAVAILABLE',
        `A restore was begun in ${dataDir}, and ${planFile(dataDir)} can no longer be read. The data of before ` +
          'are in the newest file before-restore-….db there; "hashquota restore" with its name puts them back.',
        { cause: error },
      );
    log.warn({ err: error }, 'a restore that was begun cannot be read and is dropped');
    return null;
  }
}

function readPlan(dataDir: string): RestorePlan | null {
  const value = readSmallJson(planFile(dataDir));
  return value === undefined ? null : restorePlan.parse(value);
}

function planFile(dataDir: string): string {
  return join(dataDir, RESTORE_DIR, PLAN_FILE);
}

function asideName(dataDir: string, nowMs: number): string {
  const stamp = timeStamp(nowMs);
  for (let count = 1; ; count += 1) {
    const name = `before-restore-${stamp}${count === 1 ? '' : `-${count}`}.db`;
    if (!existsSync(join(dataDir, name))) return name;
  }
}

/** `YYYY-MM-DD-HHMM` by this computer's clock. */
export function timeStamp(nowMs: number): string {
  const day = new Date(nowMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  return [
    String(day.getFullYear()).padStart(4, '0'),
    two(day.getMonth() + 1),
    two(day.getDate()),
    two(day.getHours()) + two(day.getMinutes()),
  ].join('-');
}

function nothingThere(dataDir: string, plan: RestorePlan): AppError {
  return new AppError(
    'UNAVAILABLE',
    `The restore of ${plan.from} was begun, but its data are gone from ${dataDir}; the data of before are in ` +
      `${plan.aside}, and "hashquota restore ${join(dataDir, plan.aside)}" puts them back.`,
  );
}
