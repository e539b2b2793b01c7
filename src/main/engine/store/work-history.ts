import type { Database } from './database.ts';

export interface HistoryRow {
  /** Where its bucket begins, and how long that is: the asked length, or the coarser one that is kept. */
  startMinute: number;
  spanMinutes: number;
  accountId: string;
  minerId: string;
  kind: number;
  difficulty: number;
  count: number;
}

/** Up to where (exclusive, minutes since 1970) work is kept by the hour and by the day; 0 = nowhere. */
export interface CoarseUntil {
  hourMinute: number;
  dayMinute: number;
}

const HOUR_MINUTES = 60;
const DAY_MINUTES = 1440;

/** Reads work back in buckets of whole minutes; what is kept by the hour or day comes in buckets of that. */
export class WorkHistory {
  readonly #rows;
  readonly #counts;
  readonly #lastMinutes;

  constructor({ sql }: Database) {
    this.#rows = sql.prepare<[Record<string, bigint>], HistoryRow>(
      `SELECT start AS startMinute, span AS spanMinutes, a.id AS accountId, m.id AS minerId,
              kind, difficulty, SUM(count) AS count
       FROM (${part('work_minute', 1)} UNION ALL ${part('work_hour', HOUR_MINUTES)}
             UNION ALL ${part('work_day', DAY_MINUTES)} UNION ALL ${part(JOURNAL, 1)}) AS w
       JOIN account_keys AS a ON a.key = w.account_key
       JOIN miner_keys AS m ON m.key = w.miner_key
       GROUP BY start, span, account_key, miner_key, kind, difficulty
       ORDER BY start, span, account_key, miner_key`,
    );
    this.#counts = ['work_minute', 'work_hour', 'work_day'].map((table) =>
      sql
        .prepare<[number, number, number], number>(
          `SELECT COUNT(*) FROM (SELECT 1 FROM ${table} WHERE minute >= ? AND minute < ? LIMIT ?)`,
        )
        .pluck(),
    );
    this.#lastMinutes = sql.prepare<[], { hour: number | null; day: number | null }>(
      'SELECT (SELECT MAX(minute) FROM work_hour) AS hour, (SELECT MAX(minute) FROM work_day) AS day',
    );
  }

  coarseUntil(): CoarseUntil {
    const { hour, day } = this.#lastMinutes.get() ?? { hour: null, day: null };
    const dayMinute = day === null ? 0 : day + DAY_MINUTES;
    return { dayMinute, hourMinute: Math.max(dayMinute, hour === null ? 0 : hour + HOUR_MINUTES) };
  }

  /** How many stored rows lie in the range, counted up to `limit`: what a query would have to read. */
  countRows(fromMinute: number, toMinute: number, limit: number): number {
    const counts = this.#counts.map((statement) => statement.get(fromMinute, toMinute, limit) ?? 0);
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** Ordered by bucket, account and miner. Work belongs to the bucket in which its minute, hour or day begins. */
  rows(fromMinute: number, toMinute: number, bucketMinutes: number): IterableIterator<HistoryRow> {
    // As whole numbers, so that SQLite divides them as such.
    const [from, to, bucket] = [BigInt(fromMinute), BigInt(toMinute), BigInt(bucketMinutes)];
    return this.#rows.iterate({ fromMinute: from, toMinute: to, bucketMinutes: bucket });
  }
}

const JOURNAL =
  '(SELECT at_ms / 60000 AS minute, account_key, miner_key, kind, difficulty, delta AS count FROM journal)';

function part(source: string, keptMinutes: number): string {
  return `
    SELECT IIF($bucketMinutes < ${keptMinutes}, minute,
               $fromMinute + (minute - $fromMinute) / $bucketMinutes * $bucketMinutes) AS start,
           MAX($bucketMinutes, ${keptMinutes}) AS span, account_key, miner_key, kind, difficulty, count
    FROM ${source} WHERE minute >= $fromMinute AND minute < $toMinute`;
}
