import { z } from 'zod';

import { passphraseSeal } from '#engine/lib/passphrase-seal.ts';
import { AppError } from '#shared/errors.ts';

export const BACKUP_VERSION = 1;

/** What stands before the database in a backup. */
export const backupManifest = z.object({
  format: z.literal('hashquota-backup'),
  version: z.literal(BACKUP_VERSION),
  /** Version of the program that made it. */
  program: z.string().max(64),
  kind: z.enum(['automatic', 'manual']),
  madeAtMs: z.number().min(0).max(8.64e15),
  /** Tells farms apart that keep their backups in one folder. */
  installation: z.uuid(),
  /** Version of the database's tables. */
  dataFormat: z.int().min(1),
  /** Length of the database. */
  bytes: z.int().min(1),
  /** Of the database. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Names of the keys that its passwords are sealed with; see `keyName`. */
  keys: z.array(z.string().max(64)).max(100),
  /** The keys themselves. */
  sealedKeys: passphraseSeal.nullable(),
});
export type BackupManifest = z.infer<typeof backupManifest>;

const newerManifest = z.object({ format: z.literal('hashquota-backup'), version: z.int().min(2) });

/** Reads the manifest line. Throws `AppError` with one sentence. */
export function parseManifest(line: string, name: string): BackupManifest {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new AppError('BAD_INPUT', `${name} is no backup, or it is damaged.`, { cause: error });
  }
  const { success, data } = backupManifest.safeParse(value);
  if (success) return data;
  const newer = newerManifest.safeParse(value);
  if (newer.success)
    throw new AppError(
      'BAD_INPUT',
      `${name} was made by a newer Hashquota (backup format ${newer.data.version}; this one knows up to ${BACKUP_VERSION}). ` +
        'Update this program first.',
    );
  throw new AppError('BAD_INPUT', `${name} is no backup, or it is damaged.`);
}
