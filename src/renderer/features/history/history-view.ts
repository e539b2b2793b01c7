import type { Series, SeriesBy, SeriesRequestInput } from '#shared/model/charts.ts';

import type { TimeWindow } from '../allocation/time-window.ts';
import { CHART_MODES, type ChartData, type ChartLine, type ChartMode } from './series-view.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The ranges that a button chooses; all = from the first record on. */
export const RANGES = ['hour', 'day', 'week', 'month', 'year', 'all'] as const;
export type Range = (typeof RANGES)[number];

const RANGE_MS: Readonly<Record<Exclude<Range, 'all'>, number>> = {
  hour: HOUR_MS,
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: 30 * DAY_MS,
  year: 365 * DAY_MS,
};

export const BY: readonly SeriesBy[] = ['farm', 'account', 'miner'];
export const MEASURES = ['verified', 'credited'] as const;
export type Measure = (typeof MEASURES)[number];

/** As many points as a wide screen can show beside each other. */
const POINTS = 400;
/** A chart by miner has at most so many lines. */
export const MAX_CHART_MINERS = 20;
/** Windows shorter than a few minutes have nothing to show: work is kept by the minute. */
export const MIN_SPAN_MS = 5 * MINUTE_MS;

/** What the page shows, as it stands in its address. */
export interface HistoryChoice {
  by: SeriesBy;
  ids: readonly string[];
  range: Range;
  /** A stretch chosen by hand, in place of the range; ms. */
  window: TimeWindow | null;
  mode: ChartMode;
  measure: Measure;
  isTable: boolean;
}

type Params = Readonly<Record<string, string>>;

function oneOf<T extends string>(list: readonly T[], value: string | undefined, otherwise: T): T {
  return list.find((one) => one === value) ?? otherwise;
}

/** Reads the address, which may be anything. */
export function choiceOf(params: Params): HistoryChoice {
  const by = oneOf(BY, params['by'], 'account');
  const [startMs, endMs] = [Number(params['from']), Number(params['to'])];
  const hasWindow = Number.isFinite(startMs) && Number.isFinite(endMs) && startMs > 0 && endMs > startMs;
  return {
    by,
    ids: (params['ids'] ?? '')
      .split(',')
      .filter((id) => /^[A-Za-z0-9._~-]{1,64}$/.test(id))
      .slice(0, 50),
    range: oneOf(RANGES, params['range'], 'day'),
    window: hasWindow ? { startMs, endMs } : null,
    mode: oneOf(CHART_MODES, params['mode'], by === 'account' ? 'stacked' : 'lines'),
    measure: oneOf(MEASURES, params['work'], 'verified'),
    isTable: params['view'] === 'table',
  };
}

/** The inverse of `choiceOf`; what goes without saying is left out. */
export function paramsOf(choice: HistoryChoice): Params {
  const { by, ids, range, window, mode, measure, isTable } = choice;
  return {
    by: by === 'account' ? '' : by,
    ids: ids.join(','),
    range: range === 'day' ? '' : range,
    from: window ? String(Math.round(window.startMs)) : '',
    to: window ? String(Math.round(window.endMs)) : '',
    mode: mode === (by === 'account' ? 'stacked' : 'lines') ? '' : mode,
    work: measure === 'verified' ? '' : measure,
    view: isTable ? 'table' : '',
  };
}

/** The question to the engine; its end stands still for a minute, so that it is asked once a minute. Null = nothing to ask. */
export function requestOf(choice: HistoryChoice, nowMs: number): SeriesRequestInput | null {
  const { by, ids, range, window, measure } = choice;
  if (by === 'miner' && ids.length === 0) return null;
  const untilMs = Math.ceil(nowMs / MINUTE_MS) * MINUTE_MS;
  const chosen = window ?? {
    startMs: range === 'all' ? 0 : untilMs - RANGE_MS[range],
    endMs: untilMs,
  };
  const named = by === 'farm' || ids.length === 0 ? {} : { ids: [...ids] };
  const times = { fromMs: Math.round(chosen.startMs), toMs: Math.round(chosen.endMs) };
  return { by, ...named, ...times, points: POINTS, measure };
}

/** What the chart shows of an answer: all of it, or what was asked for where that is less. */
export function shownWindow(
  { fromMs, toMs }: Pick<Series, 'fromMs' | 'toMs'>,
  asked: SeriesRequestInput,
): TimeWindow {
  const startMs = Math.max(Number(asked.fromMs), fromMs);
  return { startMs, endMs: Math.max(Math.min(Number(asked.toMs), toMs), startMs + MINUTE_MS) };
}

export type LineLook = Pick<ChartLine, 'name' | 'css' | 'letter'>;

/** An answer with names and colours. */
export function chartDataOf(series: Series, lookOf: (id: string, index: number) => LineLook): ChartData {
  const { fromMs, toMs, bucketMs } = series;
  return {
    ...{ fromMs, toMs, bucketMs },
    lines: series.lines.map(({ id, hashrate, min, max }, index) => ({
      id,
      ...lookOf(id, index),
      values: hashrate,
      min,
      max,
    })),
  };
}

/** True where nothing at all is known. */
export function isEmptyChart({ lines }: Pick<ChartData, 'lines'>): boolean {
  return lines.every(({ values }) => values.every((value) => value === null));
}

/** Rows of the table twin: newest first, without those of which nothing is known, at most `limit`. */
export function seriesRows(
  data: ChartData,
  limit: number,
): { rows: { fromMs: number; values: (number | null)[] }[]; hidden: number } {
  const rows: { fromMs: number; values: (number | null)[] }[] = [];
  const count = data.lines.reduce((most, { values }) => Math.max(most, values.length), 0);
  for (let index = count - 1; index >= 0; index--) {
    const values = data.lines.map((line) => line.values[index] ?? null);
    if (values.some((value) => value !== null))
      rows.push({ fromMs: data.fromMs + index * data.bucketMs, values });
  }
  return { rows: rows.slice(0, limit), hidden: Math.max(rows.length - limit, 0) };
}
