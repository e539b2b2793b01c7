import { app, crashReporter, dialog } from 'electron';

import type { Log } from '#engine/lib/log.ts';
import { writeCrashNote } from '#main/crash-note.ts';

import { pruneDumps } from './crash-dumps.ts';
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

/** A page that crashes again so soon would crash for ever. */
const CALM_MS = 60_000;

/**
 * Brings a page that crashed back, and asks first where it crashes again within a minute. Nothing here waits in
 * a dialog: the engine may be in this process, and mining is not touched.
 */
export function initCrash(shell: Shell): ShellPart {
  let lastCrashMs = -Infinity;

  async function offerReload(): Promise<void> {
    const { response } = await dialog.showMessageBox({
      type: 'error',
      title: 'The window stopped working',
      message: 'The window stopped working twice within a minute.',
      detail: 'Hashquota goes on mining. The log in the data folder has the details.',
      buttons: ['Open the window again', 'Go on without it'],
      defaultId: 0,
      cancelId: 1,
      noLink: true,
    });
    if (response === 0) shell.reloadWindow();
  }

  return {
    name: 'crash',
    onLoad() {
      keepFewDumps(shell.log);
      app.on('render-process-gone', (_event, contents, { reason, exitCode }) => {
        if (reason === 'clean-exit' || contents.id !== shell.windowId()) return;
        shell.log.error({ reason, exitCode }, 'the window crashed');
        const nowMs = shell.clock.monotonicMs();
        const isCalm = nowMs - lastCrashMs >= CALM_MS;
        lastCrashMs = nowMs;
        if (isCalm) shell.reloadWindow();
        else
          offerReload().catch((error: unknown) =>
            shell.log.error({ err: error }, 'a dialog could not be shown'),
          );
      });
      // The engine's own process is started again by its host.
      app.on('child-process-gone', (_event, { type, name, reason, exitCode }) => {
        if (reason !== 'clean-exit')
          shell.log.warn({ type, name, reason, exitCode }, 'a helper process is gone');
      });
      shell.host.restartFailed.on((why) => {
        tell(shell, 'The engine could not be started again.', `${why}\n\nNothing is mined until it runs.`);
      });
      shell.host.runningChanged.on((isRunning) => {
        // Its port was to the engine that is gone.
        if (isRunning) shell.reloadWindow();
      });
    },
  };
}

function tell({ log }: Shell, message: string, detail: string): void {
  dialog
    .showMessageBox({ type: 'error', title: 'Hashquota', message, detail })
    .catch((error: unknown) => log.error({ err: error }, 'a dialog could not be shown'));
}

function keepFewDumps(log: Log): void {
  try {
    pruneDumps(app.getPath('crashDumps'));
  } catch (error) {
    log.warn({ err: error }, 'old crash reports could not be removed');
  }
}
