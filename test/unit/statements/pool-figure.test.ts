import { describe, expect, it } from 'vitest';

import { readPoolFigures } from '#engine/statements/pool-figure.ts';
import { AppError } from '#shared/errors.ts';

const read = (text: string): string[] =>
  readPoolFigures(text).map(({ unit, value, rounding }) => `${value} ${unit} ±${rounding}`);

const sentenceOf = (text: string): string => {
  try {
    return read(text).join();
  } catch (error) {
    if (error instanceof AppError && error.code === 'BAD_INPUT') return error.message;
    throw error;
  }
};

describe("a pool's number as pasted", () => {
  it.each([
    ['1234567', ['1234567 work ±0']],
    ['1,234,567', ['1234567 work ±0']],
    ['1.234.567', ['1234567 work ±0']],
    ['1 234 567', ['1234567 work ±0']],
    ['1\u202f234\u00a0567', ['1234567 work ±0']],
    ['1’234’567', ['1234567 work ±0']],
    ['12,34,567', ['1234567 work ±0']],
    ['1,234,567.5', ['1234567.5 work ±0.05']],
    ['1.234.567,5', ['1234567.5 work ±0.05']],
    ['١٬٢٣٤٬٥٦٧', ['1234567 work ±0']],
    ['12.3 T', ['12300000000000 work ±50000000000']],
    ['12,3T', ['12300000000000 work ±50000000000']],
    ['1.23 PH/s', ['1230000000000000 hashrate ±5000000000000']],
    ['1.23 Ph/s average', ['1230000000000000 hashrate ±5000000000000']],
    ['Average hashrate: 120 TH/s', ['120000000000000 hashrate ±500000000000']],
    ['1,234 shares', ['1234 shares ±0']],
    ['Accepted: 12 345 shares', ['12345 shares ±0']],
    ['18 Nov 2026: 12,345,678 shares', ['12345678 shares ±0']],
    ['2.5e12', ['2500000000000 work ±50000000000']],
    ['0,123', ['0.123 work ±0.0005']],
    ['1,234', ['1234 work ±0', '1.234 work ±0.0005']],
    ['4294967296 H/s·h', ['3600 work ±4.1909515857696533e-7']],
  ])('%s', (text, readings) => {
    expect(read(text)).toEqual(readings);
  });

  it('is refused in one sentence where it is none or more than one', () => {
    expect([sentenceOf('nothing here'), sentenceOf('12 TH/s and 13 TH/s')]).toEqual([
      '"nothing here" has no number in it; paste one such as "1.23 PH/s" or "12.3 T".',
      '"12 TH/s and 13 TH/s" has several numbers in it; paste only the one to compare.',
    ]);
  });
});
