import type { Clock } from '#engine/lib/clock.ts';
import type { IntervalStore } from '#engine/store/interval-store.ts';
import type { AllocationInterval } from '#shared/model/history.ts';

/** Intervals given in one answer at most. */
const MAX_INTERVALS = 50_000;

/** Who served whom, since when and why: one interval per stretch, stored as it begins and ends. */
export class AllocationLog {
  readonly #clock: Clock;
  readonly #store: IntervalStore;
  /** Account of each miner's open interval; a missing entry = no interval open. */
  readonly #open = new Map<string, { accountId: string | null; cause: string }>();

  /** `lastAliveMs`: when the farm is last known to have worked; ends what a killed process left open. */
  constructor(deps: { clock: Clock; store: IntervalStore }, lastAliveMs: number) {
    this.#clock = deps.clock;
    this.#store = deps.store;
    this.#store.closeAllOpen(Math.floor(lastAliveMs));
  }

  /** The miner works for this account from now on (null: it is connected but parked). */
  begin(minerId: string, accountId: string | null, cause: string): void {
    if (this.#open.get(minerId)?.accountId === accountId) return;
    this.end(minerId);
    this.#store.open({ minerId, accountId, fromMs: Math.floor(this.#clock.nowMs()), cause });
    this.#open.set(minerId, { accountId, cause });
  }

  /** The miner is gone. */
  end(minerId: string): void {
    if (!this.#open.delete(minerId)) return;
    this.#store.close(minerId, Math.floor(this.#clock.nowMs()));
  }

  /** Nobody knows what was worked between `lastMs` and now: intervals end there and begin anew here. */
  interrupt(lastMs: number): void {
    const nowMs = Math.floor(this.#clock.nowMs());
    for (const [minerId, { accountId, cause }] of this.#open) {
      this.#store.close(minerId, Math.floor(lastMs));
      this.#store.open({ minerId, accountId, fromMs: nowMs, cause });
    }
  }

  between(fromMs: number, toMs: number): AllocationInterval[] {
    return this.#store.between(fromMs, toMs, MAX_INTERVALS);
  }
}
