import { existsSync, statSync } from 'node:fs';
import { basename } from 'node:path';

import type { Log } from '#engine/lib/log.ts';
import type { SecretBox } from '#engine/lib/secret-box.ts';
import { AppError } from '#shared/errors.ts';

import { keysIn } from './backups.ts';
import { type Report, stageBackup } from './backup-work.ts';
import { addEarlierKeys, keyName, keyNames } from './key-ring.ts';
import { decideRestore, finishRestore, type RestorePlan, stagedFile } from './restore-plan.ts';

export interface OfflineRestore {
  dataDir: string;
  /** A backup, or a Hashquota database by itself. */
  file: string;
  /** Null where the folder's key is kept by somebody else; then no passphrase is taken. */
  secretBox: SecretBox | null;
  passphrase: string | undefined;
  by: string;
  nowMs: number;
  log: Log;
}

export interface OfflineRestored {
  plan: RestorePlan;
  /** The restored data hold passwords that were sealed with a key that is not here; null = not known. */
  keysMissing: boolean | null;
}

/**
 * Puts a backup in place of the data while no engine runs; the caller holds the folder's lock. Throws `AppError`
 * with one sentence; then the data are as they were.
 */
export async function restoreOffline(request: OfflineRestore, report: Report): Promise<OfflineRestored> {
  const { dataDir, file, secretBox, passphrase, by, nowMs, log } = request;
  const name = basename(file);
  if (!existsSync(file) || !statSync(file).isFile())
    throw new AppError('BAD_INPUT', `${file} is not there, or it is no file.`);
  if (!secretBox && passphrase !== undefined)
    throw new AppError(
      'BAD_INPUT',
      `The key of ${dataDir} is kept by the desktop app; restore there, or without a passphrase and type the ` +
        'passwords again.',
    );
  const keys = await keysIn(file, name, passphrase);
  // One that was decided before and not carried out gives way to this one.
  finishRestore(dataDir, log);
  const manifest = await stageBackup({ kind: 'stage', file, staged: stagedFile(dataDir) }, report);
  if (secretBox) addEarlierKeys(secretBox, dataDir, keys);
  decideRestore(dataDir, { from: name, by, nowMs });
  const plan = finishRestore(dataDir, log);
  if (!plan) throw new Error('a restore that was decided was not carried out');
  if (!secretBox || !manifest) return { plan, keysMissing: null };
  const known = new Set([...keyNames(secretBox), ...keys.map(keyName)]);
  return { plan, keysMissing: !manifest.keys.every((name) => known.has(name)) };
}
