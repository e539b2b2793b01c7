import type { Migration } from '../migrations.ts';

/**
 * Work by account alone, by the minute, hour and day (UTC), for charts: sums, since exact counts are not
 * needed there. `at` is where the stretch begins, in minutes since 1970. Filled from what is kept so far;
 * what still stands in the journal comes in with its fold.
 */
const TABLES = [
  { name: 'account_minute', minutes: 1, sources: ['work_minute'] },
  { name: 'account_hour', minutes: 60, sources: ['work_minute', 'work_hour'] },
  { name: 'account_day', minutes: 1440, sources: ['work_minute', 'work_hour', 'work_day'] },
];

export const accountCharts: Migration = {
  version: 6,
  name: 'account-charts',
  up(sql) {
    for (const { name, minutes, sources } of TABLES) {
      sql.exec(`
        CREATE TABLE ${name} (
          account_key INTEGER NOT NULL,
          at INTEGER NOT NULL,
          verified_work REAL NOT NULL,
          credited_work REAL NOT NULL,
          PRIMARY KEY (account_key, at)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX ${name}_by_time ON ${name} (at);`);
      for (const source of sources) {
        sql.exec(`
          INSERT INTO ${name} (account_key, at, verified_work, credited_work)
          SELECT account_key, minute - minute % ${minutes} AS start,
                 SUM(IIF(kind = 1, count * difficulty, 0.0)), SUM(IIF(kind = 3, count * difficulty, 0.0))
          FROM ${source} WHERE account_key <> 0 AND kind IN (1, 3) GROUP BY 1, 2
          ON CONFLICT DO UPDATE SET verified_work = verified_work + excluded.verified_work,
                                    credited_work = credited_work + excluded.credited_work`);
      }
    }
  },
};
