import { WORK_KIND, type WorkKind, workKindName, type WorkKindName } from '#engine/store/work-kind.ts';

/** What one account has in one round. Work in difficulty-1 shares; shares are those sent to the pool. */
export interface AccountTotals {
  /** Confirmed by the pool. */
  creditedWork: number;
  /** Proved by the miners, at their own finer difficulty. */
  verifiedWork: number;
  /** Sent to the pool, not answered yet. */
  pendingWork: number;
  inDoubtWork: number;
  straddlingWork: number;
  verifiedShares: number;
  /** Confirmed by the pool. */
  acceptedShares: number;
  rejectedShares: number;
  staleShares: number;
  pendingShares: number;
  inDoubtShares: number;
  straddlingShares: number;
}

export interface DifficultyCount {
  kind: WorkKindName;
  difficulty: number;
  count: number;
}

const REJECTED: readonly WorkKind[] = [
  WORK_KIND['rejected-duplicate'],
  WORK_KIND['rejected-low-difficulty'],
  WORK_KIND['rejected-unauthorized'],
  WORK_KIND['rejected-other'],
];

/** Integer counts per kind and exact difficulty; sums are made from them, never kept running. */
export class ExactCounts {
  readonly #counts = new Map<number, Map<number, number>>();
  #totals: AccountTotals | null = null;

  add(kind: number, difficulty: number, delta: number): void {
    this.#totals = null;
    let byDifficulty = this.#counts.get(kind);
    if (!byDifficulty) this.#counts.set(kind, (byDifficulty = new Map()));
    const count = (byDifficulty.get(difficulty) ?? 0) + delta;
    if (count === 0) byDifficulty.delete(difficulty);
    else byDifficulty.set(difficulty, count);
  }

  /** Adds all of these counts to others. */
  addTo(sum: ExactCounts): void {
    for (const [kind, byDifficulty] of this.#counts)
      for (const [difficulty, count] of byDifficulty) sum.add(kind, difficulty, count);
  }

  shares(kind: WorkKind): number {
    let sum = 0;
    for (const count of this.#counts.get(kind)?.values() ?? []) sum += count;
    return sum;
  }

  /** Σ count × difficulty, always in the same order, so that a restart gives the same last bit. */
  work(kind: WorkKind): number {
    const sorted = [...(this.#counts.get(kind) ?? [])].sort(([left], [right]) => left - right);
    return sorted.reduce((sum, [difficulty, count]) => sum + count * difficulty, 0);
  }

  totals(): AccountTotals {
    this.#totals ??= {
      creditedWork: this.work(WORK_KIND.credited),
      verifiedWork: this.work(WORK_KIND.verified),
      pendingWork: this.work(WORK_KIND.pending),
      inDoubtWork: this.work(WORK_KIND['in-doubt']),
      straddlingWork: this.work(WORK_KIND.straddling),
      verifiedShares: this.shares(WORK_KIND.verified),
      acceptedShares: this.shares(WORK_KIND.credited),
      rejectedShares: REJECTED.reduce((sum, kind) => sum + this.shares(kind), 0),
      staleShares: this.shares(WORK_KIND.stale),
      pendingShares: this.shares(WORK_KIND.pending),
      inDoubtShares: this.shares(WORK_KIND['in-doubt']),
      straddlingShares: this.shares(WORK_KIND.straddling),
    };
    return this.#totals;
  }

  list(): DifficultyCount[] {
    const list: DifficultyCount[] = [];
    for (const [kind, byDifficulty] of [...this.#counts].sort(([left], [right]) => left - right)) {
      for (const [difficulty, count] of [...byDifficulty].sort(([left], [right]) => left - right)) {
        list.push({ kind: workKindName(kind), difficulty, count });
      }
    }
    return list;
  }
}

/** The counts of one round, by account id. */
export class RoundCounts {
  readonly #accounts = new Map<string, ExactCounts>();

  of(accountId: string): ExactCounts {
    let counts = this.#accounts.get(accountId);
    if (!counts) this.#accounts.set(accountId, (counts = new ExactCounts()));
    return counts;
  }

  get(accountId: string): ExactCounts | undefined {
    return this.#accounts.get(accountId);
  }

  creditedWork(): number {
    let sum = 0;
    for (const counts of this.#accounts.values()) sum += counts.totals().creditedWork;
    return sum;
  }

  pendingShares(): number {
    let sum = 0;
    for (const counts of this.#accounts.values()) sum += counts.totals().pendingShares;
    return sum;
  }
}
