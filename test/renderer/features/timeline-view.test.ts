import { describe, expect, it } from 'vitest';

import { minerLines } from '#renderer/features/allocation/timeline-groups.ts';
import { timeAt, xOf } from '#renderer/features/allocation/timeline-scene.ts';
import {
  accountsInSpan,
  axisTicks,
  bandAt,
  earliestMs,
  findingOf,
  fittingSpanMs,
  mergeIntervals,
  MINUTE_MS,
  moveCursor,
  rowsOf,
  tableLines,
} from '#renderer/features/allocation/timeline-view.ts';
import type { AllocationInterval } from '#shared/model/history.ts';

function interval(
  minerId: string,
  accountId: string | null,
  fromMs: number,
  toMs: number | null,
): AllocationInterval {
  return { minerId, accountId, fromMs, toMs, cause: `to ${accountId}` };
}

const miners = [
  { id: 'm1', name: 'rack1-01' },
  { id: 'm2', name: 'rack1-02' },
];

describe('fetched intervals', () => {
  it('replace what they continue, keep the rest, and drop what is too old', () => {
    const known = [interval('m1', 'a', 0, 50), interval('m1', 'b', 50, null), interval('m2', 'a', 0, null)];
    const fresh = [interval('m1', 'b', 50, 90), interval('m1', 'c', 90, null)];
    expect(mergeIntervals(known, fresh, 60)).toEqual([
      interval('m1', 'b', 50, 90),
      interval('m2', 'a', 0, null),
      interval('m1', 'c', 90, null),
    ]);
  });
});

describe('rows', () => {
  it('have one per miner, also without bands', () => {
    expect(
      rowsOf(miners, [interval('m2', 'a', 0, null)]).map(({ name, bands }) => [name, bands.length]),
    ).toEqual([
      ['rack1-01', 0],
      ['rack1-02', 1],
    ]);
  });

  it('join neighbours of the same account, whatever order they come in', () => {
    const [row] = rowsOf(miners, [
      interval('m1', 'b', 3000, null),
      interval('m1', 'a', 1500, 3000),
      interval('m1', 'a', 0, 1000),
    ]);
    expect(row?.bands).toEqual([
      { accountId: 'a', fromMs: 0, toMs: 3000, cause: 'to a' },
      { accountId: 'b', fromMs: 3000, toMs: null, cause: 'to b' },
    ]);
  });

  it('keep a gap where the miner was away', () => {
    const [row] = rowsOf(miners, [interval('m1', 'a', 0, 1000), interval('m1', 'a', 9000, null)]);
    expect(row?.bands).toHaveLength(2);
  });

  it('end an open band where the next begins', () => {
    const [row] = rowsOf(miners, [interval('m1', 'a', 0, null), interval('m1', 'b', 500, null)]);
    expect(row?.bands.map(({ toMs }) => toMs)).toEqual([500, null]);
  });
});

describe('reading the chart', () => {
  const row = rowsOf(miners, [interval('m1', 'a', 1000, 2000), interval('m1', 'b', 5000, null)])[0]!;
  const range = { startMs: 0, endMs: 9000, nowMs: 9000 };

  it('finds the band or the gap at a moment', () => {
    const at = (ms: number) => {
      const band = bandAt(row, ms, 0, 9000);
      return [band.accountId, band.isGap, band.fromMs, band.toMs];
    };
    expect(at(500)).toEqual([null, true, 0, 1000]);
    expect(at(1000)).toEqual(['a', false, 1000, 2000]);
    expect(at(3000)).toEqual([null, true, 2000, 5000]);
    expect(at(9000)).toEqual(['b', false, 5000, null]);
  });

  it('walks by bands and rows with the arrow keys', () => {
    const rows = minerLines([row, row]);
    const move = (atMs: number, key: string) => moveCursor({ row: 0, atMs }, key, rows, range);
    expect(move(9000, 'ArrowLeft')).toEqual({ row: 0, atMs: 4999 });
    expect(move(4999, 'ArrowLeft')).toEqual({ row: 0, atMs: 1999 });
    expect(move(1500, 'ArrowRight')).toEqual({ row: 0, atMs: 2000 });
    expect(move(6000, 'ArrowRight')).toEqual({ row: 0, atMs: 9000 });
    expect(move(500, 'ArrowLeft')).toEqual({ row: 0, atMs: 0 });
    expect(move(500, 'ArrowDown').row).toBe(1);
    expect(move(500, 'PageDown').row).toBe(1);
    expect(move(500, 'ArrowUp').row).toBe(0);
    expect(move(500, 'Home').atMs).toBe(0);
    expect(move(500, 'End').atMs).toBe(9000);
  });

  it('leaves other keys alone', () => {
    const cursor = { row: 0, atMs: 5 };
    expect(moveCursor(cursor, 'x', minerLines([row]), range)).toBe(cursor);
  });

  it('turns places into moments and back', () => {
    const scene = { width: 720, startMs: 1000, endMs: 61_000 };
    expect(timeAt(xOf(31_000, scene), scene)).toBeCloseTo(31_000);
    expect(xOf(61_000, scene)).toBe(719);
  });
});

describe('the span', () => {
  it('fits a young farm, from a minute up to an hour', () => {
    const now = 10 * 60 * MINUTE_MS;
    expect(fittingSpanMs(null, now)).toBe(MINUTE_MS);
    expect(fittingSpanMs(now - 150_000, now)).toBe(150_000);
    expect(fittingSpanMs(0, now)).toBe(60 * MINUTE_MS);
    expect(earliestMs([])).toBeNull();
    expect(earliestMs([interval('m', 'a', 7, null), interval('m', 'a', 3, 4)])).toBe(3);
  });

  it('has ticks on round times, no more than fit', () => {
    expect(axisTicks(5000, 95_000, 4)).toEqual([30_000, 60_000, 90_000]);
    expect(axisTicks(0, 60 * MINUTE_MS, 5)).toEqual([0, 15, 30, 45].map((minute) => minute * MINUTE_MS));
  });

  it('names the accounts that occur in it', () => {
    const rows = rowsOf(miners, [
      interval('m1', 'old', 0, 10),
      interval('m1', 'a', 10, 200),
      interval('m2', null, 0, null),
    ]);
    expect([...accountsInSpan(rows, 100)]).toEqual(['a']);
  });
});

describe('the chart in words', () => {
  it('finds whom the miners serve', () => {
    expect(findingOf([{ accountId: 'a' }, { accountId: 'a' }, { accountId: null }])).toEqual({
      working: 2,
      accountIds: ['a'],
    });
  });

  it('lists the newest first and says how many are left out', () => {
    const rows = rowsOf(miners, [
      interval('m1', 'a', 0, 50),
      interval('m1', 'b', 50, null),
      interval('m2', 'a', 20, null),
    ]);
    const { lines, hidden } = tableLines(rows, { startMs: 0, endMs: 100 }, 2);
    expect(lines.map(({ row, band }) => [row.minerId, band.accountId])).toEqual([
      ['m1', 'b'],
      ['m2', 'a'],
    ]);
    expect(hidden).toBe(1);
  });
});
