import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  groupRows,
  linesOf,
  minerLines,
  mixAt,
  mixNow,
  rackOf,
  StackCache,
  stackGrid,
  stackOf,
} from '#renderer/features/allocation/timeline-groups.ts';
import type { Band, TimelineRow } from '#renderer/features/allocation/timeline-view.ts';

function band(accountId: string | null, fromMs: number, toMs: number | null): Band {
  return { accountId, fromMs, toMs, cause: '' };
}

function row(name: string, ...bands: Band[]): TimelineRow {
  return { minerId: name, name, bands };
}

describe('racks', () => {
  it.each([
    ['rack1-03', 'rack1'],
    ['farm.rack1.03', 'farm.rack1'],
    ['hall_b_s21-7', 'hall_b_s21'],
    ['bitaxe12', 'bitaxe'],
    ['shelf-m4', 'shelf'],
    ['alone', 'alone'],
    ['17', '17'],
  ])('%s stands in %s', (name, rack) => {
    expect(rackOf(name)).toBe(rack);
  });
});

describe('groups', () => {
  const rows = [row('rack10-01'), row('rack2-01'), row('rack2-02')];

  it('stand in their natural order, with their miners when they are open', () => {
    const groups = groupRows(rows, ({ name }) => rackOf(name));
    expect(groups.map(({ label, rows: members }) => [label, members.length])).toEqual([
      ['rack2', 2],
      ['rack10', 1],
    ]);
    expect(
      linesOf(groups, new Set(['rack2'])).map((line) =>
        line.kind === 'group' ? line.group.key : line.row.name,
      ),
    ).toEqual(['rack2', 'rack2-01', 'rack2-02', 'rack10']);
  });

  it('are not needed', () => {
    expect(minerLines(rows).map((line) => line.kind)).toEqual(['miner', 'miner', 'miner']);
  });
});

describe('stacks', () => {
  const grid = { fromMs: 0, bucketMs: 1000, count: 4 };

  it('count a band in part where it covers a bucket in part', () => {
    const { miners, total } = stackOf(
      [row('a', band('alice', 500, 2000), band('bob', 2000, null)), row('b', band(null, 0, null))],
      grid,
      3500,
    );
    expect(total).toBe(2);
    expect([...(miners.get('alice') ?? [])]).toEqual([0.5, 1, 0, 0]);
    expect([...(miners.get('bob') ?? [])]).toEqual([0, 0, 1, 0.5]);
    expect(miners.size).toBe(2);
  });

  it('never have more miners in a bucket than the group has', () => {
    const bands = fc
      .uniqueArray(fc.integer({ min: -3000, max: 9000 }), { minLength: 2, maxLength: 12 })
      .map((cuts) => cuts.toSorted((a, b) => a - b))
      .map((cuts) => cuts.slice(1).map((toMs, index) => band(`a${index % 3}`, cuts[index] ?? 0, toMs)));
    fc.assert(
      fc.property(fc.array(bands, { minLength: 1, maxLength: 6 }), (all) => {
        const { miners, total } = stackOf(
          all.map((own, index) => row(String(index), ...own)),
          grid,
          8000,
        );
        for (let index = 0; index < grid.count; index++) {
          let sum = 0;
          for (const counts of miners.values()) sum += counts[index] ?? 0;
          expect(sum, `bucket ${index}`).toBeLessThanOrEqual(total + 1e-9);
        }
      }),
    );
  });

  it('stay on one grid while the window moves on inside a bucket', () => {
    const first = stackGrid(1_000_000, 4_600_000, 300);
    expect(first).toEqual({ fromMs: 996_000, bucketMs: 12_000, count: 301 });
    expect(stackGrid(1_007_000, 4_607_000, 300).fromMs).toBe(first.fromMs);
  });

  it('are kept until their grid, their rows or the bucket of now are others', () => {
    const cache = new StackCache();
    const group = { key: 'g', label: 'g', rows: [row('a', band('alice', 0, null))] };
    const first = cache.stackOf(group, grid, 2100);
    expect(cache.stackOf({ ...group }, grid, 2900)).toBe(first);
    expect(cache.stackOf(group, grid, 3000)).not.toBe(first);
    expect(cache.stackOf({ ...group, rows: [...group.rows] }, grid, 3000)).not.toBe(first);
  });

  it('are told in numbers at a moment, most first', () => {
    const rows = [
      row('a', band('alice', 0, 50), band('bob', 50, null)),
      row('b', band('bob', 0, null)),
      row('c', band('alice', 0, 90)),
    ];
    expect(mixAt(rows, 60, 100)).toEqual([
      { accountId: 'bob', miners: 2 },
      { accountId: 'alice', miners: 1 },
    ]);
    expect([...mixNow(rows)]).toEqual([['bob', 2]]);
  });
});
