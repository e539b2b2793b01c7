import { ExactCounts } from '#engine/ledger/totals.ts';
import type { AccountWorkStore } from '#engine/store/account-work-store.ts';
import type { WorkHistory } from '#engine/store/work-history.ts';
import { WORK_KIND, type WorkKind } from '#engine/store/work-kind.ts';
import { AppError } from '#shared/errors.ts';
import type { WorkFigures } from '#shared/model/statement.ts';

const MINUTE_MS = 60_000;

/** Exact counts in one row of a statement. */
export interface CountedRow {
  fromMs: number;
  toMs: number;
  counts: ExactCounts;
}

const REJECTED: readonly WorkKind[] = [
  WORK_KIND['rejected-duplicate'],
  WORK_KIND['rejected-low-difficulty'],
  WORK_KIND['rejected-unauthorized'],
  WORK_KIND['rejected-other'],
];

/** What counts come to. */
export function figuresOf(counts: ExactCounts): WorkFigures {
  const tally = (...kinds: readonly WorkKind[]): { shares: number; work: number } => ({
    shares: kinds.reduce((sum, kind) => sum + counts.shares(kind), 0),
    work: kinds.reduce((sum, kind) => sum + counts.work(kind), 0),
  });
  return {
    verified: tally(WORK_KIND.verified),
    credited: tally(WORK_KIND.credited),
    rejected: tally(...REJECTED),
    stale: tally(WORK_KIND.stale),
    inDoubt: tally(WORK_KIND['in-doubt']),
    pending: tally(WORK_KIND.pending),
    straddling: tally(WORK_KIND.straddling),
  };
}

export interface CountedSpan {
  fromMs: number;
  toMs: number;
}

/** Reads the exact work of one account, a stretch at a time, so that shares are served in between. */
export class AccountWork {
  readonly #store: AccountWorkStore;
  readonly #history: WorkHistory;
  #isStopped = false;

  constructor(store: AccountWorkStore, history: WorkHistory) {
    this.#store = store;
    this.#history = history;
  }

  /** The time asked for, widened to whole minutes, hours or days (UTC) by how finely its ends are kept. */
  countable({ fromMs, toMs }: CountedSpan): CountedSpan & { isByDay: boolean } {
    const { hourMinute, dayMinute } = this.#history.coarseUntil();
    const keptBy = (minute: number): number => (minute < dayMinute ? 1440 : minute < hourMinute ? 60 : 1);
    const fromMinute = Math.floor(fromMs / MINUTE_MS);
    const toMinute = Math.ceil(toMs / MINUTE_MS);
    const first = keptBy(fromMinute);
    const last = keptBy(toMinute - 1);
    return {
      fromMs: Math.floor(fromMinute / first) * first * MINUTE_MS,
      toMs: Math.ceil(toMinute / last) * last * MINUTE_MS,
      isByDay: first === 1440,
    };
  }

  /** `edges` are whole minutes, in order; `roundKeys` limits the work to those rounds. */
  async read(
    accountId: string,
    edges: readonly number[],
    roundKeys: Set<number> | null,
  ): Promise<CountedRow[]> {
    const rows: CountedRow[] = [];
    const key = this.#store.accountKey(accountId);
    for (let index = 0; index + 1 < edges.length; index += 1) {
      const row = {
        fromMs: edges[index] as number,
        toMs: edges[index + 1] as number,
        counts: new ExactCounts(),
      };
      rows.push(row);
      if (key === null) continue;
      for (const part of this.#parts(row)) {
        if (this.#isStopped) throw new AppError('UNAVAILABLE', 'Hashquota is stopping.');
        for (const { roundKey, kind, difficulty, count } of this.#store.counts(key, part.from, part.to)) {
          if (roundKeys === null || roundKeys.has(roundKey)) row.counts.add(kind, difficulty, count);
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    return rows;
  }

  /** What is being read ends with an error soon. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Hours (UTC), in minutes; where work is kept by the day, the whole of it. What is read at once is one state. */
  *#parts({ fromMs, toMs }: CountedSpan): Generator<{ from: number; to: number }> {
    const to = toMs / MINUTE_MS;
    const { dayMinute } = this.#history.coarseUntil();
    for (let from = fromMs / MINUTE_MS; from < to;) {
      const span = from < dayMinute ? 1440 : 60;
      const next = Math.min(to, (Math.floor(from / span) + 1) * span);
      yield { from, to: next };
      from = next;
    }
  }

  roundKeys(firstStartMs: number, lastStartMs: number): Set<number> {
    return this.#store.roundKeys(firstStartMs, lastStartMs);
  }
}

/** All of them together. */
export function sumOf(rows: readonly CountedRow[]): ExactCounts {
  const sum = new ExactCounts();
  for (const { counts } of rows) counts.addTo(sum);
  return sum;
}
