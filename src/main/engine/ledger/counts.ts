import type { WorkChange, WorkStore } from '#engine/store/work-store.ts';
import { WORK_KIND } from '#engine/store/work-kind.ts';

import { ExactCounts, RoundCounts } from './totals.ts';

/** Our answers to a miner since it was first seen. */
export interface MinerTotals {
  acceptedShares: number;
  rejectedShares: number;
  staleShares: number;
  /** Receipt of its last good share; null = none yet. */
  lastShareAtMs: number | null;
}

/** Rounds kept in memory; older ones are read again when asked for. */
const MAX_LOADED_ROUNDS = 8;

/** The committed counts in memory. Changes come in after their commit only; the database has the same. */
export class Counts {
  readonly #store: WorkStore;
  readonly #rounds = new Map<string, RoundCounts>();
  readonly #credited = new RoundCounts();
  readonly #miners = new Map<string, MinerTotals>();

  constructor(store: WorkStore) {
    this.#store = store;
    for (const { accountId, kind, difficulty, count } of store.lifetimeCredited()) {
      if (accountId !== null) this.#credited.of(accountId).add(kind, difficulty, count);
    }
    for (const { minerId, ...totals } of store.minerTotals()) this.#miners.set(minerId, totals);
  }

  apply({ round, accountId, minerId, kind, difficulty, delta, atMs }: WorkChange): void {
    if (accountId !== null) {
      // A round that is not loaded will be read with this change in it.
      this.#rounds.get(round.id)?.of(accountId).add(kind, difficulty, delta);
      if (kind === WORK_KIND.credited) this.#credited.of(accountId).add(kind, difficulty, delta);
    }
    if (kind === WORK_KIND.verified) {
      const totals = this.#miner(minerId);
      totals.acceptedShares += delta;
      totals.lastShareAtMs = Math.max(totals.lastShareAtMs ?? atMs, atMs);
    } else if (kind === WORK_KIND['answered-stale']) this.#miner(minerId).staleShares += delta;
    else if (kind === WORK_KIND['answered-rejected']) this.#miner(minerId).rejectedShares += delta;
  }

  round(roundId: string): RoundCounts {
    const loaded = this.#rounds.get(roundId);
    if (loaded) {
      // Last in the map = used last.
      this.#rounds.delete(roundId);
      this.#rounds.set(roundId, loaded);
      return loaded;
    }
    const counts = new RoundCounts();
    for (const { accountId, kind, difficulty, count } of this.#store.countsOf(roundId)) {
      if (accountId !== null) counts.of(accountId).add(kind, difficulty, count);
    }
    if (this.#rounds.size >= MAX_LOADED_ROUNDS) {
      const [oldest] = this.#rounds.keys();
      if (oldest !== undefined) this.#rounds.delete(oldest);
    }
    this.#rounds.set(roundId, counts);
    return counts;
  }

  lifetime(accountId: string): ExactCounts {
    return this.#credited.get(accountId) ?? new ExactCounts();
  }

  miner(minerId: string): MinerTotals {
    const totals = this.#miners.get(minerId);
    return totals
      ? { ...totals }
      : { acceptedShares: 0, rejectedShares: 0, staleShares: 0, lastShareAtMs: null };
  }

  lastShareAtMs(): number | null {
    let last: number | null = null;
    for (const { lastShareAtMs } of this.#miners.values()) {
      if (lastShareAtMs !== null && (last === null || lastShareAtMs > last)) last = lastShareAtMs;
    }
    return last;
  }

  mergeMiner(fromId: string, intoId: string): void {
    const from = this.#miners.get(fromId);
    if (!from) return;
    this.#miners.delete(fromId);
    const into = this.#miner(intoId);
    into.acceptedShares += from.acceptedShares;
    into.rejectedShares += from.rejectedShares;
    into.staleShares += from.staleShares;
    if (from.lastShareAtMs !== null) {
      into.lastShareAtMs = Math.max(into.lastShareAtMs ?? from.lastShareAtMs, from.lastShareAtMs);
    }
  }

  #miner(minerId: string): MinerTotals {
    let totals = this.#miners.get(minerId);
    if (!totals) {
      totals = { acceptedShares: 0, rejectedShares: 0, staleShares: 0, lastShareAtMs: null };
      this.#miners.set(minerId, totals);
    }
    return totals;
  }
}
