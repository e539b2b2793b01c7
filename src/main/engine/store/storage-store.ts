import type { Database } from './database.ts';

/** Measuring reads every page: up to this size some tenths of a second. */
const MEASURE_MAX_BYTES = 128 * 1024 * 1024;

/** How much the database holds. */
export class StorageStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Bytes in use, free pages left out. */
  usedBytes(): number {
    const { sql } = this.#database;
    const pragma = (name: string): number => Number(sql.pragma(name, { simple: true }));
    return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
  }

  /** Bytes of each table with its indexes; null where the file is too large to be measured without a pause. */
  bytesByTable(): Map<string, number> | null {
    if (this.usedBytes() > MEASURE_MAX_BYTES) return null;
    const rows = this.#database.sql
      .prepare<[], { name: string; bytes: number }>(
        `SELECT COALESCE(s.tbl_name, d.name) AS name, SUM(d.pgsize) AS bytes
         FROM dbstat AS d LEFT JOIN sqlite_schema AS s ON s.name = d.name
         WHERE d.aggregate = TRUE GROUP BY 1`,
      )
      .all();
    return new Map(rows.map(({ name, bytes }) => [name, bytes]));
  }
}
