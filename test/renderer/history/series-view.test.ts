import { describe, expect, it } from 'vitest';

import { chartTime, chartX } from '#renderer/features/history/series-draw.ts';
import {
  bucketAt,
  drawnLines,
  highestOf,
  knownRuns,
  meanOf,
  middleOf,
  moveBucket,
  totalsOf,
  valueTicks,
  type ChartLine,
} from '#renderer/features/history/series-view.ts';

function line(id: string, values: (number | null)[], max: (number | null)[] | null = null): ChartLine {
  return { id, name: id, css: '#000000', letter: id, values, min: max && values, max };
}

const lines = [line('a', [1, null, 3]), line('b', [3, null, null])];

describe('areas', () => {
  it('stand one above the other, with a hole where nothing is known', () => {
    expect(drawnLines({ lines }, 'stacked').map(({ low, high }) => ({ low, high }))).toEqual([
      { low: [0, null, 0], high: [1, null, 3] },
      { low: [1, null, 3], high: [4, null, 3] },
    ]);
  });

  it('fill the whole height as parts', () => {
    const drawn = drawnLines({ lines }, 'parts');
    expect(drawn.map(({ high }) => high)).toEqual([
      [0.25, null, 1],
      [1, null, 1],
    ]);
    expect(highestOf(drawn, 'parts')).toBe(1);
  });

  it('are not parts of nothing', () => {
    expect(drawnLines({ lines: [line('a', [0])] }, 'parts')[0]?.high).toEqual([null]);
  });

  it('lie beside each other as lines, up to the highest inside a point', () => {
    const drawn = drawnLines({ lines: [line('a', [1, 2], [1, 9])] }, 'lines');
    expect(drawn[0]?.high).toEqual([1, 2]);
    expect(highestOf(drawn, 'lines')).toBe(9);
  });
});

describe('the value axis', () => {
  it.each([
    [0.86e15, 4, [0, 0.25e15, 0.5e15, 0.75e15, 1e15]],
    [10, 5, [0, 2, 4, 6, 8, 10]],
    [0, 5, [0, 1]],
  ])('of %d has round values', (highest, wanted, ticks) => {
    expect(valueTicks(highest, wanted)).toEqual(ticks);
  });
});

describe('buckets', () => {
  it('are found by a moment and kept inside the chart', () => {
    const data = { fromMs: 1000, bucketMs: 100 };
    expect([900, 1000, 1199, 9999].map((atMs) => bucketAt(data, atMs, 5))).toEqual([0, 0, 1, 4]);
    expect(middleOf(data, 2)).toBe(1250);
  });

  it('that are known are joined, sums and means leave the others out', () => {
    expect(knownRuns([null, 1, 2, null, 0])).toEqual([
      [1, 2],
      [4, 4],
    ]);
    expect(totalsOf({ lines }, 3)).toEqual([4, null, 3]);
    expect(meanOf([1, null, 3])).toBe(2);
    expect(meanOf([null])).toBeNull();
  });

  it('are walked through with keys, from the newest on', () => {
    expect(moveBucket(null, 'ArrowLeft', 100)).toBe(99);
    expect(moveBucket(50, 'ArrowLeft', 100)).toBe(49);
    expect(moveBucket(2, 'PageUp', 100)).toBe(0);
    expect(moveBucket(98, 'PageDown', 100)).toBe(99);
    expect(moveBucket(50, 'Home', 100)).toBe(0);
    expect(moveBucket(50, 'x', 100)).toBeNull();
  });
});

describe('places', () => {
  it('are turned into moments and back', () => {
    const frame = { width: 800, fromMs: 5000, toMs: 65_000 };
    expect(chartTime(chartX(20_000, frame), frame)).toBeCloseTo(20_000);
    expect(chartTime(-50, frame)).toBe(5000);
  });
});
