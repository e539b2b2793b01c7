import { describe, expect, it } from 'vitest';

import {
  comparedText,
  dayAfter,
  daySpans,
  explanationTexts,
  figureText,
  isDay,
  periodText,
  spanErrors,
} from '#renderer/features/statements/statement-view.ts';

import { plain } from '../make.ts';

describe('days', () => {
  it('are counted over the ends of months', () => {
    expect(dayAfter('2026-11-01', -1)).toBe('2026-10-31');
    expect(dayAfter('2028-02-28', 1)).toBe('2028-02-29');
  });

  it('are offered as spans that are over in the farm’s zone', () => {
    // Half past midnight in Berlin on 1 December; still November in UTC.
    expect(daySpans(Date.UTC(2026, 10, 30, 23, 30), 'Europe/Berlin')).toEqual({
      yesterday: { from: '2026-11-30', to: '2026-11-30' },
      lastWeek: { from: '2026-11-24', to: '2026-11-30' },
      lastMonth: { from: '2026-11-01', to: '2026-11-30' },
    });
  });

  it('must exist and stand in order', () => {
    expect(['2026-11-18', '2026-02-30', '18.11.2026', ''].map(isDay)).toEqual([true, false, false, false]);
    expect(spanErrors({ from: '2026-11-18', to: '2026-11-18' })).toEqual({});
    expect(spanErrors({ from: '2026-11-18', to: '2026-11-17' })).toEqual({
      to: 'The last day may not be before the first.',
    });
    expect(Object.keys(spanErrors({ from: '', to: 'x' }))).toEqual(['from', 'to']);
  });
});

describe('a period', () => {
  it.each([
    [{ kind: 'days', from: '2026-11-18', to: '2026-11-18' }, '2026-11-18'],
    [{ kind: 'days', from: '2026-11-01', to: '2026-11-18' }, '2026-11-01 – 2026-11-18'],
    [{ kind: 'rounds', from: 'r1', to: 'r1' }, 'Round r1'],
    [{ kind: 'rounds', from: 'r1', to: 'r4' }, 'Rounds r1 – r4'],
    [{ kind: 'rounds', from: 'never', to: 'never' }, 'Round without an end'],
  ] as const)('%o is %s', (period, text) => {
    expect(periodText(period)).toBe(text);
  });
});

describe('a comparison', () => {
  it('says what was read', () => {
    expect(plain(figureText({ unit: 'hashrate', value: 1.23e15 }))).toBe('1.23 PH/s on average');
    expect(figureText({ unit: 'shares', value: 1 })).toBe('1 share');
    expect(figureText({ unit: 'shares', value: 1_234_567 })).toBe('1,234,567 shares');
    expect(plain(figureText({ unit: 'work', value: 12.3e12 }))).toBe('work of 12.3 T');
  });

  it('has the difference with its sign, and as a part where there is a whole', () => {
    const compare = (ours: number, pool: number) =>
      plain(
        comparedText({
          compared: 'shares',
          poolAmount: pool,
          ourAmount: ours,
          difference: pool - ours,
          differencePart: ours === 0 ? null : (pool - ours) / ours,
        }).difference,
      );
    expect(compare(1000, 996)).toBe('−4 (−0.40 %)');
    expect(compare(1000, 1020)).toBe('+20 (+2.0 %)');
    expect(compare(1000, 1000)).toBe('0 (0.0 %)');
    expect(compare(0, 5)).toBe('+5');
  });

  it('names what explains something, and nothing else', () => {
    const texts = explanationTexts({
      explanations: [
        { cause: 'in-doubt', morePart: 0.003, lessPart: 0 },
        { cause: 'rounding', morePart: 0.001, lessPart: 0.001 },
        { cause: 'pending', morePart: 0, lessPart: 0 },
      ],
    });
    expect(texts.map(plain)).toEqual([
      'In-doubt shares explain up to 0.30 % more',
      'The digits shown explain up to 0.10 % more or 0.10 % less',
    ]);
  });
});
