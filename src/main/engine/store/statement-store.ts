import type { StatementSummary } from '#shared/model/statement.ts';

import type { Database } from './database.ts';

/** Older ones are forgotten; whoever was given one has it. */
const MAX_STATEMENTS = 300;

/** Statements as issued. The document is the sealed PDF, which has the signed JSON in it. */
export class StatementStore {
  readonly #database: Database;
  readonly #statements;

  constructor(database: Database) {
    this.#database = database;
    const { sql } = database;
    this.#statements = {
      add: sql.prepare<[string, string, number, string, string, Buffer]>(
        `INSERT INTO statements (id, account_id, issued_at_ms, by, summary_json, document) VALUES (?, ?, ?, ?, ?, ?)`,
      ),
      trim: sql.prepare<[number]>(
        'DELETE FROM statements WHERE seq <= (SELECT seq FROM statements ORDER BY seq DESC LIMIT 1 OFFSET ?)',
      ),
      list: sql
        .prepare<[{ accountId: string | null }], string>(
          `SELECT summary_json FROM statements WHERE $accountId IS NULL OR account_id = $accountId ORDER BY seq DESC`,
        )
        .pluck(),
      find: sql.prepare<[string], { summaryJson: string; document: Buffer }>(
        'SELECT summary_json AS summaryJson, document FROM statements WHERE id = ?',
      ),
    };
  }

  add(summary: StatementSummary, document: Buffer, by: string): void {
    const { id, accountId, issuedAtMs } = summary;
    this.#database.transaction(() => {
      this.#statements.add.run(id, accountId, issuedAtMs, by, JSON.stringify(summary), document);
      this.#statements.trim.run(MAX_STATEMENTS);
    });
  }

  /** Newest first; of all accounts unless one is named. */
  list(accountId: string | null): StatementSummary[] {
    return this.#statements.list.all({ accountId }).map((json) => JSON.parse(json) as StatementSummary);
  }

  find(id: string): { summary: StatementSummary; document: Buffer } | undefined {
    const row = this.#statements.find.get(id);
    return row && { summary: JSON.parse(row.summaryJson) as StatementSummary, document: row.document };
  }
}
