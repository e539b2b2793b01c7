/** Time as the engine sees it; tests hand in a fake. */
export interface Clock {
  /** Wall clock, ms since 1970: for records. May jump. */
  nowMs(): number;
  /** Monotonic ms from an arbitrary start: for intervals and time limits. */
  monotonicMs(): number;
  /** Calls `run` once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, run: () => void): () => void;
}

/** The machine's own clock. The only place in the engine that touches `performance` and `setTimeout`. */
export const realClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, Math.min(Math.max(delayMs, 0), 0x7fff_ffff));
    return () => clearTimeout(timer);
  },
};

/**
 * Calls `task` every `periodMs`, never two at a time; a run that overshoots skips the missed ticks.
 * Returns the function that stops it.
 */
export function every(clock: Clock, periodMs: number, task: () => void): () => void {
  let cancel = clock.after(periodMs, tick);
  let stopped = false;
  function tick(): void {
    const startedMs = clock.monotonicMs();
    try {
      task();
    } finally {
      if (!stopped) {
        const spentMs = clock.monotonicMs() - startedMs;
        cancel = clock.after(periodMs - (spentMs % periodMs), tick);
      }
    }
  }
  return () => {
    stopped = true;
    cancel();
  };
}
