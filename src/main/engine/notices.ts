import type { Notice } from '#shared/model/snapshot.ts';

/** Passing events kept for the owner to see; older ones go. */
const MAX_EVENTS = 20;

/** One-off things the owner should hear of: a block found, a miner reconnected, the ledger in trouble. */
export class EventNotices {
  #events: Notice[] = [];

  /** Adds it, or renews the one with the same id. */
  add(notice: Notice): void {
    this.#events = [notice, ...this.#events.filter((one) => one.id !== notice.id)].slice(0, MAX_EVENTS);
  }

  remove(id: string): void {
    this.#events = this.#events.filter((one) => one.id !== id);
  }

  all(): readonly Notice[] {
    return this.#events;
  }
}
