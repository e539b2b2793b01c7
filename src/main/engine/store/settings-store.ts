import type { Database } from './database.ts';

/** Small settings by key, as JSON. Each key has one owner, who checks what it reads. */
export class SettingsStore {
  readonly #get;
  readonly #set;

  constructor(database: Database) {
    this.#get = database.sql
      .prepare<[string], string>('SELECT value_json FROM settings WHERE key = ?')
      .pluck();
    this.#set = database.sql.prepare<[string, string]>(
      `INSERT INTO settings (key, value_json) VALUES (?, ?)
       ON CONFLICT (key) DO UPDATE SET value_json = excluded.value_json`,
    );
  }

  /** Undefined when the key was never set. */
  get(key: string): unknown {
    const json = this.#get.get(key);
    return json === undefined ? undefined : (JSON.parse(json) as unknown);
  }

  set(key: string, value: unknown): void {
    this.#set.run(key, JSON.stringify(value));
  }
}
