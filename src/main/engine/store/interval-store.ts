import type { AllocationInterval } from '#shared/model/history.ts';

import type { Database } from './database.ts';

/** Who worked for whom, when and why. */
export class IntervalStore {
  readonly #open;
  readonly #close;
  readonly #closeAll;
  readonly #between;
  readonly #drop;

  constructor({ sql }: Database) {
    this.#open = sql.prepare<[string, string | null, number, string]>(
      'INSERT INTO allocation_intervals (miner_id, account_id, from_ms, cause) VALUES (?, ?, ?, ?)',
    );
    this.#close = sql.prepare<[number, string]>(
      'UPDATE allocation_intervals SET to_ms = MAX(from_ms, ?) WHERE miner_id = ? AND to_ms IS NULL',
    );
    this.#closeAll = sql.prepare<[number]>(
      'UPDATE allocation_intervals SET to_ms = MAX(from_ms, ?) WHERE to_ms IS NULL',
    );
    this.#drop = sql.prepare<[number, number]>(
      `DELETE FROM allocation_intervals
       WHERE seq IN (SELECT seq FROM allocation_intervals WHERE to_ms < ? LIMIT ?)`,
    );
    this.#between = sql.prepare<[{ fromMs: number; toMs: number; limit: number }], AllocationInterval>(
      `SELECT miner_id AS minerId, account_id AS accountId, from_ms AS fromMs, to_ms AS toMs, cause
       FROM (SELECT * FROM allocation_intervals WHERE from_ms < $toMs AND to_ms > $fromMs
             UNION ALL
             SELECT * FROM allocation_intervals WHERE from_ms < $toMs AND to_ms IS NULL)
       ORDER BY from_ms DESC, seq DESC LIMIT $limit`,
    );
  }

  /** `accountId` null = parked. Each miner has at most one open interval: close the one before first. */
  open({ minerId, accountId, fromMs, cause }: Omit<AllocationInterval, 'toMs'>): void {
    this.#open.run(minerId, accountId, fromMs, cause);
  }

  close(minerId: string, toMs: number): void {
    this.#close.run(toMs, minerId);
  }

  /** Closes what an earlier process left open, at the last moment it is known to have run. */
  closeAllOpen(toMs: number): void {
    this.#closeAll.run(toMs);
  }

  /** Forgets intervals that ended before this, at most so many at once; returns how many. */
  dropEndedBefore(endedMs: number, limit: number): number {
    return this.#drop.run(endedMs, limit).changes;
  }

  /** Intervals that touch the time asked for, oldest first; of too many the newest `limit`. */
  between(fromMs: number, toMs: number, limit: number): AllocationInterval[] {
    return this.#between.all({ fromMs, toMs, limit }).reverse();
  }
}
