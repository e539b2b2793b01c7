import { app, dialog, powerMonitor } from 'electron';

import { minerCount } from './farm-summary.ts';
import { quitParts, type Shell, type ShellPart } from './shell.ts';

/** A quit that takes longer is ended by force; what miners were told is on disk by then. */
const HARD_LIMIT_MS = 10_000;

/** What the question before quitting says, or null where nothing has to be asked. */
export function quitQuestion(connected: number): { message: string; detail: string } | null {
  if (connected === 0) return null;
  return {
    message: `${minerCount(connected)} ${connected === 1 ? 'is' : 'are'} connected.`,
    detail: 'Keep mining in the tray, or stop and let the miners go to their own backup pools?',
  };
}

/** The question waits for its answer without holding up the process: the engine may be inside it. */
async function wantsToStop(connected: number): Promise<boolean> {
  const question = quitQuestion(connected);
  if (question === null) return true;
  const { response } = await dialog.showMessageBox({
    type: 'question',
    title: 'Quit Hashquota?',
    buttons: ['Keep mining in the tray', 'Stop mining and quit'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
    ...question,
  });
  return response === 1;
}

/** Ends the app in order: the parts, then the engine with its flush, at most 10 s, then the process. */
export class Quitter {
  readonly #shell: Shell;
  readonly #parts: readonly ShellPart[];
  readonly #release: () => void;
  #stopping: Promise<void> | null = null;
  #isAsking = false;
  /** The engine is closed: nothing holds the process any more. */
  #isStopped = false;

  /** `release` runs last, with the engine closed. */
  constructor(shell: Shell, parts: readonly ShellPart[], release: () => void) {
    this.#shell = shell;
    this.#parts = parts;
    this.#release = release;
  }

  /** Stops everything once; resolves when it is done or when the limit has passed. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopWithin(HARD_LIMIT_MS);
    return this.#stopping;
  }

  async #stopWithin(limitMs: number): Promise<void> {
    const { clock, log } = this.#shell;
    const late = Promise.withResolvers<void>();
    const cancel = clock.after(limitMs, () => {
      log.error({ limitMs }, 'the engine did not stop in time');
      late.resolve();
    });
    await Promise.race([this.#stopAll(), late.promise]);
    cancel();
    this.#isStopped = true;
  }

  async #stopAll(): Promise<void> {
    await quitParts(this.#parts, this.#shell.log);
    await this.#shell.host.stop();
    this.#release();
  }

  /** Stops and ends the process with `code`. */
  async exit(code: number): Promise<void> {
    try {
      await this.stop();
      app.exit(code);
    } catch (error) {
      this.#shell.log.error({ err: error }, 'the engine failed to stop');
      app.exit(1);
    }
  }

  /**
   * Asks where miners are connected, stops everything and then runs `finish` in place of ending the process.
   * Does nothing where the owner wants to go on mining.
   */
  async leave(finish: () => void): Promise<void> {
    if (this.#isAsking || this.#stopping !== null) return;
    this.#isAsking = true;
    const wants = await wantsToStop(this.#shell.host.summary.connected).finally(() => {
      this.#isAsking = false;
    });
    if (!wants) return;
    await this.stop();
    finish();
  }

  /** A quit asks once where miners are connected; signals and the system's shutdown do not ask. */
  listen(): void {
    app.on('before-quit', (event) => {
      if (this.#isStopped) return;
      event.preventDefault();
      this.leave(() => app.exit(0)).catch((error: unknown) => {
        this.#shell.log.error({ err: error }, 'the engine failed to stop');
        app.exit(1);
      });
    });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void this.exit(0));
    // Electron's types leave out the event. A shutdown that is not held back does not wait for the flush.
    const onShutdown = (event: { preventDefault(): void }): void => {
      event.preventDefault();
      void this.exit(0);
    };
    powerMonitor.on('shutdown', onShutdown as () => void);
  }
}
