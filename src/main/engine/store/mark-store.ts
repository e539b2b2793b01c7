import type { OperatorMark } from '#shared/model/snapshot.ts';

import type { Database } from './database.ts';

export type MarkKind = 'miner' | 'pool';

/** The operator's word about miners and pool endpoints. */
export class MarkStore {
  readonly #all;
  readonly #save;
  readonly #remove;

  constructor({ sql }: Database) {
    this.#all = sql.prepare<[], OperatorMark & { kind: MarkKind; id: string }>(
      'SELECT kind, id, reason, note, by, at_ms AS atMs FROM marks ORDER BY kind, id',
    );
    this.#save = sql.prepare<[MarkKind, string, string, string, string, number]>(
      `INSERT INTO marks (kind, id, reason, note, by, at_ms) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (kind, id) DO UPDATE SET
         reason = excluded.reason, note = excluded.note, by = excluded.by, at_ms = excluded.at_ms`,
    );
    this.#remove = sql.prepare<[MarkKind, string]>('DELETE FROM marks WHERE kind = ? AND id = ?');
  }

  loadAll(): { kind: MarkKind; id: string; mark: OperatorMark }[] {
    return this.#all.all().map(({ kind, id, ...mark }) => ({ kind, id, mark }));
  }

  save(kind: MarkKind, id: string, { reason, note, by, atMs }: OperatorMark): void {
    this.#save.run(kind, id, reason, note, by, Math.floor(atMs));
  }

  remove(kind: MarkKind, id: string): void {
    this.#remove.run(kind, id);
  }
}
