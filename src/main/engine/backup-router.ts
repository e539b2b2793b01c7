import { implement } from '@orpc/server';

import { backupContract, configurationContract } from '#shared/contract/backup.ts';

import type { BackupDesk } from './backup-desk.ts';
import type { CallContext } from './call-context.ts';

const os = implement({
  backup: backupContract,
  configuration: configurationContract,
}).$context<CallContext>();

/** Backups of the data, and restoring one. */
export function backupProcedures(desk: BackupDesk) {
  return {
    get: os.backup.get.handler(() => desk.view()),
    settings: os.backup.settings.handler(({ input, context }) => desk.configure(input, context.by)),
    passphrase: os.backup.passphrase.handler(({ input, context }) =>
      desk.setPassphrase(input.passphrase, context.by),
    ),
    start: os.backup.start.handler(({ context }) => desk.make(context.by)),
    cancel: os.backup.cancel.handler(({ context }) => desk.cancel(context.by)),
    remove: os.backup.remove.handler(({ input, context }) => desk.remove(input.name, context.by)),
    restore: os.backup.restore.handler(({ input, context }) => desk.restore(input, context.by)),
  };
}

/** The whole configuration as one file. */
export function configurationProcedures(desk: BackupDesk) {
  return {
    export: os.configuration.export.handler(({ input, context }) =>
      desk.exportConfiguration(input.passphrase, context.by),
    ),
    preview: os.configuration.preview.handler(({ input }) => desk.previewConfiguration(input)),
    import: os.configuration.import.handler(({ input, context }) =>
      desk.importConfiguration(input, context.by),
    ),
  };
}
