import { ORPCError } from '@orpc/client';

import type { BackupRetention, BackupSettings } from '#shared/model/backup.ts';

import { errorText } from '../../api/error-text.ts';
import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { backupMessages as m } from './messages.ts';

/** What the engine takes: characters of a passphrase, and how many backups of a kind are kept. */
export const PASSPHRASE = { least: 8, most: 256 } as const;
export const LONGEST_FOLDER = 1024;
const KEPT: Readonly<Record<keyof BackupRetention, { least: number; most: number }>> = {
  daily: { least: 1, most: 366 },
  weekly: { least: 0, most: 520 },
  monthly: { least: 0, most: 1200 },
};

/** The settings of backups as they stand in the fields. An empty folder is the usual one. */
export interface BackupForm {
  at: string;
  folder: string;
  daily: string;
  weekly: string;
  monthly: string;
}
export type BackupErrors = Partial<Record<keyof BackupForm, string>>;

export function backupFormOf({ at, folder, retention }: BackupSettings): BackupForm {
  return {
    at,
    folder: folder ?? '',
    daily: String(retention.daily),
    weekly: String(retention.weekly),
    monthly: String(retention.monthly),
  };
}

/** The fields as the engine takes them. */
export function backupSettingsOf(form: BackupForm, isAutomatic: boolean): BackupSettings {
  const folder = form.folder.trim();
  return {
    isAutomatic,
    at: timeOf(form.at),
    folder: folder === '' ? null : folder,
    retention: {
      daily: numberOf(form.daily),
      weekly: numberOf(form.weekly),
      monthly: numberOf(form.monthly),
    },
  };
}

/** `3:30` is meant as `03:30`. */
function timeOf(text: string): string {
  return text.trim().padStart(5, '0');
}

function numberOf(text: string): number {
  return /^\s*\d{1,5}\s*$/.test(text) ? Number(text) : Number.NaN;
}

/** What is wrong with the fields, in sentences. Whether a folder can be used only the engine knows. */
export function backupErrors(form: BackupForm): BackupErrors {
  const errors: BackupErrors = {};
  const { at, retention } = backupSettingsOf(form, true);
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(at)) errors.at = t(m.badTime);
  for (const name of ['daily', 'weekly', 'monthly'] as const) {
    const { least, most } = KEPT[name];
    const isGood = retention[name] >= least && retention[name] <= most;
    if (!isGood) errors[name] = t(m.badNumber, { least: fmt.count(least), most: fmt.count(most) });
  }
  return errors;
}

/** The engine's refusal under the field that it names; null where it is about no field. */
export function refusedField(error: unknown, form: BackupForm): BackupErrors | null {
  if (!(error instanceof ORPCError)) return null;
  const path = /^(?:retention\.)?(at|folder|daily|weekly|monthly): /.exec(error.message)?.[1];
  if (path !== undefined) return { [path]: errorText(error) };
  const folder = form.folder.trim();
  return folder !== '' && error.message.includes(folder) ? { folder: errorText(error) } : null;
}

/** Whether saving would change anything. */
export function isBackupChanged(settings: BackupSettings, form: BackupForm): boolean {
  const known = JSON.stringify(backupFormOf(settings));
  return known !== JSON.stringify(backupFormOf(backupSettingsOf(form, settings.isAutomatic)));
}
