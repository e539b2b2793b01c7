import { app, dialog } from 'electron';

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

function wantsToStop(connected: number): boolean {
  const question = quitQuestion(connected);
  if (question === null) return true;
  const answer = dialog.showMessageBoxSync({
    type: 'question',
    title: 'Quit Hashquota?',
    buttons: ['Keep mining in the tray', 'Stop mining and quit'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
    ...question,
  });
  return answer === 1;
}

/** Ends the app in order: the parts, then the engine with its flush, at most 10 s, then the process. */
export class Quitter {
  readonly #shell: Shell;
  readonly #parts: readonly ShellPart[];
  readonly #release: () => void;
  #stopping: Promise<void> | null = null;

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
  }

  async #stopAll(): Promise<void> {
    await quitParts(this.#parts, this.#shell.log);
    await this.#shell.farm.stop();
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

  /** Asks once where miners are connected; signals do not ask. */
  listen(): void {
    app.on('before-quit', (event) => {
      event.preventDefault();
      if (this.#stopping !== null) return;
      if (wantsToStop(this.#shell.farm.summary.connected)) void this.exit(0);
    });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void this.exit(0));
  }
}
