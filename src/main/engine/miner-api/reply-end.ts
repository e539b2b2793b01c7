const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Finds the end of a JSON object or array in a stream of bytes, each byte looked at once. Text that does
 * not start as one never ends here.
 */
export class JsonEnd {
  #depth = 0;
  #isJson: boolean | null = null;
  #inText = false;
  #escaped = false;

  /** True once the first object or array is closed. */
  push(chunk: Uint8Array): boolean {
    for (const byte of chunk) if (this.#closes(byte)) return true;
    return false;
  }

  #closes(byte: number): boolean {
    if (this.#isJson === null) this.#start(byte);
    if (this.#isJson !== true) return false;
    if (this.#inText) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) this.#inText = false;
      return false;
    }
    if (byte === QUOTE) this.#inText = true;
    else if (byte === 0x7b || byte === 0x5b) this.#depth += 1;
    else if (byte === 0x7d || byte === 0x5d) this.#depth -= 1;
    else return false;
    return this.#depth === 0;
  }

  #start(byte: number): void {
    if (byte > 0x20) this.#isJson = byte === 0x7b || byte === 0x5b;
  }
}
