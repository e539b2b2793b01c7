import { ORPCError } from '@orpc/client';
import { describe, expect, it } from 'vitest';

import {
  backupErrors,
  backupFormOf,
  backupSettingsOf,
  isBackupChanged,
  PASSPHRASE,
  refusedField,
} from '#renderer/features/backup/backup-form.ts';
import { backupSettings, newPassphrase, type BackupSettings } from '#shared/model/backup.ts';

const SETTINGS: BackupSettings = {
  ...{ isAutomatic: true, at: '03:30', folder: null },
  retention: { daily: 7, weekly: 4, monthly: 12 },
};
const FORM = backupFormOf(SETTINGS);

function refused(message: string, folder = '/mnt/safe') {
  return refusedField(new ORPCError('BAD_INPUT', { message }), { ...FORM, folder });
}

describe('the settings of backups', () => {
  it('come back as they went into the fields', () => {
    const own = { ...SETTINGS, isAutomatic: false, folder: '/mnt/safe' };
    expect(backupSettingsOf(FORM, true)).toEqual(SETTINGS);
    expect(backupSettingsOf(backupFormOf(own), false)).toEqual(own);
  });

  it('are changed only by another value', () => {
    const forms = [FORM, { ...FORM, at: '3:30', folder: ' ', daily: ' 7' }, { ...FORM, weekly: '5' }];
    expect(forms.map((form) => isBackupChanged(SETTINGS, form))).toEqual([false, false, true]);
    expect(isBackupChanged(SETTINGS, { ...FORM, monthly: 'many' })).toBe(true);
  });

  it.each(['', '3', '24:00', '12:60', '3.30'])('have no time %o', (at) => {
    expect(backupErrors({ ...FORM, at })).toEqual({ at: 'Type a time such as 03:30.' });
  });

  it.each([
    ['daily', '0', 'Type a whole number from 1 to 366.'],
    ['daily', '367', 'Type a whole number from 1 to 366.'],
    ['weekly', '1.5', 'Type a whole number from 0 to 520.'],
    ['monthly', '', 'Type a whole number from 0 to 1,200.'],
    ['monthly', '-1', 'Type a whole number from 0 to 1,200.'],
  ] as const)('keep no %s backups of %o', (name, text, sentence) => {
    expect(backupErrors({ ...FORM, [name]: text })).toEqual({ [name]: sentence });
  });

  it('are refused in the window exactly where the engine refuses them', () => {
    const texts = ['', '-1', '0', '1', '1.5', '366', '367', '520', '521', '1200', '1201', '99999', 'x'];
    const forms = [
      ...['daily', 'weekly', 'monthly'].flatMap((name) => texts.map((text) => ({ ...FORM, [name]: text }))),
      ...['00:00', '23:59', '24:00', '7:05', 'noon'].map((at) => ({ ...FORM, at })),
    ];
    const isTaken = forms.map((form) => backupSettings.safeParse(backupSettingsOf(form, true)).success);
    expect(forms.map((form) => Object.keys(backupErrors(form)).length === 0)).toEqual(isTaken);
    expect(new Set(isTaken).size).toBe(2);
  });

  it('have the engine’s sentence under the field that it is about', () => {
    const gone = 'The folder /mnt/safe cannot be used: this user may not write or read there.';
    expect(refused(gone)).toEqual({ folder: gone });
    expect(refused('retention.daily: Too big.')).toEqual({ daily: 'retention.daily: Too big.' });
    expect(refused(gone, '')).toBeNull();
    expect(refused('A backup or restore is under way already.')).toBeNull();
    expect(refusedField(new Error('closed'), FORM)).toBeNull();
    expect(refusedField(null, FORM)).toBeNull();
  });
});

describe('a passphrase', () => {
  it('is as long as the engine takes it', () => {
    const { least, most } = PASSPHRASE;
    const lengths = [least - 1, least, most, most + 1];
    const isTaken = lengths.map((length) => newPassphrase.safeParse('x'.repeat(length)).success);
    expect(isTaken).toEqual([false, true, true, false]);
  });
});
