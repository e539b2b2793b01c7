import { describe, expect, it } from 'vitest';

import { compare } from '#engine/statements/reconcile.ts';
import type { PoolFigure } from '#shared/model/reconciliation.ts';
import type { WorkFigures } from '#shared/model/statement.ts';
import { hashrateFromWork } from '#shared/units.ts';

const DAY_MS = 86_400_000;
const none = { shares: 0, work: 0 };
const ours = (more: Partial<WorkFigures> = {}): WorkFigures => ({
  verified: { shares: 20_000, work: 1_000_000 },
  credited: { shares: 10_000, work: 1_000_000 },
  rejected: none,
  stale: none,
  inDoubt: none,
  pending: none,
  straddling: none,
  ...more,
});
const work = (value: number, rounding = 0): PoolFigure => ({ unit: 'work', value, rounding, text: null });
const wordsOf = (pool: PoolFigure, figures = ours()): string => compare(pool, figures, DAY_MS).words;

describe("a pool's number beside ours", () => {
  it('agrees when it is the same, and when it is the same within its rounding', () => {
    expect([
      compare(work(1_000_000), ours(), DAY_MS).verdict,
      compare(work(1_004_000, 5000), ours(), DAY_MS).verdict,
    ]).toEqual(['agrees', 'agrees']);
  });

  it('is explained by shares in doubt where it is more, never where it is less', () => {
    const figures = ours({ inDoubt: { shares: 50, work: 5000 } });
    expect(wordsOf(work(1_004_000), figures)).toBe(
      'The pool counts 0.40 % more (1.00\u00a0M of work beside our 1.00\u00a0M of work); that is explained: shares in doubt up to 0.50 %.',
    );
    expect(compare(work(996_000), figures, DAY_MS)).toMatchObject({
      verdict: 'unexplained',
      differencePart: -0.004,
    });
  });

  it('says how much of a difference is explained, and that the rest is not', () => {
    const figures = ours({ straddling: { shares: 10, work: 3000 } });
    expect(wordsOf(work(996_000), figures)).toBe(
      'The pool counts 0.40 % less (996\u00a0k of work beside our 1.00\u00a0M of work); shares that straddled a change of difficulty up to 0.30 % explain up to 0.30 % of it, the rest is unexplained.',
    );
  });

  it('allows for chance only where the pool shows a hashrate', () => {
    const value = hashrateFromWork(1_015_000, DAY_MS);
    const estimate = compare({ unit: 'hashrate', value, rounding: 0, text: '' }, ours(), DAY_MS);
    expect(estimate).toMatchObject({
      verdict: 'explained',
      explanations: [{ cause: 'estimate', morePart: 0.02, lessPart: 0.02 }],
    });
    expect(compare(work(1_015_000), ours(), DAY_MS).verdict).toBe('unexplained');
  });

  it('compares shares with shares, and has no verdict where we have none', () => {
    const pool: PoolFigure = { unit: 'shares', value: 10_000, rounding: 0, text: null };
    expect(compare(pool, ours(), DAY_MS)).toMatchObject({ compared: 'shares', verdict: 'agrees' });
    expect(compare(pool, ours({ credited: none }), DAY_MS)).toMatchObject({
      verdict: 'nothing',
      differencePart: null,
    });
  });
});
