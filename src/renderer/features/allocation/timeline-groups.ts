import type { TimelineRow } from './timeline-view.ts';

export const GROUPINGS = ['none', 'account', 'model', 'rack'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Rows that belong together. */
export interface TimelineGroup {
  key: string;
  label: string;
  rows: readonly TimelineRow[];
}

/** What a chart has from top to bottom: groups, open or as one stacked row, and miners. */
export type TimelineLine =
  | { kind: 'group'; group: TimelineGroup; isOpen: boolean }
  | { kind: 'miner'; row: TimelineRow; isMember: boolean };

const naturally = new Intl.Collator('en', { numeric: true });

/** `rack1` of `rack1-03` and `farm.rack1.03`'s `farm.rack1`; the name itself where it has no number at its end. */
export function rackOf(name: string): string {
  return /^(.*?[^-_.\s])[-_.\s]+[^-_.\s]*\d+$/u.exec(name)?.[1] ?? /^(.*?\D)\d+$/u.exec(name)?.[1] ?? name;
}

/** Groups in the natural order of their labels, rows in the order given. */
export function groupRows(
  rows: readonly TimelineRow[],
  labelOf: (row: TimelineRow) => string,
): TimelineGroup[] {
  const groups = new Map<string, TimelineRow[]>();
  for (const row of rows) {
    const label = labelOf(row);
    const members = groups.get(label);
    if (members) members.push(row);
    else groups.set(label, [row]);
  }
  return [...groups]
    .map(([label, members]) => ({ key: label, label, rows: members }))
    .toSorted((a, b) => naturally.compare(a.label, b.label));
}

/** Groups as lines, those that are open followed by their miners. */
export function linesOf(groups: readonly TimelineGroup[], open: ReadonlySet<string>): TimelineLine[] {
  return groups.flatMap((group) => {
    const isOpen = open.has(group.key);
    const head: TimelineLine = { kind: 'group', group, isOpen };
    return isOpen ? [head, ...minerLines(group.rows, true)] : [head];
  });
}

/** Miners as lines. */
export function minerLines(rows: readonly TimelineRow[], isMember = false): TimelineLine[] {
  return rows.map((row) => ({ kind: 'miner', row, isMember }));
}

/** How many miners of a group worked for each account, on a grid of time. */
export interface Stack {
  fromMs: number;
  bucketMs: number;
  /** Mean number of miners in each bucket, by account. */
  miners: ReadonlyMap<string, Float64Array>;
  /** All miners of the group. */
  total: number;
}

export interface StackGrid {
  fromMs: number;
  bucketMs: number;
  count: number;
}

/** A grid that stays where it is while the window moves on inside a bucket, so that stacks can be kept. */
export function stackGrid(startMs: number, endMs: number, maxBuckets: number): StackGrid {
  const bucketMs = Math.max(Math.ceil((endMs - startMs) / maxBuckets / 1000) * 1000, 1000);
  const fromMs = Math.floor(startMs / bucketMs) * bucketMs;
  return { fromMs, bucketMs, count: Math.max(Math.ceil((endMs - fromMs) / bucketMs), 1) };
}

/** Counts the miners of each account in every bucket: each band adds the part of the bucket that it covers. */
export function stackOf(rows: readonly TimelineRow[], grid: StackGrid, nowMs: number): Stack {
  const miners = new Map<string, Float64Array>();
  const { fromMs, bucketMs, count } = grid;
  for (const { bands } of rows) {
    for (const { accountId, fromMs: bandFromMs, toMs } of bands) {
      const from = Math.max((bandFromMs - fromMs) / bucketMs, 0);
      const to = Math.min((Math.min(toMs ?? nowMs, nowMs) - fromMs) / bucketMs, count);
      if (accountId === null || to <= from) continue;
      const sums = miners.get(accountId) ?? new Float64Array(count);
      miners.set(accountId, sums);
      for (let index = Math.floor(from); index < to; index++)
        sums[index] = (sums[index] ?? 0) + Math.min(to, index + 1) - Math.max(from, index);
    }
  }
  return { fromMs, bucketMs, miners, total: rows.length };
}

/** Stacks of groups, each counted once for as long as its rows and its grid are the same. */
export class StackCache {
  readonly #kept = new WeakMap<readonly TimelineRow[], { key: string; stack: Stack }>();

  stackOf(group: TimelineGroup, grid: StackGrid, nowMs: number): Stack {
    const nowBucket = Math.floor(nowMs / grid.bucketMs);
    const key = `${grid.fromMs} ${grid.bucketMs} ${grid.count} ${nowBucket}`;
    const kept = this.#kept.get(group.rows);
    if (kept?.key === key) return kept.stack;
    const stack = stackOf(group.rows, grid, nowMs);
    this.#kept.set(group.rows, { key, stack });
    return stack;
  }
}

/** Miners by account at a moment, most first; those of no account are not in it. */
export function mixAt(
  rows: readonly TimelineRow[],
  atMs: number,
  nowMs: number,
): { accountId: string; miners: number }[] {
  const counts = new Map<string, number>();
  for (const { bands } of rows) {
    const band = bands.find(({ fromMs, toMs }) => fromMs <= atMs && atMs < (toMs ?? nowMs + 1));
    if (band && band.accountId !== null) counts.set(band.accountId, (counts.get(band.accountId) ?? 0) + 1);
  }
  return [...counts]
    .map(([accountId, miners]) => ({ accountId, miners }))
    .toSorted((a, b) => b.miners - a.miners);
}

/** Miners by account as the last bands say that still go on. */
export function mixNow(rows: readonly TimelineRow[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { bands } of rows) {
    const last = bands.at(-1);
    if (last?.toMs === null && last.accountId !== null)
      counts.set(last.accountId, (counts.get(last.accountId) ?? 0) + 1);
  }
  return counts;
}
