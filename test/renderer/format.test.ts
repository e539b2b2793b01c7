import { describe, expect, it } from 'vitest';

import {
  columnPrefix,
  formatAgo,
  formatCount,
  formatDifficulty,
  formatDuration,
  formatExact,
  formatHashrate,
  formatHashrateIn,
  formatPercent,
  formatPercentagePoints,
  formatTime,
  formatTimestamp,
  formatWork,
} from '#shared/format.ts';

/** No-break spaces as plain ones, so that the tables below can be read. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

describe('hashrate', () => {
  it.each([
    [128e12, '128 TH/s'],
    [1.234e15, '1.23 PH/s'],
    [985e15, '985 PH/s'],
    [999.96e12, '1.00 PH/s'],
    [999.4e12, '999 TH/s'],
    [999.5e12, '1.00 PH/s'],
    [1500, '1.50 kH/s'],
    [999.6, '1.00 kH/s'],
    [12.34, '12.3 H/s'],
    [0.25, '0.250 H/s'],
    [0.000_012, '1.20e-5 H/s'],
    [0, '0 H/s'],
    [2e27, '2,000 YH/s'],
    [null, '–'],
    [Number.NaN, '–'],
  ])('%d H/s reads %s', (value, text) => {
    expect(plain(formatHashrate(value))).toBe(text);
  });

  it('follows the locale in its digits and not in its unit', () => {
    expect(plain(formatHashrate(1.5e12, 'de'))).toBe('1,50 TH/s');
  });

  it('keeps number and unit on one line', () => {
    expect(formatHashrate(1.5e12)).toBe('1.50\u00a0TH/s');
  });

  it('writes a column in the prefix of its largest value', () => {
    const column = [104e12, 1.2e12, 500e6, null];
    const prefix = columnPrefix(column);
    expect(column.map((value) => plain(formatHashrateIn(value, prefix)))).toEqual([
      '104.00 TH/s',
      '1.20 TH/s',
      '< 0.01 TH/s',
      '–',
    ]);
  });

  it('gives an empty column no prefix', () => {
    expect(columnPrefix([null, 0])).toBe('');
  });
});

describe('difficulty', () => {
  it.each([
    [16_384, '16.4 k'],
    [1_024_000, '1.02 M'],
    [98.6e12, '98.6 T'],
    [999_960, '1.00 M'],
    [1, '1'],
    [512, '512'],
    [1.5, '1.50'],
    [0.0152, '0.0152'],
    [0.001, '0.00100'],
    [1e-7, '1.00e-7'],
    [1e-9, '1.00e-9'],
    [0, '0'],
    [null, '–'],
  ])('%d reads %s', (value, text) => {
    expect(plain(formatDifficulty(value))).toBe(text);
  });

  it('has an exact form that loses nothing', () => {
    expect(formatExact(2_413_988_113.403_320_3)).toBe('2,413,988,113.4033203');
    expect(formatExact(1.5e-9)).toBe('1.5e-9');
    expect(formatExact(null)).toBe('–');
  });
});

describe('work', () => {
  it.each([
    [2_413_988_113, '2.41 G'],
    [0.0559, '0.0559'],
    [1.68e-4, '722 kH'],
    [1e-9, '4.29 H'],
    [0, '0'],
    [null, '–'],
  ])('%d reads %s', (value, text) => {
    expect(plain(formatWork(value))).toBe(text);
  });
});

describe('counts and percentages', () => {
  it.each([
    [0.396, '39.6 %'],
    [0, '0.0 %'],
    [1, '100.0 %'],
    [0.0004, '0.04 %'],
    [0.000_001, '< 0.01 %'],
    [null, '–'],
  ])('%d reads %s', (value, text) => {
    expect(plain(formatPercent(value))).toBe(text);
  });

  it.each([
    [-0.004, '−0.4 pp'],
    [0.012, '+1.2 pp'],
    [0.000_04, '0.0 pp'],
    [null, '–'],
  ])('a difference of %d reads %s', (value, text) => {
    expect(plain(formatPercentagePoints(value))).toBe(text);
  });

  it('groups counts', () => {
    expect(formatCount(12_345)).toBe('12,345');
    expect(formatCount(null)).toBe('–');
  });
});

describe('time', () => {
  it.each([
    [0, '0 s'],
    [200, '< 1 s'],
    [14_000, '14 s'],
    [59_700, '1 min'],
    [190_000, '3 min 10 s'],
    [599_600, '10 min'],
    [42 * 60_000, '42 min'],
    [59.6 * 60_000, '1 h'],
    [(3 * 60 + 10) * 60_000, '3 h 10 min'],
    [23 * 3_600_000 + 59.7 * 60_000, '1 d'],
    [52 * 3_600_000, '2 d 4 h'],
    [-5, '0 s'],
    [null, '–'],
  ])('%d ms lasts %s', (value, text) => {
    expect(plain(formatDuration(value))).toBe(text);
  });

  it('says how long ago, and forgives a clock that runs ahead', () => {
    expect(plain(formatAgo(14_900))).toBe('14 s ago');
    expect(formatAgo(-3000)).toBe('just now');
    expect(formatAgo(null)).toBe('–');
  });

  it('names the day only when it is another one', () => {
    const nowMs = Date.UTC(2026, 10, 18, 12);
    const zone = { timeZone: 'UTC', nowMs };
    expect(formatTime(nowMs + 6 * 3_600_000, zone)).toBe('18:00');
    expect(formatTime(nowMs + 30 * 3_600_000, zone)).toBe('Thu, Nov 19, 18:00');
    expect(formatTime(null, zone)).toBe('–');
  });

  it('keeps midnight at 00 and prints seconds when asked', () => {
    expect(formatTime(Date.UTC(2026, 10, 18, 0, 5, 7), { timeZone: 'UTC', withSeconds: true })).toBe(
      '00:05:07',
    );
  });

  it('states the zone in full timestamps', () => {
    expect(plain(formatTimestamp(Date.UTC(2026, 10, 18, 12, 30), { timeZone: 'UTC' }))).toBe(
      'Nov 18, 2026, 12:30:00 UTC',
    );
  });
});
