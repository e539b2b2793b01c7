import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { CgminerReader } from '#engine/miner-api/cgminer-api.ts';
import type { ReplyReader } from '#engine/miner-api/connect.ts';
import { HttpReader } from '#engine/miner-api/http-reply.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';

/** What a reader makes of bytes in these pieces: a reply, nothing, or a MinerError. */
function outcome(reader: ReplyReader<unknown>, pieces: readonly Buffer[]): unknown {
  try {
    for (const piece of pieces) {
      const reply = reader.push(piece);
      if (reply !== null) return reply;
    }
    return reader.end('closed');
  } catch (error) {
    if (error instanceof MinerError) return error.trouble;
    throw error;
  }
}

/** `bytes` cut at every one of `cuts`. */
function cut(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [0, ...cuts.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}

const CUTS = fc.array(fc.nat(), { maxLength: 6 });
const HTTP_WORDS = [
  'HTTP/1.1 200 OK\r\n',
  'HTTP/1.1 100 Continue\r\n',
  'Content-Length: 3\r\n',
  'Transfer-Encoding: chunked\r\n',
  '\r\n',
  '\n',
  '3\r\n',
  '0\r\n',
  'abc',
  '{"a":1}',
  '\0',
];

describe('readers of replies', () => {
  it('find the same HTTP reply however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...HTTP_WORDS), { maxLength: 10 }), CUTS, (words, cuts) => {
        const bytes = Buffer.from(`HTTP/1.1 200 OK\r\n${words.join('')}`);
        expect(outcome(new HttpReader('x'), cut(bytes, cuts))).toEqual(outcome(new HttpReader('x'), [bytes]));
      }),
    );
  });

  it('find the same HTTP reply byte by byte', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...HTTP_WORDS), { maxLength: 10 }), (words) => {
        const bytes = Buffer.from(`HTTP/1.1 200 OK\r\n${words.join('')}`);
        const single = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
        expect(outcome(new HttpReader('x'), single)).toEqual(outcome(new HttpReader('x'), [bytes]));
      }),
    );
  });

  it('take any bytes without a failure that is not a MinerError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), CUTS, (random, cuts) => {
        const pieces = cut(Buffer.from(random), cuts);
        outcome(new HttpReader('x'), pieces);
        expect(outcome(new CgminerReader(), pieces)).not.toBeInstanceOf(Error);
      }),
    );
  });

  it('give a JSON reply of the cgminer port whole, however it is cut', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), CUTS, (value, cuts) => {
        const text = JSON.stringify(value);
        const reply = outcome(new CgminerReader(), cut(Buffer.from(`${text}\0`), cuts)) as Buffer;
        expect(reply.toString()).toBe(text);
      }),
    );
  });
});
