/** Lets one call at a time through per key, in order of arrival. */
export class Turnstile {
  readonly #last = new Map<string, Promise<void>>();

  async pass<T>(key: string, call: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    const { promise: mine, resolve: leave } = Promise.withResolvers<void>();
    this.#last.set(key, mine);
    await before;
    try {
      return await call();
    } finally {
      leave();
      if (this.#last.get(key) === mine) this.#last.delete(key);
    }
  }
}
