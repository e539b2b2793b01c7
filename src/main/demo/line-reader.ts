/** Thrown when a peer sends a longer line than allowed. */
export class LineTooLongError extends Error {}

/** Cuts a byte stream into LF-terminated lines; `maxLineBytes` bounds what one peer can make us hold. */
export class LineReader {
  readonly #maxLineBytes: number;
  #held: Buffer[] = [];
  #heldBytes = 0;

  constructor(maxLineBytes: number) {
    this.#maxLineBytes = maxLineBytes;
  }

  /** The lines that `chunk` completes, without CR and LF; blank lines are left out. */
  push(chunk: Buffer): string[] {
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      this.#hold(chunk.subarray(start, end));
      start = end + 1;
      const line = Buffer.concat(this.#held).toString('utf8').trim();
      this.#held = [];
      this.#heldBytes = 0;
      if (line !== '') lines.push(line);
    }
    if (start < chunk.length) this.#hold(Buffer.from(chunk.subarray(start)));
    return lines;
  }

  #hold(part: Buffer): void {
    this.#heldBytes += part.length;
    if (this.#heldBytes > this.#maxLineBytes)
      throw new LineTooLongError(`line longer than ${this.#maxLineBytes} bytes`);
    this.#held.push(part);
  }
}

/** A JSON object from a line, or null if the line is anything else. */
export function parseObject(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
