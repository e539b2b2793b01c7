import { ProtocolError } from './protocol-error.ts';

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;
const BRACE = 0x7b;

/** A line grew past the limit. `lines` are the whole lines that came before it in the same chunk. */
export class FrameTooLongError extends ProtocolError {
  readonly lines: string[];
  constructor(maxLineBytes: number, lines: string[]) {
    super('FRAME_TOO_LONG', `a line is longer than ${maxLineBytes} bytes`);
    this.name = 'FrameTooLongError';
    this.lines = lines;
  }
}

/**
 * False when these first bytes of a connection cannot begin a Stratum line: a TLS ClientHello, HTTP,
 * binary, a JSON array. True for white space alone. bfgminer opens a plain port with a ClientHello
 * and waits; closing at once makes it come back in plain text.
 */
export function looksLikeJsonStart(chunk: Uint8Array): boolean {
  for (const byte of chunk) {
    if (byte === LF || byte === CR || byte === SPACE || byte === TAB) continue;
    return byte === BRACE;
  }
  return true;
}

/**
 * Cuts a TCP byte stream into LF-terminated lines. `maxLineBytes` (the terminator not counted) bounds
 * what one peer can make us hold. A CR before the LF goes, blank lines are skipped, and bytes are
 * decoded as UTF-8 only when the line is whole. After a throw the connection is to be closed.
 */
export class LineFramer {
  readonly #maxLineBytes: number;
  #pending: Buffer | null = null;
  #pendingLength = 0;
  #started = false;

  constructor(maxLineBytes: number) {
    this.#maxLineBytes = maxLineBytes;
  }

  /** The lines that `chunk` completes. Throws FrameTooLongError, or ProtocolError NOT_STRATUM. */
  push(chunk: Buffer): string[] {
    if (!this.#started) this.#checkStart(chunk);
    const lines: string[] = [];
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(LF, start);
      if (end < 0) break;
      if (this.#pendingLength + end - start > this.#maxLineBytes) {
        throw new FrameTooLongError(this.#maxLineBytes, lines);
      }
      const line = this.#take(chunk, start, end);
      if (line.trim() !== '') lines.push(line);
      start = end + 1;
    }
    if (start < chunk.length) {
      if (this.#pendingLength + chunk.length - start > this.#maxLineBytes) {
        throw new FrameTooLongError(this.#maxLineBytes, lines);
      }
      this.#keep(chunk, start);
    }
    return lines;
  }

  #checkStart(chunk: Buffer): void {
    if (!looksLikeJsonStart(chunk)) {
      throw new ProtocolError('NOT_STRATUM', 'the first byte does not begin a Stratum line ("{" expected)');
    }
    this.#started = chunk.includes(BRACE);
  }

  #take(chunk: Buffer, start: number, end: number): string {
    if (!this.#pending) return chunk.toString('utf8', start, lineEnd(chunk, start, end));
    this.#keep(chunk.subarray(0, end), start);
    const text = this.#pending.toString('utf8', 0, lineEnd(this.#pending, 0, this.#pendingLength));
    this.#pending = null;
    this.#pendingLength = 0;
    return text;
  }

  /** Copies the rest of a chunk, so that a small remainder does not keep a whole socket buffer alive. */
  #keep(chunk: Buffer, start: number): void {
    const needed = this.#pendingLength + chunk.length - start;
    if (!this.#pending || this.#pending.length < needed) {
      const grown = Buffer.allocUnsafe(Math.max(needed, Math.min(needed * 2, this.#maxLineBytes)));
      this.#pending?.copy(grown, 0, 0, this.#pendingLength);
      this.#pending = grown;
    }
    chunk.copy(this.#pending, this.#pendingLength, start);
    this.#pendingLength = needed;
  }
}

function lineEnd(bytes: Buffer, start: number, end: number): number {
  return end > start && bytes[end - 1] === CR ? end - 1 : end;
}
