import type { Database } from './database.ts';

export interface AuditEntry {
  atMs: number;
  /** Who did it: `window`, `api`, `file` and the like. */
  by: string;
  /** `topic.verb`, such as `account.add`. */
  action: string;
  /** The id of what it was done to. */
  subject: string;
  /** Never holds a secret. */
  detail: Record<string, unknown>;
}

/** What people changed and when; what is older than 400 days is forgotten (engine/statements/upkeep.ts). */
export class AuditStore {
  readonly #add;
  readonly #latest;
  readonly #drop;

  constructor({ sql }: Database) {
    this.#add = sql.prepare<[number, string, string, string, string]>(
      'INSERT INTO audit (at_ms, by, action, subject, detail_json) VALUES (?, ?, ?, ?, ?)',
    );
    this.#latest = sql.prepare<[number], Omit<AuditEntry, 'detail'> & { detailJson: string }>(
      `SELECT at_ms AS atMs, by, action, subject, detail_json AS detailJson
       FROM audit ORDER BY seq DESC LIMIT ?`,
    );
    this.#drop = sql.prepare<[number, number]>(
      'DELETE FROM audit WHERE seq IN (SELECT seq FROM audit WHERE at_ms < ? ORDER BY at_ms LIMIT ?)',
    );
  }

  /** Forgets the oldest entries before a time, at most `limit` at once; returns how many. */
  dropBefore(beforeMs: number, limit: number): number {
    return this.#drop.run(beforeMs, limit).changes;
  }

  add({ atMs, by, action, subject, detail }: AuditEntry): void {
    this.#add.run(Math.floor(atMs), by, action, subject, JSON.stringify(detail));
  }

  /** Newest first. */
  latest(limit: number): AuditEntry[] {
    return this.#latest.all(limit).map(({ detailJson, ...entry }) => ({
      ...entry,
      detail: JSON.parse(detailJson) as Record<string, unknown>,
    }));
  }
}
