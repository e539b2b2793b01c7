import type { Database } from './database.ts';

/** A user name and sealed password for one machine or for a whole family. */
export interface MachineCredentialRow {
  id: number;
  scopeKind: 'machine' | 'family';
  /** Id of the machine, or marker of the family. */
  scopeId: string;
  user: string;
  sealedPassword: Uint8Array;
  addedAtMs: number;
}

/** How to log in to machines. An id is never used twice, so a changed password is a new credential. */
export class MachineCredentialStore {
  readonly #all;
  readonly #add;
  readonly #moveScope;
  readonly #remove;

  constructor({ sql }: Database) {
    this.#all = sql.prepare<[], MachineCredentialRow>(
      `SELECT id, scope_kind AS scopeKind, scope_id AS scopeId, user, sealed_password AS sealedPassword,
              added_at_ms AS addedAtMs
       FROM machine_credentials ORDER BY id`,
    );
    this.#add = sql.prepare<[Omit<MachineCredentialRow, 'id'>]>(
      `INSERT OR REPLACE INTO machine_credentials (scope_kind, scope_id, user, sealed_password, added_at_ms)
       VALUES ($scopeKind, $scopeId, $user, $sealedPassword, $addedAtMs)`,
    );
    this.#moveScope = sql.prepare<[string, number]>(
      'UPDATE OR REPLACE machine_credentials SET scope_id = ? WHERE id = ?',
    );
    this.#remove = sql.prepare<[number]>('DELETE FROM machine_credentials WHERE id = ?');
  }

  /** In the order entered. */
  loadAll(): MachineCredentialRow[] {
    return this.#all.all();
  }

  /** Replaces the one of the same scope and user; returns the new id. */
  add(row: Omit<MachineCredentialRow, 'id'>): number {
    return Number(this.#add.run({ ...row, addedAtMs: Math.floor(row.addedAtMs) }).lastInsertRowid);
  }

  /** Gives a credential to another machine. */
  moveTo(id: number, scopeId: string): void {
    this.#moveScope.run(scopeId, id);
  }

  remove(id: number): void {
    this.#remove.run(id);
  }
}
