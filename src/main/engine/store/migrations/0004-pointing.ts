import type { Migration } from '../migrations.ts';

/**
 * Bulk changes of machines' pools. `change_lines` is the journal: what is about to be done to a machine is
 * there before it is done, together with the pools it had (`sealed_before`, until the line is over).
 * `pool_snapshots` are the previous pools that an owner can put back; the newest of a machine counts.
 */
const SCHEMA = `
CREATE TABLE change_runs (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  note TEXT,
  by TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  ended_at_ms INTEGER
) STRICT;
CREATE INDEX change_runs_open ON change_runs (state) WHERE state = 'running';

CREATE TABLE change_lines (
  run_key INTEGER NOT NULL REFERENCES change_runs (key) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  machine_id TEXT NOT NULL,
  address TEXT NOT NULL,
  model TEXT,
  step TEXT NOT NULL,
  is_canary INTEGER NOT NULL,
  text TEXT,
  reason TEXT,
  pools_json TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  target_url TEXT,
  target_worker TEXT,
  sealed_before BLOB,
  snapshot_seq INTEGER,
  PRIMARY KEY (run_key, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX change_lines_by_machine ON change_lines (machine_id, run_key);

CREATE TABLE pool_snapshots (
  seq INTEGER PRIMARY KEY,
  machine_id TEXT NOT NULL,
  sealed BLOB NOT NULL,
  taken_at_ms INTEGER NOT NULL,
  pointed_url TEXT,
  used_at_ms INTEGER
) STRICT;
CREATE INDEX pool_snapshots_by_machine ON pool_snapshots (machine_id, seq);
`;

export const pointing: Migration = {
  version: 4,
  name: 'pointing',
  up(sql) {
    sql.exec(SCHEMA);
  },
};
