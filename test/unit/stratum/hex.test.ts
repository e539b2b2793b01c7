import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { formatHex32, parseHex32, parseHexBytes } from '#engine/stratum/hex.ts';

describe('parseHex32', () => {
  it('reads back every uint32, in either case', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (value) => {
        expect(formatHex32(value)).toHaveLength(8);
        expect(parseHex32(formatHex32(value))).toBe(value);
        expect(parseHex32(formatHex32(value).toUpperCase())).toBe(value);
      }),
    );
  });

  it.each([
    '',
    '1',
    '1234567',
    '123456789',
    '0x123456',
    '1234567g',
    ' 1234567',
    '+1234567',
    '12345678\n',
    7,
    null,
    undefined,
    ['12345678'],
  ])('refuses %j', (value) => {
    expect(parseHex32(value)).toBeNull();
  });

  it('takes exactly the strings of eight hex digits', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 10 }), (text) => {
        expect(parseHex32(text) !== null).toBe(/^[0-9a-fA-F]{8}$/.test(text) && !text.includes('\n'));
      }),
    );
  });
});

describe('parseHexBytes', () => {
  it('reads back any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
        const hex = Buffer.from(bytes).toString('hex');
        expect(parseHexBytes(hex)).toEqual(Buffer.from(bytes));
        expect(parseHexBytes(hex.toUpperCase(), bytes.length)).toEqual(Buffer.from(bytes));
        expect(parseHexBytes(hex, bytes.length + 1)).toBeNull();
      }),
    );
  });

  it.each(['a', 'zz', '0x', 'ab\n', 5, null])('refuses %j', (value) => {
    expect(parseHexBytes(value)).toBeNull();
  });
});
