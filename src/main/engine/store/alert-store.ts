import type { AlertChannelId, AlertRuleId, AlertSeverity, AlertSubject } from '#shared/model/alert.ts';

import type { Database } from './database.ts';

/** What is said of an alert. */
export interface AlertWords {
  title: string;
  text: string;
  next: string;
  numbers: Record<string, number>;
}

/** What the channels have heard of it: `grown` = it has more subjects since. */
export type Told = 'nothing' | 'firing' | 'grown' | 'resolved';

export interface AlertMember extends AlertSubject {
  /** Wall clock, ms: since when it is hit. */
  sinceMs: number;
}

export interface AlertRow {
  id: string;
  rule: AlertRuleId;
  cause: string;
  severity: AlertSeverity;
  words: AlertWords;
  members: readonly AlertMember[];
  sinceMs: number;
  firedAtMs: number;
  resolvedAtMs: number | null;
  notifiedAtMs: number | null;
  told: Told;
  acknowledged: { by: string; atMs: number } | null;
  occurrences: number;
}

type StoredAlert = Omit<AlertRow, 'words' | 'members' | 'acknowledged'> & {
  wordsJson: string;
  membersJson: string;
  acknowledgedBy: string | null;
  acknowledgedAtMs: number | null;
};

const COLUMNS = `id, rule, cause, severity, words_json AS wordsJson, members_json AS membersJson,
  since_ms AS sinceMs, fired_at_ms AS firedAtMs, resolved_at_ms AS resolvedAtMs,
  notified_at_ms AS notifiedAtMs, told, acknowledged_by AS acknowledgedBy,
  acknowledged_at_ms AS acknowledgedAtMs, occurrences`;

/** Alerts, firing and past, and the causes that are snoozed. */
export class AlertStore {
  readonly #save;
  readonly #get;
  readonly #firing;
  readonly #resolvedSince;
  readonly #history;
  readonly #prune;
  readonly #pruneRows;
  readonly #snoozes;
  readonly #snooze;
  readonly #unsnooze;

  constructor({ sql }: Database) {
    this.#save = sql.prepare<[StoredAlert]>(
      `INSERT OR REPLACE INTO alerts (id, rule, cause, severity, words_json, members_json, since_ms,
         fired_at_ms, resolved_at_ms, notified_at_ms, told, acknowledged_by, acknowledged_at_ms, occurrences)
       VALUES ($id, $rule, $cause, $severity, $wordsJson, $membersJson, $sinceMs, $firedAtMs, $resolvedAtMs,
         $notifiedAtMs, $told, $acknowledgedBy, $acknowledgedAtMs, $occurrences)`,
    );
    this.#get = sql.prepare<[string], StoredAlert>(`SELECT ${COLUMNS} FROM alerts WHERE id = ?`);
    this.#firing = sql.prepare<[], StoredAlert>(
      `SELECT ${COLUMNS} FROM alerts WHERE resolved_at_ms IS NULL ORDER BY fired_at_ms`,
    );
    this.#resolvedSince = sql.prepare<[number], StoredAlert>(
      `SELECT ${COLUMNS} FROM alerts WHERE resolved_at_ms >= ? ORDER BY fired_at_ms`,
    );
    this.#history = sql.prepare<[number, number], StoredAlert>(
      `SELECT ${COLUMNS} FROM alerts WHERE fired_at_ms < ? ORDER BY fired_at_ms DESC, id LIMIT ?`,
    );
    this.#prune = sql.prepare<[number]>('DELETE FROM alerts WHERE resolved_at_ms < ?');
    this.#pruneRows = sql.prepare<[number]>(
      `DELETE FROM alerts WHERE resolved_at_ms IS NOT NULL AND id NOT IN
         (SELECT id FROM alerts ORDER BY fired_at_ms DESC LIMIT ?)`,
    );
    this.#snoozes = sql.prepare<[], { cause: string; untilMs: number }>(
      'SELECT cause, until_ms AS untilMs FROM alert_snoozes',
    );
    this.#snooze = sql.prepare<[string, number]>(
      'INSERT OR REPLACE INTO alert_snoozes (cause, until_ms) VALUES (?, ?)',
    );
    this.#unsnooze = sql.prepare<[string]>('DELETE FROM alert_snoozes WHERE cause = ?');
  }

  save({ words, members, acknowledged, ...row }: AlertRow): void {
    this.#save.run({
      ...row,
      wordsJson: JSON.stringify(words),
      membersJson: JSON.stringify(members),
      sinceMs: Math.floor(row.sinceMs),
      firedAtMs: Math.floor(row.firedAtMs),
      resolvedAtMs: row.resolvedAtMs === null ? null : Math.floor(row.resolvedAtMs),
      notifiedAtMs: row.notifiedAtMs === null ? null : Math.floor(row.notifiedAtMs),
      acknowledgedBy: acknowledged?.by ?? null,
      acknowledgedAtMs: acknowledged ? Math.floor(acknowledged.atMs) : null,
    });
  }

  get(id: string): AlertRow | undefined {
    const row = this.#get.get(id);
    return row && toRow(row);
  }

  firing(): AlertRow[] {
    return this.#firing.all().map(toRow);
  }

  /** Those that were over at `atMs` or later. */
  resolvedSince(atMs: number): AlertRow[] {
    return this.#resolvedSince.all(Math.floor(atMs)).map(toRow);
  }

  /** Those that fired before `beforeMs`, newest first. */
  history(beforeMs: number, limit: number): AlertRow[] {
    return this.#history.all(Math.ceil(beforeMs), limit).map(toRow);
  }

  /** Forgets those that were over before `beforeMs`, and all but the newest `maxRows`; never a firing one. */
  prune(beforeMs: number, maxRows: number): void {
    this.#prune.run(Math.floor(beforeMs));
    this.#pruneRows.run(maxRows);
  }

  snoozes(): Map<string, number> {
    return new Map(this.#snoozes.all().map(({ cause, untilMs }) => [cause, untilMs]));
  }

  /** Null takes a snooze away. */
  setSnooze(cause: string, untilMs: number | null): void {
    if (untilMs === null) this.#unsnooze.run(cause);
    else this.#snooze.run(cause, Math.floor(untilMs));
  }
}

