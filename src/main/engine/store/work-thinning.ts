import type { Database } from './database.ts';

const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;
/** Work is kept by the minute for 14 days, by the hour for 400, then by the day (UTC). */
const MINUTES_KEPT = 14 * DAY_MINUTES;
const HOURS_KEPT_MINUTES = 400 * DAY_MINUTES;

type Table = 'work_minute' | 'work_hour' | 'work_day';
type Key = [number, number, number, number, number, number];

/**
 * Makes old rows of work coarser. Only where the work is filed changes: every count of an account, miner,
 * round, kind and exact difficulty stays the same.
 */
export class WorkThinning {
  readonly #database: Database;
  readonly #hours: Step;
  readonly #days: Step;

  constructor(database: Database) {
    this.#database = database;
    this.#hours = new Step(database, { from: 'work_minute', to: 'work_hour', spanMinutes: HOUR_MINUTES });
    this.#days = new Step(database, { from: 'work_hour', to: 'work_day', spanMinutes: DAY_MINUTES });
  }

  /** Moves at most `maxRows` of the oldest rows, in one transaction; true when some are left. */
  thin(nowMs: number, maxRows: number): boolean {
    const nowMinute = Math.floor(nowMs / 60_000);
    return this.#database.transaction(
      () =>
        this.#hours.run(nowMinute - MINUTES_KEPT, maxRows) ||
        this.#days.run(nowMinute - HOURS_KEPT_MINUTES, maxRows),
    );
  }
}

const COLUMNS = 'account_key, miner_key, round_key, kind, difficulty';
/** Pending shares (kind 2) are looked for by minute when the program starts; soon they are something else. */
const MOVABLE = 'kind <> 2';

/** From one table to the next coarser one. */
class Step {
  readonly #spanMinutes: number;
  readonly #lastOfChunk;
  readonly #add;
  readonly #remove;
  readonly #dropEmpty;

  constructor({ sql }: Database, { from, to, spanMinutes }: { from: Table; to: Table; spanMinutes: number }) {
    this.#spanMinutes = spanMinutes;
    this.#lastOfChunk = sql
      .prepare<[number, number], Key>(
        `SELECT minute, ${COLUMNS} FROM ${from} WHERE minute < ? AND ${MOVABLE} ORDER BY minute, ${COLUMNS} LIMIT 1 OFFSET ?`,
      )
      .raw();
    // The first condition follows from the last one; it is what SQLite finds the rows by.
    const chunk = `FROM ${from} WHERE minute <= ? AND ${MOVABLE} AND (minute, ${COLUMNS}) <= (?, ?, ?, ?, ?, ?)`;
    this.#add = sql.prepare<[number, ...Key]>(
      `INSERT INTO ${to} (minute, ${COLUMNS}, count)
       SELECT minute - minute % ${spanMinutes} AS start, ${COLUMNS}, SUM(count) ${chunk}
       GROUP BY start, ${COLUMNS} HAVING SUM(count) <> 0
       ON CONFLICT DO UPDATE SET count = count + excluded.count`,
    );
    this.#remove = sql.prepare<[number, ...Key]>(`DELETE ${chunk}`);
    this.#dropEmpty = sql.prepare<[]>(`DELETE FROM ${to} WHERE count = 0`);
  }

  /** Whole stretches of the coarser table only, all of it before `cutoffMinute`. True when rows are left. */
  run(cutoffMinute: number, maxRows: number): boolean {
    const cutoff = cutoffMinute - (cutoffMinute % this.#spanMinutes);
    const last = this.#lastOfChunk.get(cutoff, maxRows - 1);
    // Nothing sorts behind this: what is old is less than one chunk.
    const end: Key = last ?? [cutoff, 0, 0, 0, 0, 0];
    this.#add.run(end[0], ...end);
    this.#remove.run(end[0], ...end);
    this.#dropEmpty.run();
    return last !== undefined;
  }
}
