import type { Database } from './database.ts';

/** Who did what, when: never changed afterwards. `detail` holds no secret. */
export interface AuditEntry {
  atMs: number;
  by: string;
  action: string;
  subject: string;
  detail: object;
}

export class AuditStore {
  readonly #add;

  constructor(database: Database) {
    this.#add = database.sql.prepare<[Omit<AuditEntry, 'detail'> & { detail: string }]>(
      `INSERT INTO audit (at_ms, by, action, subject, detail_json)
       VALUES (@atMs, @by, @action, @subject, @detail)`,
    );
  }

  add(entry: AuditEntry): void {
    this.#add.run({ ...entry, atMs: Math.floor(entry.atMs), detail: JSON.stringify(entry.detail) });
  }
}
