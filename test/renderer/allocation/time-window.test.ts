import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { brushed, panned, windowByKey, windowOf, zoomed } from '#renderer/features/allocation/time-window.ts';

const limits = { startMs: 0, endMs: 100_000, minSpanMs: 1000 };

describe('the window of a chart', () => {
  it('moves on with now and reaches a little ahead, or stands still', () => {
    expect(windowOf({ kind: 'live', pastMs: 400 }, 1000)).toEqual({ startMs: 600, endMs: 1100 });
    expect(windowOf({ kind: 'fixed', startMs: 5, endMs: 9 }, 1000)).toEqual({ startMs: 5, endMs: 9 });
  });

  it('zooms around a moment that keeps its place', () => {
    const next = zoomed({ startMs: 20_000, endMs: 60_000 }, { factor: 0.5, atMs: 30_000 }, limits);
    expect(next).toEqual({ startMs: 25_000, endMs: 45_000 });
  });

  it('takes a stroke of the pointer from either side', () => {
    expect(brushed(9000, 4000, limits)).toEqual({ startMs: 4000, endMs: 9000 });
    expect(brushed(4000, 4010, limits)).toEqual({ startMs: 4000, endMs: 5000 });
  });

  it('stays within its limits and keeps its length when it is moved against them', () => {
    expect(panned({ startMs: 1000, endMs: 5000 }, -1, limits)).toEqual({ startMs: 0, endMs: 4000 });
    expect(panned({ startMs: 95_000, endMs: 99_000 }, 1, limits)).toEqual({
      startMs: 96_000,
      endMs: 100_000,
    });
  });

  it('leaves keys alone that are for something else', () => {
    const window = { startMs: 1000, endMs: 5000 };
    expect(windowByKey(window, { key: 'ArrowLeft', shiftKey: false }, limits)).toBeNull();
    expect(windowByKey(window, { key: '+', shiftKey: true }, limits)).toEqual({ startMs: 2000, endMs: 4000 });
  });

  it('is never empty, turned round or outside, whatever is done to it', () => {
    const step = fc.record({
      key: fc.constantFrom('+', '-', 'ArrowLeft', 'ArrowRight'),
      shiftKey: fc.constant(true),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let window = { startMs: 40_000, endMs: 60_000 };
        for (const one of steps) window = windowByKey(window, one, limits) ?? window;
        expect(window.startMs).toBeGreaterThanOrEqual(0);
        expect(window.endMs).toBeLessThanOrEqual(100_000 + 1e-6);
        expect(window.endMs - window.startMs).toBeGreaterThanOrEqual(1000 - 1e-6);
      }),
    );
  });
});
