import type { Clock } from '#engine/lib/clock.ts';

const REMEMBERED_MS = 24 * 3600_000;
const MOST = 20_000;

/** Addresses that were found to be printers, routers and the like: not asked again for a day. */
export class OtherDevices {
  readonly #clock: Clock;
  /** Monotonic time at which each is forgotten, oldest first. */
  readonly #until = new Map<number, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  has(address: number): boolean {
    const untilMs = this.#until.get(address);
    return untilMs !== undefined && untilMs > this.#clock.monotonicMs();
  }

  remember(address: number): void {
    this.#until.delete(address);
    this.#until.set(address, this.#clock.monotonicMs() + REMEMBERED_MS);
    if (this.#until.size <= MOST) return;
    for (const oldest of this.#until.keys()) {
      this.#until.delete(oldest);
      break;
    }
  }

  forget(address: number): void {
    this.#until.delete(address);
  }
}
