import {
  type ChartRow,
  type ChartSpan,
  type ChartStore,
  CHART_KEPT_DAYS,
} from '#engine/store/chart-store.ts';
import type { ServiceStore, Span } from '#engine/store/service-store.ts';
import { AppError } from '#shared/errors.ts';
import {
  MAX_SERIES_LINES,
  MAX_SERIES_POINTS,
  type Series,
  type SeriesLine,
  type SeriesRequest,
} from '#shared/model/charts.ts';
import { hashrateFromWork } from '#shared/units.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** What is thinned at the edge may go while it is read. */
const EDGE_MS = 3_600_000;
/** Sums read at once, and look-ups of a miner made at once: some milliseconds each. */
const CHUNK_ROWS = 7200;
const CHUNK_LOOKUPS = 3600;
/** Lengths of buckets that people read easily, in minutes; beyond them, multiples of 28 days. */
const BUCKETS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 720, 1440, 2880, 10_080, 20_160, 40_320];

export interface SeriesDeps {
  store: ChartStore;
  service: ServiceStore;
  nowMs: number;
  isStopped: () => boolean;
}

/** What a request comes to: buckets in whole multiples of the stretches that are kept. Minutes since 1970. */
export interface SeriesGrid {
  span: ChartSpan;
  bucketMinutes: number;
  fromMinute: number;
  count: number;
}

/**
 * Hashrate over time, one line for the farm or for each account or miner. The bucket is the shortest that
 * gives at most the points asked for and that is kept of so long ago. Throws `AppError` on a wrong range.
 */
export async function readSeries(deps: SeriesDeps, request: SeriesRequest): Promise<Series> {
  const grid = gridOf(request, { nowMs: deps.nowMs, firstMinute: deps.store.firstMinute() });
  const fromMs = grid.fromMinute * MINUTE_MS;
  const bucketMs = grid.bucketMinutes * MINUTE_MS;
  const toMs = fromMs + grid.count * bucketMs;
  const runs = deps.service.runs(fromMs, toMs);
  const lines: SeriesLine[] = [];
  for (const id of idsOf(deps, request, grid)) {
    const cells = await readCells(deps, { request, grid, id });
    lines.push({ id, ...lineOf(cells, grid, { runs, nowMs: deps.nowMs }) });
  }
  return { fromMs, toMs, bucketMs, resolutionMs: grid.span * MINUTE_MS, lines };
}

/** Pure: how the time asked for is cut. */
export function gridOf(
  { fromMs: asked, toMs, points }: Pick<SeriesRequest, 'fromMs' | 'toMs' | 'points'>,
  { nowMs, firstMinute }: { nowMs: number; firstMinute: number | null },
): SeriesGrid {
  const endMs = Math.min(toMs, nowMs);
  // Of a time before the first record there is nothing to show.
  const firstMs = firstMinute === null ? endMs - DAY_MS : firstMinute * MINUTE_MS;
  const fromMs = Math.min(Math.max(asked, firstMs), Math.max(asked, endMs - MINUTE_MS));
  if (asked >= toMs || asked >= nowMs)
    throw new AppError(
      'BAD_INPUT',
      `fromMs ${asked} must be before toMs ${toMs} and before now (${Math.floor(nowMs)}).`,
    );
  const ageMs = nowMs - fromMs;
  const span: ChartSpan =
    ageMs <= CHART_KEPT_DAYS.minutes * DAY_MS - EDGE_MS
      ? 1
      : ageMs <= CHART_KEPT_DAYS.hours * DAY_MS - DAY_MS
        ? 60
        : 1440;
  const limit = Math.min(points, MAX_SERIES_POINTS);
  for (let step = 0; ; step += 1) {
    const bucketMinutes = BUCKETS[step] ?? 40_320 * (step - BUCKETS.length + 2);
    if (bucketMinutes < span) continue;
    const fromMinute = Math.floor(fromMs / MINUTE_MS / bucketMinutes) * bucketMinutes;
    const count = Math.ceil((endMs / MINUTE_MS - fromMinute) / bucketMinutes);
    if (count <= limit || count <= 1) return { span, bucketMinutes, fromMinute, count: Math.max(count, 1) };
  }
}

