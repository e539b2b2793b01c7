import type { RejectReason } from './pool-options.ts';

/** What the pool has counted for one worker name. */
export interface WorkerCounts {
  /** Shares paid, per exact difficulty. */
  accepted: Map<number, number>;
  acceptedShares: number;
  /** Σ count × difficulty, in difficulty-1 shares. */
  work: number;
  rejected: Map<RejectReason, number>;
  rejectedShares: number;
  blocks: number;
}

/** More names than any test or demo has; what a hostile peer makes up beyond it is counted under one name. */
const MAX_WORKERS = 10_000;
const OTHER_WORKERS = '(others)';

/** The pool's own books: per worker name, integer counts per exact difficulty. */
export class PoolCounts {
  readonly #workers = new Map<string, Omit<WorkerCounts, 'work' | 'acceptedShares' | 'rejectedShares'>>();

  accept(worker: string, difficulty: number): void {
    const counts = this.#of(worker);
    counts.accepted.set(difficulty, (counts.accepted.get(difficulty) ?? 0) + 1);
  }

  reject(worker: string, reason: RejectReason): void {
    const counts = this.#of(worker);
    counts.rejected.set(reason, (counts.rejected.get(reason) ?? 0) + 1);
  }

  solve(worker: string): void {
    this.#of(worker).blocks += 1;
  }

  /** Worker names in the order in which they were first counted. */
  workers(): string[] {
    return [...this.#workers.keys()];
  }

  /** A copy; all zero for a name never seen. */
  of(worker: string): WorkerCounts {
    const counts = this.#workers.get(worker);
    const accepted = new Map(counts?.accepted);
    const rejected = new Map(counts?.rejected);
    let acceptedShares = 0;
    let work = 0;
    for (const [difficulty, count] of accepted) {
      acceptedShares += count;
      work += count * difficulty;
    }
    let rejectedShares = 0;
    for (const count of rejected.values()) rejectedShares += count;
    return { accepted, acceptedShares, work, rejected, rejectedShares, blocks: counts?.blocks ?? 0 };
  }

  #of(worker: string) {
    let name = worker;
    if (!this.#workers.has(name) && this.#workers.size >= MAX_WORKERS) name = OTHER_WORKERS;
    let counts = this.#workers.get(name);
    if (!counts) {
      counts = { accepted: new Map(), rejected: new Map(), blocks: 0 };
      this.#workers.set(name, counts);
    }
    return counts;
  }
}
