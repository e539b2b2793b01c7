import type { Migration } from '../migrations.ts';

/**
 * Alerts that fire (`resolved_at_ms` null) or fired lately, causes that are to be silent, and messages that
 * still have to be delivered. A message holds no secret: where it goes is in the sealed settings.
 */
const SCHEMA = `
CREATE TABLE alerts (
  id TEXT PRIMARY KEY,
  rule TEXT NOT NULL,
  cause TEXT NOT NULL,
  severity TEXT NOT NULL,
  words_json TEXT NOT NULL,
  members_json TEXT NOT NULL,
  since_ms INTEGER NOT NULL,
  fired_at_ms INTEGER NOT NULL,
  resolved_at_ms INTEGER,
  notified_at_ms INTEGER,
  told TEXT NOT NULL,
  acknowledged_by TEXT,
  acknowledged_at_ms INTEGER,
  occurrences INTEGER NOT NULL
) STRICT;
CREATE INDEX alerts_by_time ON alerts (fired_at_ms);
CREATE INDEX alerts_firing ON alerts (id) WHERE resolved_at_ms IS NULL;

CREATE TABLE alert_snoozes (
  cause TEXT PRIMARY KEY,
  until_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE alert_outbox (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  channel TEXT NOT NULL,
  message_json TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  attempts INTEGER NOT NULL
) STRICT;
`;

export const alerts: Migration = {
  version: 7,
  name: 'alerts',
  up(sql) {
    sql.exec(SCHEMA);
  },
};
