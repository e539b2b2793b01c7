import type { Clock } from '#engine/lib/clock.ts';
import { minerNameOf, toStableId } from '#engine/registry/miner-name.ts';

import type { PointingDeps } from './pointing-deps.ts';

/** The program stops: what was begun stays as it is and is finished after the next start. */
export class StoppedError extends Error {
  constructor() {
    super('the program stops');
    this.name = 'StoppedError';
  }
}

/** Resolves after `delayMs`; rejects with `StoppedError` when `signal` is aborted first. */
export function pause(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(new StoppedError());
      return;
    }
    const stop = (): void => {
      cancel();
      reject(new StoppedError());
    };
    const cancel = clock.after(delayMs, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    signal.addEventListener('abort', stop, { once: true });
  });
}

/** Runs `task` for each item, `atATime` at once, in order. */
export async function inParallel<T>(
  items: readonly T[],
  atATime: number,
  task: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  const work = async (): Promise<void> => {
    for (const item of rest) await task(item);
  };
  await allOver(Array.from({ length: Math.min(atATime, items.length) }, work));
}

/** Waits for all, then throws what the first of them threw that did. */
export async function allOver(tasks: readonly Promise<unknown>[]): Promise<void> {
  for (const result of await Promise.allSettled(tasks)) {
    if (result.status === 'rejected') throw result.reason;
  }
}

/** Listens from now on for the first accepted share of a worker, in a session that began at `sinceMs` or later. */
export class ShareWatch {
  #isSeen = false;
  #notice: (() => void) | null = null;
  readonly #stopListening: () => void;

  constructor(shares: PointingDeps['shareAccepted'], worker: string, sinceMs = Number.NEGATIVE_INFINITY) {
    this.#stopListening = shares.on((share) => {
      if (share.sessionMs < sinceMs) return;
      if (share.minerId !== worker && toStableId(minerNameOf(share.worker, '')) !== worker) return;
      this.#isSeen = true;
      this.#notice?.();
    });
  }

  /** True as soon as a share came, false after `limitMs` without one. */
  async within(clock: Clock, limitMs: number, signal: AbortSignal): Promise<boolean> {
    if (this.#isSeen) return true;
    const over = new AbortController();
    const share = new Promise<void>((resolve) => (this.#notice = resolve));
    try {
      await Promise.race([share, pause(clock, limitMs, AbortSignal.any([signal, over.signal]))]);
    } finally {
      this.#notice = null;
      over.abort();
    }
    return this.#isSeen;
  }

  stop(): void {
    this.#stopListening();
  }
}
