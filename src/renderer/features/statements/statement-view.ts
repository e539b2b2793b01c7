import type { Reconciliation, PoolFigure } from '#shared/model/reconciliation.ts';
import type { StatementSummary } from '#shared/model/statement.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { civilDayOf } from '../history/chart-time.ts';
import { statementMessages as m } from './messages.ts';

const DAY_MS = 86_400_000;
/** Id of the round that a farm without rounds has. */
const ENDLESS = 'never';

/** A first and a last civil day. */
export interface DaySpan {
  from: string;
  to: string;
}

/** The civil day so many days later. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Spans of whole days that are over, in the farm's time zone. */
export function daySpans(
  nowMs: number,
  timeZone: string | undefined,
): Record<'yesterday' | 'lastWeek' | 'lastMonth', DaySpan> {
  const today = civilDayOf(nowMs, timeZone);
  const yesterday = dayAfter(today, -1);
  const lastOfMonth = dayAfter(`${today.slice(0, 7)}-01`, -1);
  return {
    yesterday: { from: yesterday, to: yesterday },
    lastWeek: { from: dayAfter(today, -7), to: yesterday },
    lastMonth: { from: `${lastOfMonth.slice(0, 7)}-01`, to: lastOfMonth },
  };
}

/** True for a day that exists, written `2026-11-18`. */
export function isDay(text: string): boolean {
  const ms = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

/** What is wrong with a span, by field; empty when nothing is. */
export function spanErrors({ from, to }: DaySpan): Partial<Record<keyof DaySpan, string>> {
  const errors: Partial<Record<keyof DaySpan, string>> = {};
  if (!isDay(from)) errors.from = t(m.badDay);
  if (!isDay(to)) errors.to = t(m.badDay);
  else if (isDay(from) && to < from) errors.to = t(m.dayOrder);
  return errors;
}

/** `2026-11-01 – 2026-11-30`, or the rounds. */
export function periodText({ kind, from, to }: Pick<StatementSummary, 'kind' | 'from' | 'to'>): string {
  if (kind === 'days') return from === to ? from : t(m.days, { from, to });
  if (from === ENDLESS) return t(m.endlessRound);
  return from === to ? t(m.rounds, { from }) : t(m.roundsTo, { from, to });
}

/** How the pool's number was understood. */
export function figureText({ unit, value }: Pick<PoolFigure, 'unit' | 'value'>): string {
  switch (unit) {
    case 'work':
      return t(m.asWork, { work: fmt.work(value) });
    case 'shares':
      return t(m.asShares, { count: value, shares: fmt.count(value) });
    case 'hashrate':
      return t(m.asHashrate, { hashrate: fmt.hashrate(value) });
  }
}

/** The amounts that are compared, and what lies between them. */
export function comparedText(
  result: Pick<Reconciliation, 'compared' | 'poolAmount' | 'ourAmount' | 'difference' | 'differencePart'>,
) {
  const text = result.compared === 'work' ? fmt.work : fmt.count;
  const sign = result.difference > 0 ? '+' : result.difference < 0 ? '−' : '';
  const part =
    result.differencePart === null ? '' : ` (${sign}${fmt.percent(Math.abs(result.differencePart))})`;
  return {
    pool: text(result.poolAmount),
    ours: text(result.ourAmount),
    difference: `${sign}${text(Math.abs(result.difference))}${part}`,
  };
}

const CAUSES: Readonly<Record<Reconciliation['explanations'][number]['cause'], string>> = {
  'in-doubt': m.causeInDoubt,
  pending: m.causePending,
  straddling: m.causeStraddling,
  rounding: m.causeRounding,
  estimate: m.causeEstimate,
};

/** What explains how much of a difference, in sentences; what explains nothing is left out. */
export function explanationTexts({ explanations }: Pick<Reconciliation, 'explanations'>): string[] {
  return explanations.flatMap(({ cause, morePart, lessPart }) => {
    if (morePart <= 0 && lessPart <= 0) return [];
    const [more, less] = [fmt.percent(morePart), fmt.percent(lessPart)];
    const range =
      morePart > 0 && lessPart > 0
        ? t(m.rangeBoth, { more, less })
        : morePart > 0
          ? t(m.rangeMore, { more })
          : t(m.rangeLess, { less });
    return [t(m.explanation, { cause: t(CAUSES[cause]), range })];
  });
}
