import type { Database } from './database.ts';

/** A stretch of time, ms since 1970. */
export interface Span {
  fromMs: number;
  toMs: number;
}

/** A stretch in which an account's pools could not serve it. */
export interface TroubleRow extends Span {
  kind: 'connecting' | 'unreachable' | 'refused';
  text: string;
}

interface IntervalRow extends Span {
  seq: number;
  accountId: string | null;
}

/** Intervals read at once: some milliseconds. */
const PAGE_ROWS = 5000;

/** When the program ran, when pools could not serve accounts, and when miners worked for whom. */
export class ServiceStore {
  readonly #statements;

  constructor({ sql }: Database) {
    const spans = 'SELECT from_ms AS fromMs, to_ms AS toMs';
    this.#statements = {
      beginRun: sql.prepare<[number, number]>('INSERT INTO program_runs (from_ms, to_ms) VALUES (?, ?)'),
      extendRun: sql.prepare<[number, number]>('UPDATE program_runs SET to_ms = ? WHERE seq = ?'),
      runs: sql.prepare<[number, number], Span>(
        `${spans} FROM program_runs WHERE from_ms < ? AND to_ms > ? ORDER BY from_ms`,
      ),
      firstRun: sql.prepare<[], number | null>('SELECT MIN(from_ms) FROM program_runs').pluck(),
      beginTrouble: sql.prepare<[string, string, string, number, number]>(
        'INSERT INTO account_troubles (account_id, kind, text, from_ms, to_ms) VALUES (?, ?, ?, ?, ?)',
      ),
      extendTrouble: sql.prepare<[number, number]>('UPDATE account_troubles SET to_ms = ? WHERE seq = ?'),
      troubles: sql.prepare<[string, number, number], TroubleRow>(
        `${spans}, kind, text FROM account_troubles
         WHERE account_id = ? AND from_ms < ? AND to_ms > ? ORDER BY from_ms`,
      ),
      // The plus keeps SQLite from looking through all that began before.
      goingOn: sql.prepare<[{ accountId: string | null; atMs: number; nowMs: number }], Span>(
        `SELECT from_ms AS fromMs, COALESCE(to_ms, $nowMs) AS toMs
         FROM (SELECT * FROM allocation_intervals WHERE to_ms > $atMs AND +from_ms < $atMs
               UNION ALL
               SELECT * FROM allocation_intervals WHERE to_ms IS NULL AND +from_ms < $atMs)
         WHERE account_id = $accountId OR ($accountId IS NULL AND account_id IS NOT NULL) ORDER BY from_ms`,
      ),
      begun: sql.prepare<[{ fromMs: number; seq: number; toMs: number; nowMs: number }], IntervalRow>(
        `SELECT seq, account_id AS accountId, from_ms AS fromMs, COALESCE(to_ms, $nowMs) AS toMs
         FROM allocation_intervals
         WHERE (from_ms, seq) > ($fromMs, $seq) AND from_ms < $toMs ORDER BY from_ms, seq LIMIT ${PAGE_ROWS}`,
      ),
      firstInterval: sql.prepare<[], number | null>('SELECT MIN(from_ms) FROM allocation_intervals').pluck(),
      dropRuns: sql.prepare<[number]>('DELETE FROM program_runs WHERE to_ms < ?'),
      dropTroubles: sql.prepare<[number]>('DELETE FROM account_troubles WHERE to_ms < ?'),
    };
  }

  /** Returns the key to extend it by. */
  beginRun(atMs: number): number {
    return Number(this.#statements.beginRun.run(atMs, atMs).lastInsertRowid);
  }

  extendRun(key: number, toMs: number): void {
    this.#statements.extendRun.run(toMs, key);
  }

  runs(fromMs: number, toMs: number): Span[] {
    return this.#statements.runs.all(toMs, fromMs);
  }

  /** Since when runs are recorded; null = never yet. */
  recordedSinceMs(): number | null {
    return this.#statements.firstRun.get() ?? null;
  }

  /** Since when it is recorded who worked for whom; null = never yet. */
  intervalsSinceMs(): number | null {
    return this.#statements.firstInterval.get() ?? null;
  }

  beginTrouble(accountId: string, { kind, text }: Pick<TroubleRow, 'kind' | 'text'>, atMs: number): number {
    return Number(this.#statements.beginTrouble.run(accountId, kind, text, atMs, atMs).lastInsertRowid);
  }

  extendTrouble(key: number, toMs: number): void {
    this.#statements.extendTrouble.run(toMs, key);
  }

  troubles(accountId: string, fromMs: number, toMs: number): TroubleRow[] {
    return this.#statements.troubles.all(accountId, toMs, fromMs);
  }

  /** When any miner worked for the account and for any account, merged, oldest first; read a part at a time. */
  async work(accountId: string, span: Span, nowMs: number): Promise<{ served: Span[]; working: Span[] }> {
    const { fromMs, toMs } = span;
    const served = merged([], this.#statements.goingOn.iterate({ accountId, atMs: fromMs, nowMs }));
    const working = merged([], this.#statements.goingOn.iterate({ accountId: null, atMs: fromMs, nowMs }));
    let at = { fromMs, seq: -1 };
    for (;;) {
      const page = this.#statements.begun.all({ ...at, toMs, nowMs });
      merged(
        served,
        page.filter((row) => row.accountId === accountId),
      );
      merged(
        working,
        page.filter((row) => row.accountId !== null),
      );
      const last = page.at(-1);
      if (!last || page.length < PAGE_ROWS) return { served, working };
      at = { fromMs: last.fromMs, seq: last.seq };
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  forgetBefore(endedMs: number): void {
    this.#statements.dropRuns.run(endedMs);
    this.#statements.dropTroubles.run(endedMs);
  }
}

/** Adds spans in the order of their beginnings to the stretches that are covered so far. */
function merged(result: Span[], spans: Iterable<Span>): Span[] {
  for (const { fromMs, toMs } of spans) {
    const last = result.at(-1);
    if (last && fromMs <= last.toMs) last.toMs = Math.max(last.toMs, toMs);
    else result.push({ fromMs, toMs });
  }
  return result;
}
