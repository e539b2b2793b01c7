import type { Clock } from '#engine/lib/clock.ts';
import type { IntervalStore } from '#engine/store/interval-store.ts';
import type { AllocationInterval } from '#shared/model/history.ts';

/** Intervals given in one answer at most. */
const MAX_INTERVALS = 50_000;

/** Kept as long as the work of whole hours is. */
const KEPT_MS = 400 * 86_400_000;
/** Forgotten at once at most: a few milliseconds. */
const DROP_ROWS = 2000;

/** Who served whom, since when and why: one interval per stretch, stored as it begins and ends. */
export class AllocationLog {
  readonly #clock: Clock;
  readonly #store: IntervalStore;
  /** Account of each miner's open interval; a missing entry = no interval open. */
  readonly #open = new Map<string, { accountId: string | null; cause: string; fromMs: number }>();

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
    const fromMs = Math.floor(this.#clock.nowMs());
    this.#store.open({ minerId, accountId, fromMs, cause });
    this.#open.set(minerId, { accountId, cause, fromMs });
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

  /** Since when the miner has worked where it does now, ms since 1970; null = it is not connected. */
  sinceMs(minerId: string): number | null {
    return this.#open.get(minerId)?.fromMs ?? null;
  }

  /** Forgets what is older than 400 days, a part of it; called now and then. */
  forgetOld(): void {
    this.#store.dropEndedBefore(Math.floor(this.#clock.nowMs()) - KEPT_MS, DROP_ROWS);
  }

  between(fromMs: number, toMs: number): AllocationInterval[] {
    return this.#store.between(fromMs, toMs, MAX_INTERVALS);
  }
}
