import type { Migration } from '../migrations.ts';

/**
 * Work by account alone, by the minute, hour and day (UTC), for charts: sums, since exact counts are not
 * needed there. `at` is where the stretch begins, in minutes since 1970. Filled from what is kept so far;
 * what still stands in the journal comes in with its fold.
 */
const TABLES = ['account_minute', 'account_hour', 'account_day'] as const;

/**
 * Books of all miners are read once each and in their own order, which takes seconds for a year of a large farm;
 * hours are made of minutes, and days of hours.
 */
const FILLS = [
  { into: 'account_minute', select: sumsOf('work_minute') },
  { into: 'account_hour', select: coarser('account_minute', 60) },
  { into: 'account_hour', select: sumsOf('work_hour') },
  { into: 'account_day', select: coarser('account_hour', 1440) },
  { into: 'account_day', select: sumsOf('work_day') },
];

function sumsOf(books: string): string {
  return `SELECT account_key, minute, SUM(IIF(kind = 1, count * difficulty, 0.0)),
                 SUM(IIF(kind = 3, count * difficulty, 0.0))
          FROM ${books} WHERE account_key <> 0 AND kind IN (1, 3) GROUP BY minute, account_key`;
}

function coarser(table: string, minutes: number): string {
  return `SELECT account_key, at - at % ${minutes} AS start, SUM(verified_work), SUM(credited_work)
          FROM ${table} WHERE TRUE GROUP BY account_key, start`;
}

export const accountCharts: Migration = {
  version: 6,
  name: 'account-charts',
  up(sql) {
    for (const name of TABLES) {
      sql.exec(`
        CREATE TABLE ${name} (
          account_key INTEGER NOT NULL,
          at INTEGER NOT NULL,
          verified_work REAL NOT NULL,
          credited_work REAL NOT NULL,
          PRIMARY KEY (account_key, at)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX ${name}_by_time ON ${name} (at);`);
    }
    for (const { into, select } of FILLS) {
      sql.exec(`
        INSERT INTO ${into} (account_key, at, verified_work, credited_work) ${select}
        ON CONFLICT DO UPDATE SET verified_work = verified_work + excluded.verified_work,
                                  credited_work = credited_work + excluded.credited_work`);
    }
  },
};
