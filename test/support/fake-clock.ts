import type { Clock } from '#engine/lib/clock.ts';

interface Timer {
  atMs: number;
  order: number;
  run: () => void;
}

/** A clock that moves only when told. Timers run in the order of their time, then of their creation. */
export class FakeClock implements Clock {
  #wallMs: number;
  #monotonicMs = 0;
  #order = 0;
  readonly #timers = new Set<Timer>();

  constructor(startMs = Date.UTC(2026, 10, 18, 12, 0, 0)) {
    this.#wallMs = startMs;
  }

  nowMs(): number {
    return this.#wallMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { atMs: this.#monotonicMs + Math.max(delayMs, 0), order: this.#order++, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Moves both clocks on by `ms`, running what falls due on the way. */
  advance(ms: number): void {
    const endMs = this.#monotonicMs + ms;
    for (;;) {
      let next: Timer | undefined;
      for (const timer of this.#timers) {
        if (timer.atMs > endMs) continue;
        if (!next || timer.atMs < next.atMs || (timer.atMs === next.atMs && timer.order < next.order))
          next = timer;
      }
      if (!next) break;
      this.#timers.delete(next);
      this.#step(Math.max(next.atMs - this.#monotonicMs, 0));
      next.run();
    }
    this.#step(endMs - this.#monotonicMs);
  }

  /** Moves both clocks on at once, as when the computer sleeps: what fell due meanwhile runs late. */
  sleep(ms: number): void {
    this.#step(ms);
    this.advance(0);
  }

  /** Moves the wall clock alone, as a user or NTP does. */
  jumpWall(ms: number): void {
    this.#wallMs += ms;
  }

  #step(ms: number): void {
    this.#monotonicMs += ms;
    this.#wallMs += ms;
  }
}
