import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { FrameTooLongError, LineFramer, looksLikeJsonStart } from '#engine/stratum/line-framer.ts';
import { ProtocolError } from '#engine/stratum/protocol-error.ts';

/** Lines of a stream cut at the given sizes; what is left goes as one last chunk. */
function frame(bytes: Buffer, sizes: number[], maxLineBytes = 1000): string[] {
  const framer = new LineFramer(maxLineBytes);
  const lines: string[] = [];
  let at = 0;
  for (const size of [...sizes, bytes.length]) {
    lines.push(...framer.push(Buffer.from(bytes.subarray(at, at + size))));
    at += size;
  }
  return lines;
}

const byteByByte = (bytes: Buffer): number[] => bytes.toJSON().data.map(() => 1);

const streams: [name: string, text: string, lines: string[]][] = [
  ['one line', '{"id":1}\n', ['{"id":1}']],
  ['several lines', '{"id":1}\n{"id":2}\n{"id":3}\n', ['{"id":1}', '{"id":2}', '{"id":3}']],
  ['a carriage return before the line feed', '{"id":1}\r\n{"id":2}\r\n', ['{"id":1}', '{"id":2}']],
  ['blank lines', '\n\r\n  \n{"id":1}\n\n\n{"id":2}\n', ['{"id":1}', '{"id":2}']],
  ['an unfinished last line', '{"id":1}\n{"id":', ['{"id":1}']],
  ['characters of several bytes', '{"w":"矿机-é-🪙"}\n', ['{"w":"矿机-é-🪙"}']],
  ['later lines that are no JSON', '{}\nhello\n', ['{}', 'hello']],
];

describe('LineFramer', () => {
  it.each(streams)('cuts %s out of one chunk', (_name, text, lines) => {
    expect(frame(Buffer.from(text), [])).toEqual(lines);
  });

  it.each(streams)('cuts %s that come byte by byte', (_name, text, lines) => {
    const bytes = Buffer.from(text);
    expect(frame(bytes, byteByByte(bytes))).toEqual(lines);
  });

  it('gives the same lines however the stream is cut', () => {
    const line = fc
      .string({ unit: 'binary', maxLength: 40 })
      .map((text) => `{${text.replace(/[\r\n]/g, '')}`);
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.integer({ min: 1, max: 30 })), (lines, sizes) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
        expect(frame(bytes, sizes)).toEqual(frame(bytes, []));
        expect(frame(bytes, byteByByte(bytes))).toEqual(lines.map((text) => Buffer.from(text).toString()));
      }),
    );
  });

  it('takes a line of exactly the limit and refuses one byte more, finished or not', () => {
    const line = (length: number): string => `{${'x'.repeat(length - 1)}`;
    expect(frame(Buffer.from(`${line(64)}\n`), [], 64)).toEqual([line(64)]);
    expect(() => frame(Buffer.from(`${line(65)}\n`), [], 64)).toThrow(FrameTooLongError);
    expect(() => frame(Buffer.from(line(65)), [], 64)).toThrow(FrameTooLongError);
    expect(() => frame(Buffer.from(line(65)), byteByByte(Buffer.from(line(65))), 64)).toThrow(
      FrameTooLongError,
    );
  });

  it('hands over the whole lines before one that is too long', () => {
    const framer = new LineFramer(10);
    const error = catchError(() => framer.push(Buffer.from(`{"id":1}\n{${'x'.repeat(20)}`)));
    expect(error).toBeInstanceOf(FrameTooLongError);
    expect((error as FrameTooLongError).lines).toEqual(['{"id":1}']);
  });

  it('does not keep the chunk a remainder came in', () => {
    const framer = new LineFramer(100);
    const chunk = Buffer.from('{"id":1}\n{"id"');
    framer.push(chunk);
    chunk.fill(0);
    expect(framer.push(Buffer.from(':2}\n'))).toEqual(['{"id":2}']);
  });

  it.each([
    ['a TLS ClientHello', Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00])],
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\n')],
    ['a JSON array', Buffer.from(' [1,2]\n')],
    ['a zero byte', Buffer.from([0])],
    ['a BTC.com binary frame', Buffer.from([0x7f, 0x01])],
  ])('refuses %s at its first byte', (_name, bytes) => {
    const error = catchError(() => new LineFramer(1000).push(bytes));
    expect(error).toBeInstanceOf(ProtocolError);
    expect((error as ProtocolError).code).toBe('NOT_STRATUM');
    expect(looksLikeJsonStart(bytes)).toBe(false);
  });

  it('takes leading white space in a chunk of its own before the first brace', () => {
    const framer = new LineFramer(1000);
    expect(framer.push(Buffer.from(' \r\n '))).toEqual([]);
    expect(framer.push(Buffer.from('{}\n'))).toEqual([' {}']);
    expect(() => new LineFramer(1000).push(Buffer.from('\n x'))).toThrow(ProtocolError);
  });
});

function catchError(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
