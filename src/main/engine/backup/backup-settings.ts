import { randomUUID } from 'node:crypto';
import { isAbsolute, join } from 'node:path';

import { z } from 'zod';

import type { Log } from '#engine/lib/log.ts';
import { passphraseSeal, type PassphraseSeal } from '#engine/lib/passphrase-seal.ts';
import { AppError } from '#shared/errors.ts';
import { backupSettings, type BackupSettings } from '#shared/model/backup.ts';

import { readSmallJson, writeSmallFile } from './small-file.ts';

const FILE = 'backup.json';
const DEFAULT_FOLDER = 'backups';
const DEFAULTS: BackupSettings = {
  isAutomatic: true,
  at: '03:30',
  folder: null,
  retention: { daily: 7, weekly: 4, monthly: 12 },
};

const storedFile = z.object({
  version: z.literal(1),
  installation: z.uuid(),
  settings: backupSettings,
  sealedKeys: z.object({ names: z.array(z.string()), seal: passphraseSeal }).nullable(),
});
type Stored = z.infer<typeof storedFile>;

/**
 * How backups are made. Kept in a file beside the database: it must be readable where the database is not, and a
 * restore must not change it.
 */
export class BackupSettingsFile {
  readonly #dataDir: string;
  #stored: Stored;

  constructor(dataDir: string, log: Log) {
    this.#dataDir = dataDir;
    this.#stored = read(dataDir, log) ?? {
      version: 1,
      installation: randomUUID(),
      settings: DEFAULTS,
      sealedKeys: null,
    };
  }

  get settings(): BackupSettings {
    return this.#stored.settings;
  }

  /** Tells this farm's backups from others in the same folder. Stored from its first use on. */
  get installation(): string {
    return this.#stored.installation;
  }

  get folder(): string {
    return folderOf(this.#dataDir, this.#stored.settings);
  }

  /** Throws `AppError` BAD_INPUT. */
  set(settings: BackupSettings): void {
    if (settings.folder !== null) refuseRelative(settings.folder);
    this.#save({ ...this.#stored, settings });
  }

  /** The sealed keys, where they are all of `names`, those in use. */
  sealedKeysFor(names: readonly string[]): PassphraseSeal | null {
    const { sealedKeys } = this.#stored;
    if (sealedKeys === null) return null;
    return names.every((name) => sealedKeys.names.includes(name)) ? sealedKeys.seal : null;
  }

  setSealedKeys(sealedKeys: Stored['sealedKeys']): void {
    this.#save({ ...this.#stored, sealedKeys });
  }

  /** Stores what was made up at the first start. */
  keep(): void {
    this.#save(this.#stored);
  }

  #save(stored: Stored): void {
    writeSmallFile(join(this.#dataDir, FILE), JSON.stringify(stored, null, 2));
    this.#stored = stored;
  }
}

/** Throws `AppError` BAD_INPUT for a folder that would depend on where the program was started. */
export function refuseRelative(folder: string): void {
  if (!isAbsolute(folder))
    throw new AppError('BAD_INPUT', `The folder ${folder} is not given from the root of the disk on.`);
}

/** Where the backups of a data folder lie, also where its database cannot be read. */
export function backupFolder(dataDir: string, log: Log): string {
  return folderOf(dataDir, read(dataDir, log)?.settings ?? DEFAULTS);
}

function folderOf(dataDir: string, { folder }: BackupSettings): string {
  return folder ?? join(dataDir, DEFAULT_FOLDER);
}

function read(dataDir: string, log: Log): Stored | null {
  try {
    const value = readSmallJson(join(dataDir, FILE));
    return value === undefined ? null : storedFile.parse(value);
  } catch (error) {
    log.warn({ err: error }, 'the settings of backups cannot be read; the usual ones are used');
    return null;
  }
}
