import { join } from 'node:path';

import type { Log } from '#engine/lib/log.ts';
import type { DamagedDatabaseError } from '#engine/store/database.ts';
import { AppError } from '#shared/errors.ts';
import type { BackupFile } from '#shared/model/backup.ts';

import { formatBytes } from './backup-errors.ts';
import { newestBackup } from './backup-list.ts';
import { backupFolder } from './backup-settings.ts';

/** The data cannot be read; `backup` is the newest one that could take their place. */
export class DamagedDataError extends AppError {
  readonly dataDir: string;
  readonly backup: { path: string; file: BackupFile } | null;

  constructor(damage: DamagedDatabaseError, where: { dataDir: string; backup: DamagedDataError['backup'] }) {
    super('UNAVAILABLE', sentenceOf(damage, where), { cause: damage });
    this.name = 'DamagedDataError';
    this.dataDir = where.dataDir;
    this.backup = where.backup;
  }
}

/** The error to end a start with: it names the newest backup and the command that puts it back. */
export async function withLastBackup(
  damage: DamagedDatabaseError,
  dataDir: string,
  log: Log,
): Promise<DamagedDataError> {
  const folder = backupFolder(dataDir, log);
  const found = await newestBackup({ dataDir, folder });
  const backup = found && { path: join(folder, found.file.name), file: found.file };
  return new DamagedDataError(damage, { dataDir, backup });
}

function sentenceOf(
  { file, found }: DamagedDatabaseError,
  { dataDir, backup }: { dataDir: string; backup: DamagedDataError['backup'] },
): string {
  const damage = `${file} is damaged (${found.replace(/\.$/, '')}).`;
  if (!backup)
    return (
      `${damage} There is no backup in the usual place; if you have one elsewhere, put it back with ` +
      `"hashquota restore FILE --data-dir ${dataDir}". To begin anew, move that file away together with those of ` +
      'the same name beside it.'
    );
  const { bytes, madeAtMs } = backup.file;
  return (
    `${damage} The newest backup is of ${new Date(madeAtMs).toISOString().slice(0, 16).replace('T', ' ')} UTC ` +
    `(${formatBytes(bytes)}); put it back with "hashquota restore ${backup.path} --data-dir ${dataDir}".`
  );
}
