import type { AllocationInterval } from '#shared/model/history.ts';

import type { Database } from './database.ts';

/** Who served whom: one row per stretch, `to_ms` empty while it lasts. */
export class IntervalStore {
  readonly #open;
  readonly #close;
  readonly #closeAll;
  readonly #between;

  constructor(database: Database) {
    this.#open = database.sql.prepare<[{ minerId: string; accountId: string | null; fromMs: number; cause: string }]>(
      `INSERT INTO allocation_intervals (miner_id, account_id, from_ms, cause)
       VALUES (@minerId, @accountId, @fromMs, @cause)`,
    );
    this.#close = database.sql.prepare<[number, string]>(
      'UPDATE allocation_intervals SET to_ms = MAX(from_ms, ?) WHERE miner_id = ? AND to_ms IS NULL',
    );
    this.#closeAll = database.sql.prepare<[number]>(
      'UPDATE allocation_intervals SET to_ms = MAX(from_ms, ?) WHERE to_ms IS NULL',
    );
    this.#between = database.sql.prepare<[{ fromMs: number; toMs: number; most: number }], AllocationInterval>(
      `SELECT miner_id AS minerId, account_id AS accountId, from_ms AS fromMs, to_ms AS toMs, cause
       FROM allocation_intervals
       WHERE from_ms < @toMs AND (to_ms IS NULL OR to_ms > @fromMs)
       ORDER BY from_ms DESC, seq DESC LIMIT @most`,
    );
  }

  open(interval: { minerId: string; accountId: string | null; fromMs: number; cause: string }): void {
    this.#open.run(interval);
  }

  /** Ends the open stretch of a miner, if there is one. */
  close(minerId: string, toMs: number): void {
    this.#close.run(toMs, minerId);
  }

  /** Ends what a killed process left open. */
  closeAllOpen(toMs: number): void {
    this.#closeAll.run(toMs);
  }

  /** Stretches that touch the time range, oldest first; of more than `most` the newest. */
  between(fromMs: number, toMs: number, most: number): AllocationInterval[] {
    return this.#between.all({ fromMs, toMs, most }).reverse();
  }
}
