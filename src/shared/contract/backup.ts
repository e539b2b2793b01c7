import { oc } from '@orpc/contract';
import { z } from 'zod';

import { backupSettings, backupView, importPreview, newPassphrase, passphrase } from '../model/backup.ts';

/** Longer than any configuration, so that the engine's own sentence answers one that is too long. */
const configurationText = z.string().max(25_000_000);
const fileName = z.string().min(1).max(128);

/** Backups of the data, and restoring one. */
export const backupContract = {
  get: oc
    .route({ method: 'GET', path: '/backup', summary: 'Backups, their settings, and what is under way' })
    .output(backupView),
  settings: oc
    .route({ method: 'PUT', path: '/backup/settings', summary: 'When, where to and how many are kept' })
    .input(backupSettings)
    .output(backupView),
  passphrase: oc
    .route({
      method: 'PUT',
      path: '/backup/passphrase',
      summary: 'Seals the key of the passwords into every backup from now on; null = no longer',
    })
    .input(z.object({ passphrase: newPassphrase.nullable() }))
    .output(backupView),
  start: oc
    .route({ method: 'POST', path: '/backup', summary: 'Makes a backup now' })
    .input(z.object({}))
    .output(backupView),
  cancel: oc
    .route({
      method: 'POST',
      path: '/backup/cancel',
      summary: 'Cancels what is under way, or a restore that waits for the next start',
    })
    .input(z.object({}))
    .output(backupView),
  remove: oc
    .route({ method: 'DELETE', path: '/backup/files/{name}', summary: 'Deletes a backup' })
    .input(z.object({ name: fileName }))
    .output(backupView),
  restore: oc
    .route({
      method: 'POST',
      path: '/backup/files/{name}/restore',
      summary: 'Checks a backup, then puts it in place of the data; the engine starts again',
    })
    .input(z.object({ name: fileName, passphrase: passphrase.optional() }))
    .output(backupView),
};

/** The whole configuration as one file. */
export const configurationContract = {
  export: oc
    .route({
      method: 'POST',
      path: '/configuration/export',
      summary: 'The configuration as a file; passwords only with a passphrase, sealed',
    })
    .input(z.object({ passphrase: newPassphrase.optional() }))
    .output(z.object({ name: z.string(), file: z.string() })),
  preview: oc
    .route({
      method: 'POST',
      path: '/configuration/import/preview',
      summary: 'What a configuration file would add, change and archive; touches nothing',
    })
    .input(z.object({ file: configurationText, passphrase: passphrase.optional() }))
    .output(importPreview),
  import: oc
    .route({
      method: 'POST',
      path: '/configuration/import',
      summary: 'Takes a configuration file over, all of it or nothing',
    })
    .input(z.object({ file: configurationText, passphrase: passphrase.optional() }))
    .output(importPreview),
};
