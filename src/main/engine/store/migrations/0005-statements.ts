import type { Migration } from '../migrations.ts';

/**
 * The best shares of each account and hour, with all that proves them; the key statements are signed with;
 * statements as issued; what pools were said to have counted. `account_troubles` and `program_runs` keep what
 * a statement gives as causes of downtime. Hashes are big-endian, so that the best sorts first.
 */
const SCHEMA = `
CREATE TABLE best_shares (
  seq INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL,
  hour INTEGER NOT NULL,
  hash BLOB NOT NULL,
  header BLOB NOT NULL,
  coinbase BLOB NOT NULL,
  branches BLOB NOT NULL,
  miner_id TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  UNIQUE (account_id, hour, hash)
) STRICT;
CREATE INDEX best_shares_by_hour ON best_shares (hour);

CREATE TABLE signing_keys (
  seq INTEGER PRIMARY KEY,
  installation_id TEXT NOT NULL,
  public_key BLOB NOT NULL,
  sealed_private_key BLOB NOT NULL,
  made_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE statements (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  account_id TEXT NOT NULL,
  issued_at_ms INTEGER NOT NULL,
  by TEXT NOT NULL,
  summary_json TEXT NOT NULL,
  document BLOB NOT NULL
) STRICT;

CREATE TABLE reconciliations (
  seq INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  by TEXT NOT NULL,
  result_json TEXT NOT NULL
) STRICT;
CREATE INDEX reconciliations_by_account ON reconciliations (account_id, seq);

CREATE TABLE account_troubles (
  seq INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  text TEXT NOT NULL,
  from_ms INTEGER NOT NULL,
  to_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX account_troubles_by_account ON account_troubles (account_id, from_ms);

CREATE TABLE program_runs (
  seq INTEGER PRIMARY KEY,
  from_ms INTEGER NOT NULL,
  to_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX audit_by_time ON audit (at_ms);
CREATE INDEX verdicts_by_time ON verdicts (at_ms);
`;

export const statements: Migration = {
  version: 5,
  name: 'statements',
  up(sql) {
    sql.exec(SCHEMA);
  },
};
