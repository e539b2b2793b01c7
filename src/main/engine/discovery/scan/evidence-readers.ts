import { gunzipSync, constants } from 'node:zlib';

import type { ReplyReader } from '#engine/miner-api/connect.ts';
import { HttpReader } from '#engine/miner-api/http-reply.ts';
import type { HttpReply } from '#engine/miner-api/http-reply.ts';
import { JsonEnd } from '#engine/miner-api/reply-end.ts';

/** What is read of any reply while nobody knows whose it is. Markers stand in the first few KiB. */
export const MAX_EVIDENCE_BYTES = 65_536;

/** Bytes as they come, up to the limit; what is there when the time is over or the peer hangs up counts. */
class CutBytes {
  readonly #chunks: Buffer[] = [];
  #length = 0;

  /** True when the limit is reached. */
  push(chunk: Buffer): boolean {
    const part = chunk.subarray(0, MAX_EVIDENCE_BYTES - this.#length);
    this.#chunks.push(part);
    this.#length += part.length;
    return this.#length >= MAX_EVIDENCE_BYTES;
  }

  all(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}

/** A reply of the cgminer port, whole or as far as it came: a marker in half a reply is a marker. */
export class RpcEvidenceReader implements ReplyReader<Uint8Array> {
  readonly #bytes = new CutBytes();
  readonly #json = new JsonEnd();

  push(chunk: Buffer): Uint8Array | null {
    const isFull = this.#bytes.push(chunk);
    return isFull || this.#json.push(chunk) || chunk.includes(0) ? this.#bytes.all() : null;
  }

  end(): Uint8Array | null {
    const all = this.#bytes.all();
    return all.length > 0 ? all : null;
  }
}

/** A web page, whole or its beginning; compressed ones (AxeOS sends nothing else) are unpacked within the limit. */
export class PageReader implements ReplyReader<HttpReply> {
  readonly #bytes = new CutBytes();
  readonly #whole: HttpReader;

  constructor(where: string) {
    this.#whole = new HttpReader(where);
  }

  push(chunk: Buffer): HttpReply | null {
    const isFull = this.#bytes.push(chunk);
    const reply = this.#whole.push(chunk);
    if (reply !== null) return unpacked(reply);
    return isFull ? this.end() : null;
  }

  end(): HttpReply | null {
    const text = this.#bytes.all().toString('latin1');
    const head = /^HTTP\/1\.\d (\d{3})[^\n]*\n([\s\S]*?)\r?\n\r?\n/.exec(text);
    if (head === null) return null;
    const headers: Record<string, string> = {};
    for (const line of (head[2] ?? '').split('\n')) {
      const colon = line.indexOf(':');
      const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase();
      if (/^[a-z][a-z-]*$/.test(name)) headers[name] = line.slice(colon + 1).trim();
    }
    const body = this.#bytes.all().subarray(head[0].length);
    return unpacked({ status: Number(head[1]), headers, body });
  }
}

function unpacked(reply: HttpReply): HttpReply {
  const body = reply.body.subarray(0, MAX_EVIDENCE_BYTES);
  if (!/gzip/i.test(reply.headers['content-encoding'] ?? '')) return { ...reply, body };
  try {
    const limits = { maxOutputLength: 4 * MAX_EVIDENCE_BYTES, finishFlush: constants.Z_SYNC_FLUSH };
    return { ...reply, body: gunzipSync(body, limits).subarray(0, MAX_EVIDENCE_BYTES) };
  } catch {
    return { ...reply, body: new Uint8Array() };
  }
}
