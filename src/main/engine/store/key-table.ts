import type { Database } from './database.ts';

/** Small integer keys for long text ids, so that the rows that refer to them stay short. */
export class KeyTable {
  readonly #keys = new Map<string, number>();
  readonly #find;
  readonly #insert;

  constructor({ sql }: Database, table: 'account_keys' | 'miner_keys') {
    this.#find = sql.prepare<[string], number>(`SELECT key FROM ${table} WHERE id = ?`).pluck();
    this.#insert = sql.prepare<[string]>(`INSERT INTO ${table} (id) VALUES (?)`);
  }

  /** The key of `id`, given now if it had none. */
  keyOf(id: string): number {
    let key = this.#keys.get(id);
    if (key === undefined) {
      key = this.#find.get(id) ?? Number(this.#insert.run(id).lastInsertRowid);
      this.#keys.set(id, key);
    }
    return key;
  }

  /** To be called after a rolled back transaction, in which keys may have been given. */
  forget(): void {
    this.#keys.clear();
  }
}
