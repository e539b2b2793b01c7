import { describe, expect, it } from 'vitest';

import { type HttpReply, HttpReader } from '#engine/miner-api/http-reply.ts';

/** Feeds the text in pieces of `size` bytes; then the connection ends. */
function read(text: string, size = text.length, why: 'closed' | 'timeout' = 'closed'): HttpReply | null {
  const bytes = Buffer.from(text);
  const reader = new HttpReader('10.0.0.5, port 80,');
  for (let at = 0; at < bytes.length; at += size) {
    const reply = reader.push(bytes.subarray(at, at + size));
    if (reply) return reply;
  }
  return reader.end(why);
}

function bodyOf(reply: HttpReply | null): string | null {
  return reply && Buffer.from(reply.body).toString();
}

const CHUNKED =
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n2;x=y\r\n1}\r\n0\r\nTrailer: t\r\n\r\n';
const WITH_LENGTH = 'HTTP/1.0 200\r\nContent-Length: 7\r\n\r\n{"a":1}and more';
const BARE_LF = 'HTTP/1.1 200 OK\nServer: boa\n\n{"a":1}';
const CONTINUED =
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 7, 7\r\nX: 1\r\nx: 2\r\n\r\n{"a":1}';

describe('HTTP replies', () => {
  it.each([CHUNKED, WITH_LENGTH, BARE_LF, CONTINUED])(
    'read the same in one piece and byte by byte: %j',
    (text) => {
      for (const size of [1, 2, 3, 7, text.length]) {
        const reply = read(text, size);
        expect(reply?.status).toBe(200);
        expect(bodyOf(reply)).toBe('{"a":1}');
      }
    },
  );

  it('have header names in lower case and repeated headers joined', () => {
    expect(read(CONTINUED)?.headers).toEqual({ 'content-length': '7, 7', x: '1, 2' });
  });

  it('have no body behind 204, whatever the connection does', () => {
    expect(bodyOf(read('HTTP/1.1 204 No Content\r\n\r\n'))).toBe('');
  });

  it('are not whole when the connection ends before their length or last chunk', () => {
    expect(read('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"a":1}')).toBeNull();
    expect(read('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"a":')).toBeNull();
    expect(read('HTTP/1.1 200 OK\r\nContent-Le')).toBeNull();
    expect(read('')).toBeNull();
  });

  it('without a length count at the time limit only if their JSON is whole', () => {
    const head = 'HTTP/1.1 200 OK\r\n\r\n';
    expect(bodyOf(read(`${head}{"a":{"b":"}"}}`, 4, 'timeout'))).toBe('{"a":{"b":"}"}}');
    expect(read(`${head}{"a":{"b":"}"}`, 4, 'timeout')).toBeNull();
    expect(read(`${head}<html>`, 4, 'timeout')).toBeNull();
  });

  it.each([
    ['{"STATUS":[]}', 'another protocol'],
    ['HTTP/2 200\r\n\r\n', 'another version'],
    ['HTTP/1.1 2OO OK\r\n\r\n', 'no status'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 5, 6\r\n\r\n', 'two lengths'],
    ['HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n', 'a negative length'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n', 'a chunk without a size'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffff\r\n', 'a chunk of 64 GiB'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n', 'a chunk longer than its size'],
    [`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${'0'.repeat(300)}`, 'an endless size'],
    [`HTTP/1.1 200 OK\r\n${'A: b\r\n'.repeat(101)}\r\n`, 'more than 100 headers'],
  ])('refuse %j: %s', (text) => {
    expect(() => read(text)).toThrow('10.0.0.5, port 80, did not answer in HTTP.');
  });

  it('refuse headers without an end', () => {
    expect(() => read(`HTTP/1.1 200 OK\r\nA: ${'b'.repeat(40_000)}`, 1000)).toThrow('endless HTTP headers');
    expect(() =>
      read('HTTP/1.1 100 Continue\r\nA: b\r\n\r\n'.repeat(20) + `HTTP/1.1 200 ${'b'.repeat(40_000)}`),
    ).toThrow('endless HTTP headers');
  });

  it('keep a header named __proto__ a header', () => {
    const reply = read('HTTP/1.1 200 OK\r\n__proto__: x\r\nContent-Length: 0\r\n\r\n');
    expect(Object.keys(reply?.headers ?? {})).toEqual(['__proto__', 'content-length']);
    expect(Object.getPrototypeOf(reply?.headers)).toBe(Object.prototype);
  });
});
