import type { FailureReason, OperatorMark } from '#shared/model/snapshot.ts';

import type { Database } from './database.ts';

export type MarkKind = 'miner' | 'pool';

/** The operator's word about miners and pool endpoints. */
export class MarkStore {
  readonly #all;
  readonly #put;
  readonly #delete;

  constructor({ sql }: Database) {
    this.#all = sql.prepare<
      [MarkKind],
      { id: string; reason: FailureReason; note: string; by: string; atMs: number }
    >('SELECT id, reason, note, by, at_ms AS atMs FROM marks WHERE kind = ?');
    this.#put = sql.prepare<[MarkKind, string, string, string, string, number]>(
      `INSERT INTO marks (kind, id, reason, note, by, at_ms) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (kind, id) DO UPDATE SET
         reason = excluded.reason, note = excluded.note, by = excluded.by, at_ms = excluded.at_ms`,
    );
    this.#delete = sql.prepare<[MarkKind, string]>('DELETE FROM marks WHERE kind = ? AND id = ?');
  }

  all(kind: MarkKind): Map<string, OperatorMark> {
    return new Map(this.#all.all(kind).map(({ id, ...mark }) => [id, mark]));
  }

  put(kind: MarkKind, id: string, { reason, note, by, atMs }: OperatorMark): void {
    this.#put.run(kind, id, reason, note, by, Math.floor(atMs));
  }

  delete(kind: MarkKind, id: string): void {
    this.#delete.run(kind, id);
  }
}
