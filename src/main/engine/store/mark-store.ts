import type { OperatorMark } from '#shared/model/snapshot.ts';

import type { Database } from './database.ts';

type MarkKind = 'miner' | 'pool';

/** The operator's marks on miners and pool endpoints. */
export class MarkStore {
  readonly #all;
  readonly #save;
  readonly #remove;

  constructor(database: Database) {
    this.#all = database.sql.prepare<[], OperatorMark & { kind: MarkKind; id: string }>(
      'SELECT kind, id, reason, note, by, at_ms AS atMs FROM marks',
    );
    this.#save = database.sql.prepare<[OperatorMark & { kind: MarkKind; id: string }]>(
      `INSERT INTO marks (kind, id, reason, note, by, at_ms) VALUES (@kind, @id, @reason, @note, @by, @atMs)
       ON CONFLICT (kind, id) DO UPDATE SET reason = excluded.reason, note = excluded.note,
         by = excluded.by, at_ms = excluded.at_ms`,
    );
    this.#remove = database.sql.prepare<[MarkKind, string]>('DELETE FROM marks WHERE kind = ? AND id = ?');
  }

  loadAll(): { kind: MarkKind; id: string; mark: OperatorMark }[] {
    return this.#all.all().map(({ kind, id, ...mark }) => ({ kind, id, mark }));
  }

  save(kind: MarkKind, id: string, mark: OperatorMark): void {
    this.#save.run({ kind, id, ...mark });
  }

  remove(kind: MarkKind, id: string): void {
    this.#remove.run(kind, id);
  }
}
