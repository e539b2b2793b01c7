import type { Reconciliation } from '#shared/model/reconciliation.ts';

import type { Database } from './database.ts';

/** Older ones are forgotten. */
const MAX_ROWS = 5000;
const LIST_ROWS = 500;

/** What pools were said to have counted, beside what we had. */
export class ReconciliationStore {
  readonly #database: Database;
  readonly #statements;

  constructor(database: Database) {
    this.#database = database;
    const { sql } = database;
    this.#statements = {
      add: sql.prepare<[string, number, string, string]>(
        'INSERT INTO reconciliations (account_id, at_ms, by, result_json) VALUES (?, ?, ?, ?)',
      ),
      trim: sql.prepare<[number]>(
        'DELETE FROM reconciliations WHERE seq <= (SELECT seq FROM reconciliations ORDER BY seq DESC LIMIT 1 OFFSET ?)',
      ),
      list: sql.prepare<[{ accountId: string | null; limit: number }], { id: number; resultJson: string }>(
        `SELECT seq AS id, result_json AS resultJson FROM reconciliations
         WHERE $accountId IS NULL OR account_id = $accountId ORDER BY seq DESC LIMIT $limit`,
      ),
    };
  }

  add(result: Omit<Reconciliation, 'id'>): Reconciliation {
    return this.#database.transaction(() => {
      const { accountId, atMs, by } = result;
      const { lastInsertRowid } = this.#statements.add.run(accountId, atMs, by, JSON.stringify(result));
      this.#statements.trim.run(MAX_ROWS);
      return { id: Number(lastInsertRowid), ...result };
    });
  }

  /** Newest first; of all accounts unless one is named. */
  list(accountId: string | null): Reconciliation[] {
    return this.#statements.list
      .all({ accountId, limit: LIST_ROWS })
      .map(({ id, resultJson }) => ({ id, ...(JSON.parse(resultJson) as Omit<Reconciliation, 'id'>) }));
  }
}
