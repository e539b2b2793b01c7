import type { Database } from './database.ts';

const DAY_MS = 86_400_000;

/** Moves the journal into the minute and total tables, and counts from one miner to another. */
export class WorkFold {
  readonly #database: Database;
  readonly #bounds;
  readonly #steps;
  readonly #delete;
  readonly #dropEmpty;
  readonly #merge;

  constructor(database: Database) {
    this.#database = database;
    const { sql } = database;
    this.#bounds = sql.prepare<[], { first: number | null; last: number | null }>(
      'SELECT MIN(seq) AS first, MAX(seq) AS last FROM journal',
    );
    this.#steps = [MINUTES, ROUND_TOTALS, MINER_TOTALS, ...ACCOUNT_CHARTS].map((text) =>
      sql.prepare<[number]>(text),
    );
    this.#delete = sql.prepare<[number]>('DELETE FROM journal WHERE seq <= ?');
    this.#dropEmpty = sql.prepare<[]>('DELETE FROM work_minute WHERE count = 0');
    this.#merge = {
      firstMs: sql
        .prepare<[string], number>(
          'SELECT first_share_at_ms FROM miner_totals WHERE miner_key = (SELECT key FROM miner_keys WHERE id = ?)',
        )
        .pluck(),
      steps: MERGE_STEPS.map((text) => sql.prepare<[Record<string, unknown>]>(text)),
    };
  }

  /** Folds at most `maxRows` of the oldest rows, in one transaction; true when some are left. */
  fold(maxRows: number): boolean {
    const { first, last } = this.#bounds.get() ?? { first: null, last: null };
    if (first === null || last === null) return false;
    const upTo = Math.min(last, first + maxRows - 1);
    this.#database.transaction(() => {
      for (const step of this.#steps) step.run(upTo);
      this.#delete.run(upTo);
      this.#dropEmpty.run();
    });
    return upTo < last;
  }

  /** Files everything under `intoId` that stood under `fromId`. The journal must be folded before. */
  merge(fromId: string, intoId: string): void {
    this.#database.transaction(() => {
      const firstMs = this.#merge.firstMs.get(fromId);
      if (firstMs === undefined) return;
      // The day in which it was, since that may be how its work is kept.
      const firstMinute = Math.floor(firstMs / DAY_MS) * (DAY_MS / 60_000);
      for (const step of this.#merge.steps) step.run({ fromId, intoId, firstMinute });
    });
  }
}

const MINUTES = `
INSERT INTO work_minute (minute, account_key, miner_key, round_key, kind, difficulty, count)
SELECT at_ms / 60000, account_key, miner_key, round_key, kind, difficulty, SUM(delta)
FROM journal WHERE seq <= ? GROUP BY 1, 2, 3, 4, 5, 6 HAVING SUM(delta) <> 0
ON CONFLICT DO UPDATE SET count = count + excluded.count`;

const ROUND_TOTALS = `
INSERT INTO round_totals (round_key, account_key, kind, difficulty, count)
SELECT round_key, account_key, kind, difficulty, SUM(delta)
FROM journal WHERE seq <= ? GROUP BY 1, 2, 3, 4 HAVING SUM(delta) <> 0
ON CONFLICT DO UPDATE SET count = count + excluded.count`;

const KEEP_MINER_TOTALS = `
ON CONFLICT DO UPDATE SET
  accepted_shares = accepted_shares + excluded.accepted_shares,
  rejected_shares = rejected_shares + excluded.rejected_shares,
  stale_shares = stale_shares + excluded.stale_shares,
  first_share_at_ms = MIN(first_share_at_ms, excluded.first_share_at_ms),
  last_share_at_ms = MAX(COALESCE(last_share_at_ms, excluded.last_share_at_ms),
                         COALESCE(excluded.last_share_at_ms, last_share_at_ms))`;

const MINER_TOTALS = `
INSERT INTO miner_totals
  (miner_key, accepted_shares, rejected_shares, stale_shares, first_share_at_ms, last_share_at_ms)
SELECT miner_key, SUM(IIF(kind = 1, delta, 0)), SUM(IIF(kind = 12, delta, 0)), SUM(IIF(kind = 11, delta, 0)),
       MIN(at_ms), MAX(IIF(kind = 1, at_ms, NULL))
FROM journal WHERE seq <= ? GROUP BY miner_key
${KEEP_MINER_TOTALS}`;

/** Sums by account, which charts are made of. */
const ACCOUNT_CHARTS = [
  { table: 'account_minute', minutes: 1 },
  { table: 'account_hour', minutes: 60 },
  { table: 'account_day', minutes: 1440 },
].map(
  ({ table, minutes }) => `
INSERT INTO ${table} (account_key, at, verified_work, credited_work)
SELECT account_key, at_ms / ${minutes * 60_000} * ${minutes},
       SUM(IIF(kind = 1, delta * difficulty, 0.0)), SUM(IIF(kind = 3, delta * difficulty, 0.0))
FROM journal WHERE seq <= ? AND account_key <> 0 AND kind IN (1, 3) GROUP BY 1, 2
ON CONFLICT DO UPDATE SET verified_work = verified_work + excluded.verified_work,
                          credited_work = credited_work + excluded.credited_work`,
);

const FROM_KEY = '(SELECT key FROM miner_keys WHERE id = $fromId)';
const INTO_KEY = '(SELECT key FROM miner_keys WHERE id = $intoId)';

const MERGE_STEPS = [
  'INSERT OR IGNORE INTO miner_keys (id) VALUES ($intoId)',
  ...['work_minute', 'work_hour', 'work_day'].flatMap((table) => [
    `INSERT INTO ${table} (minute, account_key, miner_key, round_key, kind, difficulty, count)
     SELECT minute, account_key, ${INTO_KEY}, round_key, kind, difficulty, count
     FROM ${table} WHERE minute >= $firstMinute AND miner_key = ${FROM_KEY}
     ON CONFLICT DO UPDATE SET count = count + excluded.count`,
    `DELETE FROM ${table} WHERE minute >= $firstMinute AND miner_key = ${FROM_KEY}`,
  ]),
  `INSERT INTO miner_totals
     (miner_key, accepted_shares, rejected_shares, stale_shares, first_share_at_ms, last_share_at_ms)
   SELECT ${INTO_KEY}, accepted_shares, rejected_shares, stale_shares, first_share_at_ms, last_share_at_ms
   FROM miner_totals WHERE miner_key = ${FROM_KEY}
   ${KEEP_MINER_TOTALS}`,
  `DELETE FROM miner_totals WHERE miner_key = ${FROM_KEY}`,
];
