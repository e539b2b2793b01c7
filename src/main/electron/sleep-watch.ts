import type { Engine } from '#engine/engine.ts';
import type { Clock } from '#engine/lib/clock.ts';

/** The parts of the engine that must know of a sleep. */
export type SleepingEngine = Pick<Engine, 'ledger' | 'rounds' | 'allocationLog' | 'upstreams' | 'feed'>;

/**
 * Brings the engine over a sleep of the computer: everything is on disk before it, no time asleep counts as
 * worked for anybody, and pools are called again at once instead of when their dead connections are noticed.
 */
export class SleepWatch {
  readonly #engine: SleepingEngine;
  readonly #clock: Clock;
  /** Null while awake. */
  #asleep: { sinceMs: number; isGapTold: boolean; stopListening: () => void } | null = null;

  constructor(engine: SleepingEngine, clock: Clock) {
    this.#engine = engine;
    this.#clock = clock;
  }

  suspend(): void {
    if (this.#asleep !== null) return;
    const { rounds, ledger } = this.#engine;
    // Its look at both clocks is what the gap will be measured from.
    rounds.current();
    ledger.flush();
    const asleep = { sinceMs: this.#clock.nowMs(), isGapTold: false, stopListening: () => {} };
    asleep.stopListening = rounds.gapNoticed.on(() => {
      asleep.isGapTold = true;
    });
    this.#asleep = asleep;
  }

  resume(): void {
    const asleep = this.#asleep;
    if (asleep === null) return;
    this.#asleep = null;
    const { rounds, allocationLog, upstreams, feed } = this.#engine;
    rounds.current();
    asleep.stopListening();
    // A sleep too short to be noticed by the clocks ends the intervals all the same.
    if (!asleep.isGapTold) allocationLog.interrupt(asleep.sinceMs);
    for (const upstream of upstreams.all()) upstream.loginAgain();
    feed.touch();
  }
}
