import { Emitter } from '#engine/lib/emitter.ts';

/** How a login of an account at one of its pool endpoints ended. */
export interface LoginResult {
  ok: boolean;
  /** What was accepted, or the pool's own words. */
  text: string;
  /** Ms since 1970. */
  atMs: number;
  endpointId: string;
}

/** The last login result of every account. It is known, and told, before any job of that login is passed on. */
export class LoginResults {
  /** Another result than the account's last one; the same again is kept, but not told. */
  readonly changed = new Emitter<[accountId: string, result: LoginResult]>();
  readonly #last = new Map<string, LoginResult>();

  /** Null until a pool has answered a login since the program started. */
  last(accountId: string): LoginResult | null {
    return this.#last.get(accountId) ?? null;
  }

  note(accountId: string, result: LoginResult): void {
    const before = this.#last.get(accountId);
    this.#last.set(accountId, result);
    const isSame =
      before?.ok === result.ok && before.endpointId === result.endpointId && before.text === result.text;
    if (!isSame) this.changed.emit(accountId, result);
  }

  forget(accountId: string): void {
    this.#last.delete(accountId);
  }
}
