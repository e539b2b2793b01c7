import { every, type Clock } from '#engine/lib/clock.ts';
import { Emitter } from '#engine/lib/emitter.ts';
import type { Log } from '#engine/lib/log.ts';

import type { EngineHost } from './engine-host.ts';
import type { ShellPart } from './shell.ts';

/** What fetches and installs; electron-updater in the app. */
export interface UpdateEngine {
  /** The newer version that the feed offers; null = this is the newest. */
  check(): Promise<string | null>;
  /** Fetches and verifies what `check` has found. */
  download(onProgress: (percent: number) => void): Promise<void>;
  /** Ends the app and starts the installer. The farm must be stopped before. */
  install(): void;
}

/** `off`: no feed is configured, and nothing is ever asked of any server. */
export type UpdateState =
  | { kind: 'off' }
  | { kind: 'idle'; checkedAtMs: number | null }
  | { kind: 'checking' }
  | { kind: 'available'; version: string }
  | { kind: 'downloading'; version: string; percent: number }
  | { kind: 'ready'; version: string }
  | { kind: 'error'; message: string };

const CHECK_PERIOD_MS = 24 * 3_600_000;
/** The farm comes up first. */
const FIRST_CHECK_MS = 60_000;

export interface UpdaterDeps {
  clock: Clock;
  log: Log;
  /** Makes the engine at the first check; null where no feed is configured. */
  load: (() => Promise<UpdateEngine>) | null;
}

/**
 * Looks for a newer version once a day and when asked. It downloads only when told and installs only when told:
 * a farm that mines is never restarted by itself.
 */
export class Updater {
  readonly changed = new Emitter<[UpdateState]>();
  readonly #deps: UpdaterDeps;
  #state: UpdateState;
  #engine: UpdateEngine | null = null;
  #cancelFirst: () => void = () => undefined;
  #stopChecking: () => void = () => undefined;

  constructor(deps: UpdaterDeps) {
    this.#deps = deps;
    this.#state = deps.load === null ? { kind: 'off' } : { kind: 'idle', checkedAtMs: null };
  }

  get state(): UpdateState {
    return this.#state;
  }

  start(): void {
    const { clock, load } = this.#deps;
    if (load === null) return;
    this.#cancelFirst = clock.after(FIRST_CHECK_MS, () => void this.check());
    this.#stopChecking = every(clock, CHECK_PERIOD_MS, () => void this.check());
  }

  stop(): void {
    this.#cancelFirst();
    this.#stopChecking();
  }

  /** Asks the feed, unless something is on its way or ready already. */
  async check(): Promise<void> {
    const { load, clock } = this.#deps;
    const { kind } = this.#state;
    if (load === null || kind === 'checking' || kind === 'downloading' || kind === 'ready') return;
    this.#set({ kind: 'checking' });
    await this.#attempt(async () => {
      this.#engine ??= await load();
      const version = await this.#engine.check();
      this.#set(
        version === null ? { kind: 'idle', checkedAtMs: clock.nowMs() } : { kind: 'available', version },
      );
    });
  }

  /** Fetches the version that was found; does nothing where none was. */
  async download(): Promise<void> {
    if (this.#state.kind !== 'available' || this.#engine === null) return;
    const engine = this.#engine;
    const { version } = this.#state;
    this.#set({ kind: 'downloading', version, percent: 0 });
    await this.#attempt(async () => {
      await engine.download((percent) => this.#progress(version, percent));
      this.#set({ kind: 'ready', version });
    });
  }

  /** Hands over to the installer; false where nothing is ready. */
  install(): boolean {
    if (this.#state.kind !== 'ready' || this.#engine === null) return false;
    this.#engine.install();
    return true;
  }

  #progress(version: string, percent: number): void {
    const whole = Math.floor(Math.min(Math.max(percent, 0), 100));
    if (this.#state.kind !== 'downloading' || this.#state.percent === whole) return;
    this.#set({ kind: 'downloading', version, percent: whole });
  }

  async #attempt(run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.#deps.log.warn({ err: error }, 'the update feed cannot be used');
      this.#set({ kind: 'error', message: error instanceof Error ? error.message : String(error) });
    }
  }

  #set(state: UpdateState): void {
    this.#state = state;
    this.changed.emit(state);
  }
}

/** Looks for updates while the app runs, and lets the engine tell of one. */
export function initUpdater(updater: Updater, host: Pick<EngineHost, 'noteUpdate'>): ShellPart {
  let stopListening: () => void = () => undefined;
  return {
    name: 'updater',
    onLoad() {
      stopListening = updater.changed.on((state) => {
        if ('version' in state) host.noteUpdate(state.version);
        // What was found stays found while the feed is asked again, or cannot be.
        else if (state.kind === 'idle') host.noteUpdate(null);
      });
      updater.start();
    },
    onQuit() {
      stopListening();
      updater.stop();
    },
  };
}
