import type { Database } from './database.ts';

/** A round as kept: `endsAtMs` null = it never ends. */
export interface RoundRow {
  id: string;
  startedAtMs: number;
  endsAtMs: number | null;
}

/** Every round in which the program ran. */
export class RoundStore {
  readonly #upsert;
  readonly #find;

  constructor({ sql }: Database) {
    this.#upsert = sql.prepare<[string, number, number | null]>(
      `INSERT INTO rounds (id, started_at_ms, ends_at_ms) VALUES (?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET started_at_ms = excluded.started_at_ms, ends_at_ms = excluded.ends_at_ms`,
    );
    this.#find = sql.prepare<[string], RoundRow>(
      'SELECT id, started_at_ms AS startedAtMs, ends_at_ms AS endsAtMs FROM rounds WHERE id = ?',
    );
  }

  save(round: RoundRow): void {
    this.#upsert.run(round.id, round.startedAtMs, round.endsAtMs);
  }

  find(id: string): RoundRow | undefined {
    return this.#find.get(id);
  }
}
