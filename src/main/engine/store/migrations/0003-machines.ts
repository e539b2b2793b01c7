import type { Migration } from '../migrations.ts';

/**
 * The machines on the LAN and how to log in to them. A machine that was merged into another one stays as a
 * pointer, so that its MAC and serial number go on leading there. Passwords are sealed.
 */
const SCHEMA = `
CREATE TABLE machines (
  id TEXT PRIMARY KEY,
  mac TEXT,
  serial TEXT,
  address TEXT NOT NULL,
  is_at_address INTEGER NOT NULL,
  family TEXT NOT NULL,
  model TEXT,
  firmware TEXT,
  algorithm TEXT NOT NULL,
  miner_id TEXT,
  linked_by TEXT,
  kept_apart_json TEXT NOT NULL,
  worker TEXT,
  pointed_url TEXT,
  pointed_at_ms INTEGER,
  first_seen_at_ms INTEGER NOT NULL,
  last_seen_at_ms INTEGER NOT NULL,
  merged_into TEXT,
  left_alone_until_ms INTEGER,
  wrong_tries INTEGER NOT NULL,
  worked_credential INTEGER,
  refused_credentials_json TEXT NOT NULL,
  restarted_at_ms INTEGER,
  put_to_sleep_at_ms INTEGER
) STRICT;

CREATE TABLE machine_credentials (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  scope_kind TEXT NOT NULL,
  scope_id TEXT NOT NULL,
  user TEXT NOT NULL,
  sealed_password BLOB NOT NULL,
  added_at_ms INTEGER NOT NULL,
  UNIQUE (scope_kind, scope_id, user)
) STRICT;
`;

export const machines: Migration = {
  version: 3,
  name: 'machines',
  up(sql) {
    sql.exec(SCHEMA);
  },
};