function toRow({ wordsJson, membersJson, acknowledgedBy, acknowledgedAtMs, ...row }: StoredAlert): AlertRow {
  return {
    ...row,
    words: JSON.parse(wordsJson) as AlertWords,
    members: JSON.parse(membersJson) as AlertMember[],
    acknowledged:
      acknowledgedBy === null || acknowledgedAtMs === null
        ? null
        : { by: acknowledgedBy, atMs: acknowledgedAtMs },
  };
}

/** A message on its way to a channel. */
export interface OutboxRow {
  seq: number;
  channel: AlertChannelId;
  messageJson: string;
  createdAtMs: number;
  attempts: number;
}

/** Messages that have not been delivered yet, oldest first. */
export class AlertOutboxStore {
  readonly #all;
  readonly #add;
  readonly #tried;
  readonly #remove;

  constructor({ sql }: Database) {
    this.#all = sql.prepare<[], OutboxRow>(
      `SELECT seq, channel, message_json AS messageJson, created_at_ms AS createdAtMs, attempts
       FROM alert_outbox ORDER BY seq`,
    );
    this.#add = sql.prepare<[string, string, number]>(
      'INSERT INTO alert_outbox (channel, message_json, created_at_ms, attempts) VALUES (?, ?, ?, 0)',
    );
    this.#tried = sql.prepare<[number, number]>('UPDATE alert_outbox SET attempts = ? WHERE seq = ?');
    this.#remove = sql.prepare<[number]>('DELETE FROM alert_outbox WHERE seq = ?');
  }

  loadAll(): OutboxRow[] {
    return this.#all.all();
  }

  /** Returns its number. */
  add({ channel, messageJson, createdAtMs }: Omit<OutboxRow, 'seq' | 'attempts'>): number {
    return Number(this.#add.run(channel, messageJson, Math.floor(createdAtMs)).lastInsertRowid);
  }

  setAttempts(seq: number, attempts: number): void {
    this.#tried.run(attempts, seq);
  }

  remove(seq: number): void {
    this.#remove.run(seq);
  }
}
