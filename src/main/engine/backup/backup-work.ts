import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, statSync } from 'node:fs';
import { rename, rm, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { realClock } from '#engine/lib/clock.ts';
import { silentLog } from '#engine/lib/log.ts';
import {
  checkDatabase,
  copyDatabase,
  isDatabase,
  NEWEST_DATA_FORMAT,
  refuseNewer,
  removeDatabase,
} from '#engine/store/database-copy.ts';
import { Database } from '#engine/store/database.ts';
import { AppError } from '#shared/errors.ts';
import type { BackupPhase } from '#shared/model/backup.ts';

import { digestOf, packBackup, readManifest, unpackBackup } from './archive.ts';
import { asDiskError, formatBytes } from './backup-errors.ts';
import { BACKUP_VERSION, type BackupManifest } from './manifest.ts';
import { syncFolder } from './small-file.ts';

/** Says how far the work is; throws `CancelledError` where it is to end. */
export type Report = (phase: BackupPhase, fraction: number) => void;

/** What a backup's manifest says that its database does not. */
export type ManifestStart = Pick<
  BackupManifest,
  'program' | 'kind' | 'madeAtMs' | 'installation' | 'keys' | 'sealedKeys'
>;

export interface BackupOrder {
  kind: 'backup';
  /** The database in use. */
  database: string;
  /** A folder of its own on the same disk, for the copy that is packed. */
  workDir: string;
  /** The file to make. */
  target: string;
  manifest: ManifestStart;
}

export interface StageOrder {
  kind: 'stage';
  /** A backup, or a Hashquota database by itself. */
  file: string;
  /** The database to make, ready to be put in place. */
  staged: string;
}

export type BackupOrders = BackupOrder | StageOrder;

/** Copies, checks, packs, and reads again what was written. Leaves a whole backup or nothing. */
export async function makeBackup(order: BackupOrder, report: Report): Promise<BackupManifest> {
  const { database, workDir, target } = order;
  const name = basename(target);
  const unfinished = `${target}.unfinished`;
  const copy = join(workDir, 'copy.db');
  try {
    mkdirSync(workDir, { recursive: true, mode: 0o700 });
    await refuseFullDisk(statSync(database).size, [workDir, dirname(target)]);
    await copyDatabase(database, copy, (fraction) => report('copying', fraction));
    report('checking', 0);
    const { dataFormat } = checkDatabase(copy, 'The copy of the data');
    const { bytes, sha256 } = await digestOf(copy, (fraction) => report('checking', fraction));
    const manifest: BackupManifest = {
      format: 'hashquota-backup',
      version: BACKUP_VERSION,
      ...order.manifest,
      ...{ dataFormat, bytes, sha256 },
    };
    await packBackup(manifest, { database: copy, target: unfinished }, (part) => report('packing', part));
    await unpackBackup({ file: unfinished, target: null, name }, (part) => report('verifying', part));
    await rename(unfinished, target);
    syncFolder(dirname(target));
    return manifest;
  } catch (error) {
    await rm(unfinished, { force: true });
    throw asDiskError(error, `The backup ${name} could not be made`);
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
}

/**
 * Makes a checked database of this program's format from a backup, or from a database file by itself, which
 * stays as it is. Throws `AppError` with one sentence where it cannot be used; then nothing is left of it.
 */
export async function stageBackup(order: StageOrder, report: Report): Promise<BackupManifest | null> {
  const { file, staged } = order;
  const name = basename(file);
  try {
    mkdirSync(dirname(staged), { recursive: true, mode: 0o700 });
    removeDatabase(staged);
    const manifest = await unpackTo(staged, { file, name }, report);
    report('checking', 0);
    checkDatabase(staged, name);
    report('preparing', 0);
    bringUpToDate(staged);
    report('preparing', 1);
    return manifest;
  } catch (error) {
    removeDatabase(staged);
    throw asDiskError(error, `${name} could not be restored`);
  }
}

async function unpackTo(
  staged: string,
  from: { file: string; name: string },
  report: Report,
): Promise<BackupManifest | null> {
  const { file, name } = from;
  if (isDatabase(file)) {
    await refuseFullDisk(statSync(file).size, [dirname(staged)]);
    await copyDatabase(file, staged, (fraction) => report('unpacking', fraction));
    return null;
  }
  const announced = await readManifest(file, name);
  refuseNewer(announced.dataFormat, name);
  await refuseFullDisk(announced.bytes, [dirname(staged)]);
  return unpackBackup({ file, target: staged, name }, (fraction) => report('unpacking', fraction));
}

/** Opened once here, so that what cannot be brought to this format is found out while the old data are in use. */
function bringUpToDate(staged: string): void {
  const database = Database.open({ clock: realClock, log: silentLog }, { file: staged });
  database.leaveWal();
  database.close();
  rmSync(`${staged}.before-${NEWEST_DATA_FORMAT}.bak`, { force: true });
  const descriptor = openSync(staged, 'r+');
  fsyncSync(descriptor);
  closeSync(descriptor);
}

/** Throws `AppError` where one of the folders has not `bytes` free. */
export async function refuseFullDisk(bytes: number, folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    if (free >= bytes) continue;
    throw new AppError(
      'UNAVAILABLE',
      `${formatBytes(bytes)} are needed in ${folder}, and ${formatBytes(free)} are free; make room, or choose another folder.`,
    );
  }
}
