import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { AppError } from '#shared/errors.ts';
import { refuseNewer } from '#engine/store/database-copy.ts';
import type { BackupFile } from '#shared/model/backup.ts';

import { readManifest } from './archive.ts';
import { asDiskError } from './backup-errors.ts';
import type { BackupManifest } from './manifest.ts';
import { timeStamp } from './restore-plan.ts';

const BACKUP_NAME = /^[A-Za-z0-9_-][A-Za-z0-9._ -]{0,100}\.hqbackup$/;
const ASIDE_NAME = /^before-restore-[0-9-]{1,40}\.db$/;
/** Backups that are looked into at most, newest names first. */
const MAX_FILES = 1000;

/** A backup as found; `manifest` is null where it cannot be read. */
export interface FoundBackup {
  file: BackupFile;
  manifest: BackupManifest | null;
}

export interface BackupPlaces {
  dataDir: string;
  /** Where backups lie. */
  folder: string;
}

/** True for a name, and nothing else, of a file that can be restored. */
export function isBackupName(name: string): boolean {
  return BACKUP_NAME.test(name) || ASIDE_NAME.test(name);
}

/** Where a file of this name lies. Throws `AppError`. */
export function backupPath(places: BackupPlaces, name: string): string {
  if (!isBackupName(name)) throw new AppError('BAD_INPUT', 'This is not the name of a backup.');
  const path = join(ASIDE_NAME.test(name) ? places.dataDir : places.folder, name);
  if (!existsSync(path)) throw new AppError('NOT_FOUND', `There is no backup ${name} (any more).`);
  return path;
}

/** A name for a backup made now that no file in the folder has. */
export function newBackupName(folder: string, nowMs: number): string {
  const stamp = timeStamp(nowMs);
  for (let count = 1; ; count += 1) {
    const name = `hashquota-${stamp}${count === 1 ? '' : `-${count}`}.hqbackup`;
    if (!existsSync(join(folder, name))) return name;
  }
}

/** The backups of a folder. What a look has read of a file is kept until the file changes. */
export class BackupList {
  readonly #known = new Map<string, { stamp: string; found: FoundBackup }>();

  /** Newest first; rejects with `AppError` where the folder is there and cannot be read. */
  async read(places: BackupPlaces, keyNames: readonly string[]): Promise<FoundBackup[]> {
    const backups = await namesIn(places.folder, BACKUP_NAME);
    const asides = await namesIn(places.dataDir, ASIDE_NAME);
    const found: FoundBackup[] = [];
    const paths = [
      ...backups.map((name) => join(places.folder, name)),
      ...asides.map((name) => join(places.dataDir, name)),
    ];
    for (const path of paths) {
      const one = await this.#look(path);
      if (one) found.push(withReadability(one, keyNames));
    }
    for (const path of this.#known.keys()) if (!paths.includes(path)) this.#known.delete(path);
    return found.toSorted((left, right) => right.file.madeAtMs - left.file.madeAtMs);
  }

  async #look(path: string): Promise<FoundBackup | null> {
    const stats = await stat(path).catch(() => null);
    if (!stats) return null;
    const stamp = `${stats.size} ${stats.mtimeMs}`;
    const known = this.#known.get(path);
    if (known?.stamp === stamp) return known.found;
    const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    const found = ASIDE_NAME.test(name)
      ? asideOf(name, stats)
      : await backupOf({ path, name }, { bytes: stats.size, changedMs: stats.mtimeMs });
    this.#known.set(path, { stamp, found });
    return found;
  }
}

/** The newest backup in a folder that can be read; null = there is none. */
export async function newestBackup(places: BackupPlaces): Promise<FoundBackup | null> {
  const found = await new BackupList().read(places, []).catch(() => []);
  return found.find(({ file, manifest }) => manifest !== null && file.trouble === null) ?? null;
}

async function namesIn(folder: string, pattern: RegExp): Promise<string[]> {
  if (!existsSync(folder)) return [];
  try {
    const names = (await readdir(folder)).filter((name) => pattern.test(name));
    return names.toSorted().toReversed().slice(0, MAX_FILES);
  } catch (error) {
    throw asDiskError(error, `The folder ${folder} cannot be read`);
  }
}

function asideOf(name: string, { size, mtimeMs }: { size: number; mtimeMs: number }): FoundBackup {
  const file: BackupFile = {
    ...{ name, kind: 'before-restore', bytes: size, madeAtMs: mtimeMs, program: null },
    ...{ hasSealedKey: false, isReadableHere: true, trouble: null },
  };
  return { file, manifest: null };
}

async function backupOf(
  { path, name }: { path: string; name: string },
  { bytes, changedMs }: { bytes: number; changedMs: number },
): Promise<FoundBackup> {
  try {
    const manifest = await readManifest(path, name);
    const { kind, madeAtMs, program, sealedKeys } = manifest;
    const file: BackupFile = {
      ...{ name, kind, bytes, madeAtMs, program, hasSealedKey: sealedKeys !== null },
      ...{ isReadableHere: false, trouble: troubleOf(manifest, name) },
    };
    return { file, manifest };
  } catch (error) {
    const said = asDiskError(error, name);
    const trouble = said instanceof AppError ? said.message : `${name} cannot be read.`;
    const file: BackupFile = {
      ...{ name, kind: 'manual', bytes, madeAtMs: changedMs, program: null },
      ...{ hasSealedKey: false, isReadableHere: false, trouble },
    };
    return { file, manifest: null };
  }
}

function troubleOf({ dataFormat }: BackupManifest, name: string): string | null {
  try {
    refuseNewer(dataFormat, name);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

function withReadability({ file, manifest }: FoundBackup, keyNames: readonly string[]): FoundBackup {
  if (!manifest) return { file, manifest };
  const isReadableHere = manifest.keys.length > 0 && manifest.keys.every((name) => keyNames.includes(name));
  return { file: { ...file, isReadableHere }, manifest };
}
