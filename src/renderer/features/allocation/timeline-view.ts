import type { AllocationInterval } from '#shared/model/history.ts';

import type { TimelineLine } from './timeline-groups.ts';

export const MINUTE_MS = 60_000;
/** The spans that can be chosen. */
export const SPANS_MS = [5 * MINUTE_MS, 15 * MINUTE_MS, 60 * MINUTE_MS] as const;

/** A stretch of one row; `toMs` is null while it lasts. */
export interface Band {
  accountId: string | null;
  fromMs: number;
  toMs: number | null;
  cause: string;
}

export interface TimelineRow {
  minerId: string;
  name: string;
  /** By time, without overlaps. */
  bands: readonly Band[];
}

/** Neighbours closer than this are one band when they serve the same account; shorter waits for work are none. */
const JOIN_MS = 1000;

/**
 * Adds freshly fetched intervals to those known: an interval is the same when its miner and its beginning are.
 * What ended before `keepFromMs` is dropped.
 */
export function mergeIntervals(
  known: readonly AllocationInterval[],
  fresh: readonly AllocationInterval[],
  keepFromMs: number,
): AllocationInterval[] {
  const merged = new Map<string, AllocationInterval>();
  for (const list of [known, fresh]) {
    for (const interval of list) {
      if (interval.toMs !== null && interval.toMs < keepFromMs) continue;
      merged.set(`${interval.minerId} ${interval.fromMs}`, interval);
    }
  }
  return [...merged.values()];
}

/** One row per miner, in the order given, equal neighbours joined. */
export function rowsOf(
  miners: readonly { id: string; name: string }[],
  intervals: readonly AllocationInterval[],
): TimelineRow[] {
  const byMiner = new Map<string, AllocationInterval[]>();
  for (const interval of intervals) {
    const list = byMiner.get(interval.minerId);
    if (list) list.push(interval);
    else byMiner.set(interval.minerId, [interval]);
  }
  return miners.map(({ id, name }) => ({ minerId: id, name, bands: joinBands(byMiner.get(id) ?? []) }));
}

function joinBands(intervals: readonly AllocationInterval[]): Band[] {
  const bands: Band[] = [];
  for (const { accountId, fromMs, toMs, cause } of intervals.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = bands.at(-1);
    if (last && last.toMs === null) last.toMs = fromMs;
    if (accountId === null && toMs !== null && toMs - fromMs < JOIN_MS) continue;
    const gapMs = fromMs - (last?.toMs ?? Number.NEGATIVE_INFINITY);
    if (last && gapMs < JOIN_MS && last.accountId === accountId) last.toMs = toMs;
    else bands.push({ accountId, fromMs, toMs, cause });
  }
  return bands;
}

/** The earliest moment anything is known of; null without data. */
export function earliestMs(intervals: readonly AllocationInterval[]): number | null {
  let earliest: number | null = null;
  for (const { fromMs } of intervals) if (earliest === null || fromMs < earliest) earliest = fromMs;
  return earliest;
}

/** A span that fits everything known, from one minute to one hour, so that a young farm fills its chart. */
export function fittingSpanMs(earliest: number | null, nowMs: number): number {
  const ageMs = earliest === null ? 0 : nowMs - earliest;
  return Math.min(Math.max(ageMs, MINUTE_MS), 60 * MINUTE_MS);
}

/** Ids of the accounts that occur in the span. */
export function accountsInSpan(rows: readonly TimelineRow[], startMs: number): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { bands } of rows) {
    for (const { accountId, toMs } of bands) {
      if (accountId !== null && (toMs === null || toMs > startMs)) ids.add(accountId);
    }
  }
  return ids;
}

/** What a row did at a moment; a gap between bands is a stretch without a connection. */
export function bandAt(
  row: TimelineRow,
  atMs: number,
  startMs: number,
  nowMs: number,
): Band & { isGap: boolean } {
  let gapFromMs = startMs;
  for (const band of row.bands) {
    if (atMs < band.fromMs) {
      return { accountId: null, fromMs: gapFromMs, toMs: band.fromMs, cause: '', isGap: true };
    }
    if (atMs < (band.toMs ?? nowMs + 1)) return { ...band, isGap: false };
    gapFromMs = band.toMs ?? nowMs;
  }
  return { accountId: null, fromMs: gapFromMs, toMs: null, cause: '', isGap: true };
}

