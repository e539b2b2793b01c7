import type { AllocationInterval } from '#shared/model/history.ts';

import type { Database } from './database.ts';

/** Who worked for whom, when and why. At most one interval of a miner is open. */
export class IntervalStore {
  readonly #database: Database;
  readonly #close;
  readonly #open;
  readonly #between;
  readonly #closeAll;

  constructor(database: Database) {
    this.#database = database;
    const { sql } = database;
    this.#close = sql.prepare<[number, string]>(
      'UPDATE allocation_intervals SET to_ms = MAX(from_ms, ?) WHERE miner_id = ? AND to_ms IS NULL',
    );
    this.#open = sql.prepare<[string, string | null, number, string]>(
      'INSERT INTO allocation_intervals (miner_id, account_id, from_ms, cause) VALUES (?, ?, ?, ?)',
    );
    this.#between = sql.prepare<[{ fromMs: number; toMs: number; limit: number }], AllocationInterval>(
      `SELECT miner_id AS minerId, account_id AS accountId, from_ms AS fromMs, to_ms AS toMs, cause
       FROM allocation_intervals WHERE from_ms < $toMs AND (to_ms IS NULL OR to_ms > $fromMs)
       ORDER BY from_ms DESC, seq DESC LIMIT $limit`,
    );
    this.#closeAll = sql.prepare<[number]>(
      'UPDATE allocation_intervals SET to_ms = MAX(from_ms, ?) WHERE to_ms IS NULL',
    );
  }

  /** Closes the miner's open interval, if any, and opens another. `accountId` null = parked. */
  begin(interval: { minerId: string; accountId: string | null; atMs: number; cause: string }): void {
    const atMs = Math.floor(interval.atMs);
    this.#database.transaction(() => {
      this.#close.run(atMs, interval.minerId);
      this.#open.run(interval.minerId, interval.accountId, atMs, interval.cause);
    });
  }

  end(minerId: string, atMs: number): void {
    this.#close.run(Math.floor(atMs), minerId);
  }

  /** Closes what an earlier process left open, at the last moment it is known to have run. */
  endAll(atMs: number): void {
    this.#closeAll.run(Math.floor(atMs));
  }

  /** Intervals that touch the time asked for, oldest first; of too many the newest `limit`. */
  between(fromMs: number, toMs: number, limit: number): AllocationInterval[] {
    return this.#between.all({ fromMs, toMs, limit }).reverse();
  }
}
