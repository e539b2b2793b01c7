import type { Migration } from '../migrations.ts';

/**
 * `journal` takes every change of work as it happens; `work_minute`, `round_totals` and `miner_totals`
 * are what the fold makes of it. The true figure is always the folded tables plus the journal.
 * Times are ms since 1970; work is counted as integers per exact difficulty; account_key 0 = none.
 */
const SCHEMA = `
CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value_json TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE accounts (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  position INTEGER NOT NULL,
  worker TEXT NOT NULL,
  sealed_password BLOB NOT NULL,
  quota_json TEXT,
  is_overflow INTEGER NOT NULL,
  carries_over INTEGER NOT NULL,
  upstream TEXT NOT NULL,
  added_at_ms INTEGER NOT NULL,
  archived_at_ms INTEGER
) STRICT;
CREATE UNIQUE INDEX accounts_live_name ON accounts (name) WHERE archived_at_ms IS NULL;

CREATE TABLE endpoints (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  url TEXT NOT NULL,
  ca_pem TEXT,
  position INTEGER,
  UNIQUE (account_id, url)
) STRICT;

CREATE TABLE rounds (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  started_at_ms INTEGER NOT NULL,
  ends_at_ms INTEGER
) STRICT;

CREATE TABLE account_keys (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE miner_keys (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE journal (
  seq INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  round_key INTEGER NOT NULL,
  account_key INTEGER NOT NULL,
  miner_key INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  difficulty REAL NOT NULL,
  delta INTEGER NOT NULL
) STRICT;

CREATE TABLE work_minute (
  minute INTEGER NOT NULL,
  account_key INTEGER NOT NULL,
  miner_key INTEGER NOT NULL,
  round_key INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  difficulty REAL NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (minute, account_key, miner_key, round_key, kind, difficulty)
) STRICT, WITHOUT ROWID;
CREATE INDEX work_minute_pending ON work_minute (kind) WHERE kind = 2;
CREATE INDEX work_minute_empty ON work_minute (count) WHERE count = 0;

CREATE TABLE round_totals (
  round_key INTEGER NOT NULL,
  account_key INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  difficulty REAL NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (round_key, account_key, kind, difficulty)
) STRICT, WITHOUT ROWID;

CREATE TABLE miner_totals (
  miner_key INTEGER PRIMARY KEY,
  accepted_shares INTEGER NOT NULL,
  rejected_shares INTEGER NOT NULL,
  stale_shares INTEGER NOT NULL,
  first_share_at_ms INTEGER NOT NULL,
  last_share_at_ms INTEGER
) STRICT;

CREATE TABLE miners (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  address TEXT,
  user_agent TEXT,
  role TEXT NOT NULL,
  nominal_hashrate_hs REAL,
  first_seen_at_ms INTEGER NOT NULL,
  last_seen_at_ms INTEGER,
  switches INTEGER NOT NULL
) STRICT;

CREATE TABLE marks (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  reason TEXT NOT NULL,
  note TEXT NOT NULL,
  by TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE standings (
  round_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  quota_work REAL,
  carried_work REAL NOT NULL,
  credited_work REAL NOT NULL,
  up_to_standard INTEGER NOT NULL,
  up_to_standard_at_ms INTEGER,
  is_final INTEGER NOT NULL,
  PRIMARY KEY (round_id, account_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX standings_open ON standings (is_final) WHERE is_final = 0;

CREATE TABLE verdicts (
  seq INTEGER PRIMARY KEY,
  round_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  up_to_standard INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  credited_work REAL NOT NULL,
  target_work REAL NOT NULL,
  evidence TEXT NOT NULL
) STRICT;
CREATE INDEX verdicts_by_account ON verdicts (account_id, at_ms);

CREATE TABLE allocation_intervals (
  seq INTEGER PRIMARY KEY,
  miner_id TEXT NOT NULL,
  account_id TEXT,
  from_ms INTEGER NOT NULL,
  to_ms INTEGER,
  cause TEXT NOT NULL
) STRICT;
CREATE INDEX allocation_intervals_by_time ON allocation_intervals (from_ms);
CREATE INDEX allocation_intervals_by_end ON allocation_intervals (to_ms);
CREATE INDEX allocation_intervals_open ON allocation_intervals (miner_id) WHERE to_ms IS NULL;

CREATE TABLE audit (
  seq INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  by TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail_json TEXT NOT NULL
) STRICT;
`;

export const init: Migration = {
  version: 1,
  name: 'init',
  up(sql) {
    sql.exec(SCHEMA);
  },
};