/** A focused place in the chart. */
export interface Cursor {
  row: number;
  atMs: number;
}

/** Steps that an arrow takes over a group's row, which has no bands of its own. */
const GROUP_STEPS = 40;

/** Where an arrow key leads: up and down by rows, left and right to the neighbouring band. */
export function moveCursor(
  cursor: Cursor,
  key: string,
  lines: readonly TimelineLine[],
  range: { startMs: number; endMs: number; nowMs: number },
): Cursor {
  const lastRow = lines.length - 1;
  const line = lines[cursor.row];
  if (!line) return { row: 0, atMs: Math.min(range.nowMs, range.endMs) };
  switch (key) {
    case 'ArrowUp':
      return { ...cursor, row: Math.max(cursor.row - 1, 0) };
    case 'ArrowDown':
      return { ...cursor, row: Math.min(cursor.row + 1, lastRow) };
    case 'PageUp':
      return { ...cursor, row: Math.max(cursor.row - 10, 0) };
    case 'PageDown':
      return { ...cursor, row: Math.min(cursor.row + 10, lastRow) };
    case 'ArrowLeft':
      return { ...cursor, atMs: Math.max(neighbours(line, cursor.atMs, range).leftMs, range.startMs) };
    case 'ArrowRight':
      return { ...cursor, atMs: Math.min(neighbours(line, cursor.atMs, range).rightMs, range.endMs) };
    case 'Home':
      return { ...cursor, atMs: range.startMs };
    case 'End':
      return { ...cursor, atMs: range.endMs };
    default:
      return cursor;
  }
}

function neighbours(
  line: TimelineLine,
  atMs: number,
  range: { startMs: number; endMs: number; nowMs: number },
): { leftMs: number; rightMs: number } {
  const stepMs = (range.endMs - range.startMs) / GROUP_STEPS;
  if (line.kind === 'group') return { leftMs: atMs - stepMs, rightMs: atMs + stepMs };
  // What is ahead of now is walked through in steps.
  if (atMs > range.nowMs) return { leftMs: Math.max(atMs - stepMs, range.nowMs), rightMs: atMs + stepMs };
  const band = bandAt(line.row, atMs, range.startMs, range.nowMs);
  const isLast = atMs >= range.nowMs;
  return { leftMs: band.fromMs - 1, rightMs: isLast ? atMs + stepMs : (band.toMs ?? range.nowMs) };
}

const HOUR_MS = 60 * MINUTE_MS;
const TICK_STEPS_MS = [
  1000,
  5000,
  10_000,
  30_000,
  MINUTE_MS,
  2 * MINUTE_MS,
  5 * MINUTE_MS,
  10 * MINUTE_MS,
  15 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
  3 * HOUR_MS,
];

/** Moments for the axis, on round times, so many that their labels do not touch. */
export function axisTicks(startMs: number, endMs: number, maxTicks: number): number[] {
  const step = TICK_STEPS_MS.find((candidate) => (endMs - startMs) / candidate <= maxTicks) ?? 6 * HOUR_MS;
  const ticks: number[] = [];
  for (let at = Math.ceil(startMs / step) * step; at < endMs; at += step) ticks.push(at);
  return ticks;
}

/** How many accounts the miners serve now, and which when it is one. */
export function findingOf(miners: readonly { accountId: string | null }[]): {
  working: number;
  accountIds: string[];
} {
  const serving = miners.filter((miner) => miner.accountId !== null);
  return { working: serving.length, accountIds: [...new Set(serving.map((miner) => miner.accountId ?? ''))] };
}

/** Lines of the table twin: what touches the window, newest first, at most `limit`. */
export function tableLines(
  rows: readonly TimelineRow[],
  { startMs, endMs }: { startMs: number; endMs: number },
  limit: number,
): { lines: { row: TimelineRow; band: Band }[]; hidden: number } {
  const lines = rows
    .flatMap((row) => row.bands.map((band) => ({ row, band })))
    .filter(({ band }) => (band.toMs === null || band.toMs > startMs) && band.fromMs < endMs)
    .toSorted((a, b) => b.band.fromMs - a.band.fromMs);
  return { lines: lines.slice(0, limit), hidden: Math.max(lines.length - limit, 0) };
}
