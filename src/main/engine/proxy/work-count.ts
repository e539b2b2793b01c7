/** How many miners work for each account now. */
export class WorkCount {
  readonly #counts = new Map<string, number>();

  /** Returns true when the account had nobody before. */
  add(accountId: string): boolean {
    const before = this.#counts.get(accountId) ?? 0;
    this.#counts.set(accountId, before + 1);
    return before === 0;
  }

  /** Returns true when the account has nobody any more. */
  remove(accountId: string): boolean {
    const left = (this.#counts.get(accountId) ?? 0) - 1;
    if (left > 0) this.#counts.set(accountId, left);
    else this.#counts.delete(accountId);
    return left <= 0;
  }

  of(accountId: string): number {
    return this.#counts.get(accountId) ?? 0;
  }
}
