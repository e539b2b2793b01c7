import { createHash } from 'node:crypto';

import type { Json, JsonObject } from '#engine/discovery/json.ts';
import { parseReply } from '#engine/discovery/reply-parser.ts';
import type { ParsedReply } from '#engine/discovery/reply-parser.ts';
import { exchange } from './connect.ts';
import type { Limits, ReplyReader } from './connect.ts';
import { MinerError } from './miner-host.ts';
import type { MinerHost } from './miner-host.ts';

/** A command of Whatsminer's third API. */
export interface WhatsminerV3Request {
  cmd: string;
  param?: Json;
  /** What a `set.` command carries beside it. */
  write?: { ts: number; account: string; token: string };
}

const HEAD_BYTES = 4;
/** The largest reply that is taken; a summary with three boards is some 10 kB. */
const MAX_BYTES = 1_048_576;
/** More empty frames than a miner sends while it thinks. */
const MAX_HEARTBEATS = 32;
const TOKEN_CHARS = 8;

/**
 * Asks one command on port 4433: a frame of 4 bytes length, little-endian, and JSON, both ways (Whatsminer API
 * 3.0). A frame of length 0 is a heartbeat and skipped. A `code` other than 0 is a reply like any other.
 * Throws `MinerError` when there is no reply.
 */
export async function askWhatsminerV3(
  host: MinerHost,
  request: WhatsminerV3Request,
  limits: Limits = {},
): Promise<ParsedReply> {
  const maxBytes = Math.min(limits.maxBytes ?? MAX_BYTES, MAX_BYTES);
  const payload = await exchange(host, {
    port: host.ports.whatsminerV3,
    bytes: encodeFrame(formatRequest(request)),
    reader: new FrameReader(host.address, maxBytes),
    limits: { ...limits, maxBytes: maxBytes + HEAD_BYTES * (MAX_HEARTBEATS + 1) },
  });
  return parseReply(payload);
}

/**
 * The token of a `set.` command: the first 8 characters of base64(SHA-256(command + password + salt + ts)),
 * `ts` being seconds of the miner's own clock.
 */
export function v3Token(cmd: string, password: string, salt: string, ts: number): string {
  return createHash('sha256').update(`${cmd}${password}${salt}${ts}`).digest('base64').slice(0, TOKEN_CHARS);
}

function formatRequest({ cmd, param, write }: WhatsminerV3Request): string {
  const body: JsonObject = { cmd, ...write };
  if (param !== undefined) body['param'] = param;
  return JSON.stringify(body);
}

function encodeFrame(text: string): Buffer {
  const payload = Buffer.from(text, 'utf8');
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(payload.length);
  return Buffer.concat([head, payload]);
}

/** Puts the first frame that is no heartbeat together, at any cut. */
class FrameReader implements ReplyReader<Uint8Array> {
  readonly #address: string;
  readonly #maxBytes: number;
  readonly #chunks: Buffer[] = [];
  #heldBytes = 0;
  #heartbeats = 0;
  /** Bytes of the frame that is being read; null = its head is not whole yet. */
  #frameBytes: number | null = null;

  constructor(address: string, maxBytes: number) {
    this.#address = address;
    this.#maxBytes = maxBytes;
  }

  push(chunk: Buffer): Uint8Array | null {
    this.#chunks.push(chunk);
    this.#heldBytes += chunk.length;
    while (this.#frameBytes === null && this.#heldBytes >= HEAD_BYTES) this.#readHead();
    if (this.#frameBytes === null || this.#heldBytes < this.#frameBytes) return null;
    return this.#joined().subarray(0, this.#frameBytes);
  }

  end(): null {
    return null;
  }

  #readHead(): void {
    const held = this.#joined();
    const length = held.readUInt32LE();
    this.#hold(held.subarray(HEAD_BYTES));
    if (length > this.#maxBytes) {
      throw new MinerError(
        'too-long',
        `${this.#address} announced a reply of ${length} bytes; more than ${this.#maxBytes} are not read.`,
      );
    }
    if (length > 0) {
      this.#frameBytes = length;
      return;
    }
    this.#heartbeats += 1;
    if (this.#heartbeats > MAX_HEARTBEATS) {
      throw new MinerError('bad-reply', `${this.#address} sent only heartbeats instead of a reply.`);
    }
  }

  #joined(): Buffer {
    const held = Buffer.concat(this.#chunks);
    this.#hold(held);
    return held;
  }

  #hold(bytes: Buffer): void {
    this.#chunks.splice(0, this.#chunks.length, bytes);
    this.#heldBytes = bytes.length;
  }
}
