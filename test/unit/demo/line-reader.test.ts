import { describe, expect, it } from 'vitest';
import { LineReader, LineTooLongError, parseObject } from '#main/demo/line-reader.ts';

describe('the line reader', () => {
  const bytes = Buffer.from('{"a":"ü"}\r\n\n{"b":1}\n{"c"');

  it('cuts lines that come in one piece', () => {
    expect(new LineReader(100).push(bytes)).toEqual(['{"a":"ü"}', '{"b":1}']);
  });

  it('cuts lines that come byte by byte', () => {
    const reader = new LineReader(100);
    const lines = [...bytes].flatMap((byte) => reader.push(Buffer.of(byte)));
    expect(lines).toEqual(['{"a":"ü"}', '{"b":1}']);
  });

  it('refuses a line above its limit, ended or not', () => {
    expect(() => new LineReader(4).push(Buffer.from('12345\n'))).toThrow(LineTooLongError);
    expect(() => new LineReader(4).push(Buffer.from('12345'))).toThrow(LineTooLongError);
    expect(new LineReader(4).push(Buffer.from('1234\n'))).toEqual(['1234']);
  });

  it('reads objects and nothing else', () => {
    expect(['{"a":1}', '[1]', 'null', '7', '{'].map(parseObject)).toEqual([{ a: 1 }, null, null, null, null]);
  });
});
