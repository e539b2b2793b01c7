import type { Database } from './database.ts';

/** How finely sums by account are kept, in minutes. */
export type ChartSpan = 1 | 60 | 1440;
export type Measure = 'verified' | 'credited';

/** Work done in a stretch that begins at `at`, minutes since 1970. */
export interface ChartRow {
  at: number;
  work: number;
}

/** Work is kept by the minute for 14 days and by the hour for 400, for charts as in the books. */
export const CHART_KEPT_DAYS = { minutes: 14, hours: 400 } as const;
const DAY_MINUTES = 1440;

const TABLE: Record<ChartSpan, string> = { 1: 'account_minute', 60: 'account_hour', 1440: 'account_day' };
const MINER_TABLES = [
  ['work_minute', 1],
  ['work_hour', 60],
  ['work_day', DAY_MINUTES],
] as const;
const SPANS: readonly ChartSpan[] = [1, 60, 1440];
const MEASURES: readonly Measure[] = ['verified', 'credited'];
const KIND: Record<Measure, number> = { verified: 1, credited: 3 };

type Range = [{ key: bigint; from: bigint; to: bigint }];

/** Work over time by farm, account or miner. Rows come in no order and may be several of one stretch. */
export class ChartStore {
  readonly #farm = new Map<string, ReturnType<typeof prepareFarm>>();
  readonly #account = new Map<string, ReturnType<typeof prepareAccount>>();
  readonly #miner = new Map<string, ReturnType<typeof prepareMiner>>();
  readonly #keys;
  readonly #first;
  readonly #accounts;
  readonly #drop;

  constructor(database: Database) {
    const { sql } = database;
    for (const span of SPANS) {
      for (const measure of MEASURES) {
        const name = `${span} ${measure}`;
        this.#farm.set(name, prepareFarm(database, span, measure));
        this.#account.set(name, prepareAccount(database, span, measure));
        this.#miner.set(name, prepareMiner(database, span, measure));
      }
    }
    this.#keys = {
      account: sql.prepare<[string], number>('SELECT key FROM account_keys WHERE id = ?').pluck(),
      miner: sql.prepare<[string], number>('SELECT key FROM miner_keys WHERE id = ?').pluck(),
    };
    this.#first = sql.prepare<[], number | null>('SELECT MIN(at) FROM account_day').pluck();
    this.#accounts = sql
      .prepare<[number, number], string>(
        `SELECT id FROM account_keys WHERE key IN
           (SELECT DISTINCT account_key FROM account_day WHERE at >= ? AND at < ?
            UNION SELECT account_key FROM journal) ORDER BY id`,
      )
      .pluck();
    this.#drop = [CHART_KEPT_DAYS.minutes, CHART_KEPT_DAYS.hours].map((days, index) => {
      const table = TABLE[SPANS[index] as ChartSpan];
      return {
        days,
        statement: sql.prepare<[number, number]>(
          `DELETE FROM ${table} WHERE (account_key, at) IN (SELECT account_key, at FROM ${table} WHERE at < ? LIMIT ?)`,
        ),
      };
    });
  }

  /** The first day of which there is a record, minutes since 1970; null = none. */
  firstMinute(): number | null {
    return this.#first.get() ?? null;
  }

  /** Accounts with work on the days (UTC) of a time, in minutes since 1970. */
  accountsWithWork(from: number, to: number): string[] {
    return this.#accounts.all(Math.floor(from / DAY_MINUTES) * DAY_MINUTES, to);
  }

  farm(span: ChartSpan, measure: Measure, from: number, to: number): ChartRow[] {
    return this.#farm.get(`${span} ${measure}`)?.all({ key: 0n, from: BigInt(from), to: BigInt(to) }) ?? [];
  }

  account(id: string, of: { span: ChartSpan; measure: Measure }, from: number, to: number): ChartRow[] {
    const key = this.#keys.account.get(id);
    if (key === undefined) return [];
    return this.#account.get(`${of.span} ${of.measure}`)?.all(range(key, from, to)) ?? [];
  }

  /** Read from the books of all miners, by minute and account; where work is kept coarser, it comes so. */
  miner(id: string, of: { span: ChartSpan; measure: Measure }, from: number, to: number): ChartRow[] {
    const key = this.#keys.miner.get(id);
    if (key === undefined) return [];
    return this.#miner.get(`${of.span} ${of.measure}`)?.all(range(key, from, to)) ?? [];
  }

  /** Forgets what is kept more coarsely too, at most `limit` rows of each at once. */
  dropOld(nowMs: number, limit: number): void {
    const nowMinute = Math.floor(nowMs / 60_000);
    for (const { days, statement } of this.#drop) statement.run(nowMinute - days * DAY_MINUTES, limit);
  }
}

function range(key: number, from: number, to: number): { key: bigint; from: bigint; to: bigint } {
  return { key: BigInt(key), from: BigInt(from), to: BigInt(to) };
}

/** What the fold has not taken up yet. */
function journal(span: ChartSpan, measure: Measure, where: string): string {
  return `SELECT at_ms / 60000 / ${span} * ${span} AS at, delta * difficulty AS work FROM journal
          WHERE kind = ${KIND[measure]} AND ${where}
          AND at_ms / 60000 / ${span} * ${span} >= $from AND at_ms / 60000 / ${span} * ${span} < $to`;
}

function prepareFarm({ sql }: Database, span: ChartSpan, measure: Measure) {
  return sql.prepare<Range, ChartRow>(
    `SELECT at, SUM(${measure}_work) AS work FROM ${TABLE[span]}
     WHERE $key = 0 AND at >= $from AND at < $to GROUP BY at
     UNION ALL SELECT at, SUM(work) FROM (${journal(span, measure, 'account_key <> 0')}) GROUP BY at`,
  );
}

function prepareAccount({ sql }: Database, span: ChartSpan, measure: Measure) {
  return sql.prepare<Range, ChartRow>(
    `SELECT at, ${measure}_work AS work FROM ${TABLE[span]} WHERE account_key = $key AND at >= $from AND at < $to
     UNION ALL SELECT at, SUM(work) FROM (${journal(span, measure, 'account_key = $key')}) GROUP BY at`,
  );
}

/** Looked up by minute, account (those at work on that day) and miner, which is how the tables are ordered. */
function prepareMiner({ sql }: Database, span: ChartSpan, measure: Measure) {
  const parts = MINER_TABLES.filter(([, kept]) => kept <= span).map(
    ([table, kept]) => `
      SELECT w.minute / ${span} * ${span} AS at, SUM(w.count * w.difficulty) AS work
      FROM (WITH RECURSIVE m(minute) AS
              (SELECT ($from + ${kept - 1}) / ${kept} * ${kept}
               UNION ALL SELECT minute + ${kept} FROM m WHERE minute + ${kept} < $to)
            SELECT minute FROM m) AS t
      CROSS JOIN (SELECT DISTINCT account_key AS key FROM account_day
                  WHERE at > $from - ${DAY_MINUTES} AND at < $to) AS a
      CROSS JOIN ${table} AS w ON w.minute = t.minute AND w.account_key = a.key AND w.miner_key = $key
      WHERE w.kind = ${KIND[measure]} AND t.minute < $to GROUP BY 1`,
  );
  const unfolded = `SELECT at, SUM(work) FROM (${journal(span, measure, 'miner_key = $key')}) GROUP BY at`;
  return sql.prepare<Range, ChartRow>([...parts, unfolded].join(' UNION ALL '));
}
