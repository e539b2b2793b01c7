import { app, crashReporter, dialog } from 'electron';

import type { Log } from '#engine/lib/log.ts';
import { writeCrashNote } from '#main/crash-note.ts';

import type { Shell, ShellPart } from './shell.ts';

/** Must run early: minidumps are kept on this computer and sent nowhere. */
export function startCrashReporter(): void {
  crashReporter.start({ uploadToServer: false });
}

/** A bug ends the app: logged, noted, stopped cleanly, exit code 1. `stop` has its own time limit. */
export function stopOnBug(dataDir: string, log: Log, stop: () => Promise<void>): void {
  let isStopping = false;
  const end = (error: unknown): void => {
    log.error({ err: error }, 'a bug ended Hashquota');
    writeCrashNote(dataDir, error);
    if (isStopping) return;
    isStopping = true;
    stop().then(
      () => app.exit(1),
      () => app.exit(1),
    );
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}

/** Brings a page that crashed back once, then says so in a dialog of the system. Mining is not touched. */
export function initCrash(shell: Shell): ShellPart {
  let hasReloaded = false;
  return {
    name: 'crash',
    onLoad() {
      app.on('render-process-gone', (_event, contents, { reason }) => {
        if (reason === 'clean-exit') return;
        shell.log.error({ reason }, 'the window crashed');
        if (!hasReloaded) {
          hasReloaded = true;
          contents.reload();
          return;
        }
        dialog.showErrorBox(
          'The window stopped working',
          'Hashquota goes on mining. Quit it from the tray and start it again to get the window back.',
        );
      });
      app.on('child-process-gone', (_event, { type, reason }) => {
        if (reason !== 'clean-exit') shell.log.warn({ type, reason }, 'a helper process is gone');
      });
    },
  };
}