function idsOf({ store }: SeriesDeps, { by, ids }: SeriesRequest, grid: SeriesGrid): string[] {
  if (by === 'farm') return ['farm'];
  if (ids && ids.length > 0) return [...new Set(ids)];
  if (by === 'miner') throw new AppError('BAD_INPUT', `ids is empty; name up to ${MAX_SERIES_LINES} miners.`);
  const toMinute = grid.fromMinute + grid.count * grid.bucketMinutes;
  return store.accountsWithWork(grid.fromMinute, toMinute).slice(0, MAX_SERIES_LINES);
}

/** Work of each stretch that has any, read a part at a time so that shares are served in between. */
async function readCells(
  { store, isStopped }: SeriesDeps,
  { request, grid, id }: { request: SeriesRequest; grid: SeriesGrid; id: string },
): Promise<Map<number, number>> {
  const { by, measure } = request;
  const { span } = grid;
  const end = grid.fromMinute + grid.count * grid.bucketMinutes;
  const cells = new Map<number, number>();
  const accounts = by === 'miner' ? store.accountsWithWork(grid.fromMinute, end).length : 0;
  const chunk = chunkMinutes(by, span, accounts);
  for (let from = grid.fromMinute; from < end; from += chunk) {
    if (isStopped()) throw new AppError('UNAVAILABLE', 'Hashquota is stopping.');
    const to = Math.min(end, from + chunk);
    let rows: ChartRow[];
    if (by === 'farm') rows = store.farm(span, measure, from, to);
    else if (by === 'account') rows = store.account(id, { span, measure }, from, to);
    else rows = store.miner(id, { span, measure }, from, to);
    for (const { at, work } of rows) cells.set(at, (cells.get(at) ?? 0) + work);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return cells;
}

/** A miner's hour or day may be made of its minutes, each of them a look-up for every account at work. */
function chunkMinutes(by: SeriesRequest['by'], span: ChartSpan, accounts: number): number {
  if (by !== 'miner') return CHUNK_ROWS * span;
  const lookups = CHUNK_LOOKUPS / Math.max(accounts, 1);
  return Math.max(1, Math.floor(lookups / span)) * span;
}

function lineOf(
  cells: ReadonlyMap<number, number>,
  grid: SeriesGrid,
  time: { runs: readonly Span[]; nowMs: number },
): Omit<SeriesLine, 'id'> {
  const isFine = grid.bucketMinutes > grid.span;
  const hashrate: (number | null)[] = [];
  const min: (number | null)[] = [];
  const max: (number | null)[] = [];
  let run = 0;
  for (let index = 0; index < grid.count; index += 1) {
    const from = grid.fromMinute + index * grid.bucketMinutes;
    const toMs = Math.min((from + grid.bucketMinutes) * MINUTE_MS, time.nowMs);
    const found = scan(cells, grid, from, time.nowMs);
    while (run < time.runs.length && (time.runs[run] as Span).toMs <= from * MINUTE_MS) run += 1;
    const isRun = run < time.runs.length && (time.runs[run] as Span).fromMs < toMs;
    const isKnown = found.cells > 0 || isRun;
    hashrate.push(isKnown ? rateOf(found.work, toMs - from * MINUTE_MS) : null);
    min.push(isKnown ? found.min : null);
    max.push(isKnown ? found.max : null);
  }
  return { hashrate, min: isFine ? min : null, max: isFine ? max : null };
}

/** The stretches of one bucket; one that is going on is left out of lowest and highest. */
function scan(
  cells: ReadonlyMap<number, number>,
  { span, bucketMinutes }: SeriesGrid,
  from: number,
  nowMs: number,
): { work: number; cells: number; min: number | null; max: number | null } {
  let [work, count] = [0, 0];
  let min: number | null = null;
  let max: number | null = null;
  for (let at = from; at < from + bucketMinutes; at += span) {
    const cell = cells.get(at);
    if (cell !== undefined) {
      work += cell;
      count += 1;
    }
    if ((at + span) * MINUTE_MS > nowMs) continue;
    const rate = rateOf(cell ?? 0, span * MINUTE_MS);
    min = min === null ? rate : Math.min(min, rate);
    max = max === null ? rate : Math.max(max, rate);
  }
  return { work, cells: count, min, max };
}

/** A sum of doubles that cancel out may be a hair below nothing. */
function rateOf(work: number, spanMs: number): number {
  return hashrateFromWork(Math.max(work, 0), Math.max(spanMs, 1000));
}
