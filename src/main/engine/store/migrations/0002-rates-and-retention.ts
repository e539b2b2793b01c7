import type { Migration } from '../migrations.ts';

/**
 * Accounts get a least and a most hashrate. Old minute rows of work are made into rows of an hour, and old
 * ones of those into rows of a day (UTC); `minute` is where the stretch begins, so that all three read alike.
 */
const SCHEMA = `
ALTER TABLE accounts ADD COLUMN min_rate TEXT;
ALTER TABLE accounts ADD COLUMN max_rate TEXT;

CREATE TABLE work_hour (
  minute INTEGER NOT NULL,
  account_key INTEGER NOT NULL,
  miner_key INTEGER NOT NULL,
  round_key INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  difficulty REAL NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (minute, account_key, miner_key, round_key, kind, difficulty)
) STRICT, WITHOUT ROWID;
CREATE INDEX work_hour_empty ON work_hour (count) WHERE count = 0;

CREATE TABLE work_day (
  minute INTEGER NOT NULL,
  account_key INTEGER NOT NULL,
  miner_key INTEGER NOT NULL,
  round_key INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  difficulty REAL NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (minute, account_key, miner_key, round_key, kind, difficulty)
) STRICT, WITHOUT ROWID;
CREATE INDEX work_day_empty ON work_day (count) WHERE count = 0;
`;

export const ratesAndRetention: Migration = {
  version: 2,
  name: 'rates-and-retention',
  up(sql) {
    sql.exec(SCHEMA);
  },
};
