import type { Clock } from '#engine/lib/clock.ts';
import type { Log } from '#engine/lib/log.ts';

import type { EngineHost } from './engine-host.ts';
import type { ShellFlags } from './flags.ts';

/** What every part of the shell is given. */
export interface Shell {
  readonly flags: ShellFlags;
  readonly dataDir: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly host: EngineHost;
  /** Shows the window, and makes it where there is none; at a page of it such as `#/alerts` where one is given. */
  showWindow(place?: string): void;
  /** Loads the page of the window anew, where there is a window. */
  reloadWindow(): void;
  /** `webContents.id` of the window; null while there is none. */
  windowId(): number | null;
}

/** One part of the shell. `onLoad` runs when Electron is ready, `onQuit` in the opposite order. */
export interface ShellPart {
  readonly name: string;
  onLoad?(): void | Promise<void>;
  onQuit?(): void | Promise<void>;
}

/**
 * Loads the parts in order. A part that fails is logged and left out: the engine mines without a tray, and
 * without a window.
 */
export async function loadParts(parts: readonly ShellPart[], log: Log): Promise<void> {
  for (const part of parts) {
    try {
      await part.onLoad?.();
    } catch (error) {
      log.error({ part: part.name, err: error }, 'a part of the desktop shell failed to load');
    }
  }
}

/** Ends the parts, the last one first. A part that fails does not keep the others from ending. */
export async function quitParts(parts: readonly ShellPart[], log: Log): Promise<void> {
  for (const part of [...parts].reverse()) {
    try {
      await part.onQuit?.();
    } catch (error) {
      log.error({ part: part.name, err: error }, 'a part of the desktop shell failed to end');
    }
  }
}
