import type { Database } from './database.ts';

export interface HistoryRow {
  bucket: number;
  accountId: string;
  minerId: string;
  kind: number;
  difficulty: number;
  count: number;
}

/** Reads work per minute back, in buckets of whole minutes. */
export class WorkHistory {
  readonly #rows;
  readonly #minuteRows;

  constructor({ sql }: Database) {
    this.#rows = sql.prepare<[Record<string, number>], HistoryRow>(
      `SELECT (minute - CAST($fromMinute AS INTEGER)) / CAST($bucketMinutes AS INTEGER) AS bucket, a.id AS accountId, m.id AS minerId,
              kind, difficulty, SUM(count) AS count
       FROM (SELECT minute, account_key, miner_key, kind, difficulty, count FROM work_minute
             WHERE minute >= $fromMinute AND minute < $toMinute
             UNION ALL
             SELECT at_ms / 60000, account_key, miner_key, kind, difficulty, delta FROM journal
             WHERE at_ms >= $fromMinute * 60000 AND at_ms < $toMinute * 60000) AS w
       JOIN account_keys AS a ON a.key = w.account_key
       JOIN miner_keys AS m ON m.key = w.miner_key
       GROUP BY bucket, account_key, miner_key, kind, difficulty`,
    );
    this.#minuteRows = sql
      .prepare<[number, number, number], number>(
        'SELECT COUNT(*) FROM (SELECT 1 FROM work_minute WHERE minute >= ? AND minute < ? LIMIT ?)',
      )
      .pluck();
  }

  /** How many stored rows lie in the range, counted up to `limit`: what a query would have to read. */
  countMinuteRows(fromMinute: number, toMinute: number, limit: number): number {
    return this.#minuteRows.get(fromMinute, toMinute, limit) ?? 0;
  }

  /** Ordered by bucket, account and miner. */
  rows(fromMinute: number, toMinute: number, bucketMinutes: number): IterableIterator<HistoryRow> {
    return this.#rows.iterate({ fromMinute, toMinute, bucketMinutes });
  }
}
