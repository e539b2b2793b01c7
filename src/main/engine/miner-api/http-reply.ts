import type { ReplyReader } from './connect.ts';
import { MinerError } from './miner-host.ts';
import { JsonEnd } from './reply-end.ts';

/** An HTTP reply; header names in lower case, repeated headers joined by a comma. */
export interface HttpReply {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

const MAX_HEAD_BYTES = 32_768;
const MAX_HEADERS = 100;
/** A chunk's size in hex with its extension. */
const MAX_CHUNK_LINE = 256;

/** How a body ends (RFC 9112, 6.3). */
type Framing = { kind: 'length'; bytes: number } | { kind: 'chunked' } | { kind: 'until-close' };

/**
 * Reads one HTTP/1.x reply as the small servers of miners send them: with a length, in chunks, or ended by
 * the connection's end. Bare LF line ends and a missing reason are taken.
 */
export class HttpReader implements ReplyReader<HttpReply> {
  #held: Buffer = Buffer.alloc(0);
  #head: { status: number; headers: Record<string, string> } | null = null;
  #framing: Framing = { kind: 'until-close' };
  readonly #body: Buffer[] = [];
  #bodyBytes = 0;
  readonly #json = new JsonEnd();
  #isJsonWhole = false;
  /** Of the present chunk; null between chunks. */
  #chunkLeft: number | null = null;
  readonly #where: string;

  /** `where` names the miner in errors. */
  constructor(where: string) {
    this.#where = where;
  }

  push(chunk: Buffer): HttpReply | null {
    if (this.#head) return this.#takeBody(chunk);
    this.#held = Buffer.concat([this.#held, chunk]);
    for (;;) {
      const end = headEnd(this.#held);
      if ((end?.start ?? this.#held.length) > MAX_HEAD_BYTES)
        throw new MinerError('too-long', `${this.#where} sent endless HTTP headers.`);
      if (!end) {
        const start = this.#held.toString('latin1', 0, 4);
        if (!'HTTP'.startsWith(start)) throw this.#bad();
        return null;
      }
      const head = this.#readHead(this.#held.toString('utf8', 0, end.start));
      const rest = this.#held.subarray(end.next);
      this.#held = rest;
      // 100 Continue and its like come before the reply proper.
      if (head.status < 200 && head.status !== 101) continue;
      this.#held = Buffer.alloc(0);
      this.#head = head;
      this.#framing = this.#readFraming(head);
      return this.#takeBody(rest);
    }
  }

  end(why: 'closed' | 'timeout'): HttpReply | null {
    if (!this.#head || this.#framing.kind !== 'until-close') return null;
    return why === 'closed' || this.#isJsonWhole ? this.#whole() : null;
  }

  #takeBody(bytes: Buffer): HttpReply | null {
    switch (this.#framing.kind) {
      case 'length': {
        this.#keep(bytes.subarray(0, this.#framing.bytes - this.#bodyBytes));
        return this.#bodyBytes >= this.#framing.bytes ? this.#whole() : null;
      }
      case 'chunked':
        return this.#takeChunks(bytes);
      case 'until-close':
        this.#keep(bytes);
        this.#isJsonWhole ||= this.#json.push(bytes);
        return null;
    }
  }

  #takeChunks(bytes: Buffer): HttpReply | null {
    let rest = this.#held.length > 0 ? Buffer.concat([this.#held, bytes]) : bytes;
    this.#held = Buffer.alloc(0);
    while (rest.length > 0) {
      if (this.#chunkLeft !== null && this.#chunkLeft > 0) {
        const part = rest.subarray(0, this.#chunkLeft);
        this.#keep(part);
        this.#chunkLeft -= part.length;
        rest = rest.subarray(part.length);
        continue;
      }
      const lineEnd = rest.indexOf(10);
      if (lineEnd < 0) {
        if (rest.length > MAX_CHUNK_LINE) throw this.#bad();
        this.#held = rest;
        return null;
      }
      const line = rest.toString('latin1', 0, lineEnd).trim();
      rest = rest.subarray(lineEnd + 1);
      if (this.#chunkLeft === 0) {
        if (line !== '') throw this.#bad();
        this.#chunkLeft = null;
        continue;
      }
      const size = /^([0-9a-f]{1,8})\s*(?:;.*)?$/i.exec(line)?.[1];
      if (size === undefined) throw this.#bad();
      const length = Number.parseInt(size, 16);
      // Trailers tell nothing: the reply is whole at the last chunk.
      if (length === 0) return this.#whole();
      this.#chunkLeft = length;
    }
    return null;
  }

  #keep(part: Buffer): void {
    this.#body.push(part);
    this.#bodyBytes += part.length;
  }

  #whole(): HttpReply | null {
    return this.#head && { ...this.#head, body: Buffer.concat(this.#body) };
  }

  #readHead(text: string): { status: number; headers: Record<string, string> } {
    const [first = '', ...lines] = text.split(/\r?\n/);
    const status = /^HTTP\/1\.\d (\d{3})(?: |$)/.exec(first)?.[1];
    if (status === undefined || lines.length > MAX_HEADERS) throw this.#bad();
    const headers = new Map<string, string>();
    for (const line of lines) {
      const colon = line.indexOf(':');
      if (colon <= 0) continue;
      const name = line.slice(0, colon).trim().toLowerCase();
      const value = line.slice(colon + 1).trim();
      const before = headers.get(name);
      headers.set(name, before === undefined ? value : `${before}, ${value}`);
    }
    return { status: Number(status), headers: Object.fromEntries(headers) };
  }

  #readFraming({ status, headers }: { status: number; headers: Record<string, string> }): Framing {
    if (status === 204 || status === 304) return { kind: 'length', bytes: 0 };
    if (/\bchunked\b/i.test(headers['transfer-encoding'] ?? '')) return { kind: 'chunked' };
    const length = headers['content-length'];
    if (length === undefined) return { kind: 'until-close' };
    // A doubled header with one value is harmless.
    const values = new Set(length.split(',').map((value) => value.trim()));
    const [value = ''] = values;
    if (values.size !== 1 || !/^\d{1,12}$/.test(value)) throw this.#bad();
    return { kind: 'length', bytes: Number(value) };
  }

  #bad(): MinerError {
    return new MinerError('bad-reply', `${this.#where} did not answer in HTTP.`);
  }
}

function headEnd(bytes: Buffer): { start: number; next: number } | null {
  const strict = bytes.indexOf('\r\n\r\n');
  const bare = bytes.indexOf('\n\n');
  if (strict >= 0 && (bare < 0 || strict < bare)) return { start: strict, next: strict + 4 };
  return bare >= 0 ? { start: bare, next: bare + 2 } : null;
}
