import { instantFrom, offsetAtMs } from '#engine/ledger/civil-time.ts';
import type { Round } from '#engine/ledger/round-rule.ts';
import { AppError } from '#shared/errors.ts';
import type { StatementRequest } from '#shared/model/statement.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const MAX_DAYS = 366;
/** Longer ones get a row a day and the best shares of each day: an hour's proof takes some 2 kB a share. */
const MAX_HOURLY_MS = 35 * DAY_MS;

/** The time a statement is about. */
export interface StatementPeriod {
  kind: 'days' | 'rounds';
  from: string;
  to: string;
  fromMs: number;
  toMs: number;
  /** Starts of the first and last round; null for days. */
  rounds: { firstMs: number; lastMs: number } | null;
}

/** Midnight (or what follows it, where clocks skip it) at the start of a civil day. Throws `AppError`. */
export function startOfDay(day: string, timeZone: string): number {
  const localMs = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(localMs) || new Date(localMs).toISOString().slice(0, 10) !== day)
    throw new AppError('BAD_INPUT', `${day} is no day; it must be a date such as 2026-11-18.`);
  return instantFrom(timeZone, localMs);
}

/** The start of the civil day after this one. */
export function endOfDay(day: string, timeZone: string): number {
  return startOfDay(nextDay(day), timeZone);
}

function nextDay(day: string): string {
  const localMs = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(localMs)) throw new AppError('BAD_INPUT', `${day} is no day.`);
  return new Date(localMs + DAY_MS).toISOString().slice(0, 10);
}

/** Gives a request its times; throws `AppError` where it has none. */
export function periodOf(
  { period }: StatementRequest,
  deps: { timeZone: string; findRound: (id: string) => Round | undefined; nowMs: number },
): StatementPeriod {
  const { timeZone, findRound, nowMs } = deps;
  if (period.kind === 'days') {
    const fromMs = startOfDay(period.from, timeZone);
    const toMs = endOfDay(period.to, timeZone);
    return checked({ ...period, fromMs, toMs, rounds: null }, nowMs);
  }
  const find = (id: string): Round => {
    const round = findRound(id);
    if (!round) throw new AppError('NOT_FOUND', `There is no round "${id}".`);
    return round;
  };
  const [first, last] = [find(period.from), find(period.to)];
  const toMs = last.endsAtMs ?? Math.max(nowMs, last.startedAtMs + 1);
  const rounds = { firstMs: first.startedAtMs, lastMs: last.startedAtMs };
  return checked({ ...period, fromMs: first.startedAtMs, toMs, rounds }, nowMs);
}

function checked(period: StatementPeriod, nowMs: number): StatementPeriod {
  const { fromMs, toMs, from, to } = period;
  if (toMs <= fromMs) throw new AppError('BAD_INPUT', `The period ends (${to}) before it begins (${from}).`);
  if (fromMs > nowMs) throw new AppError('BAD_INPUT', `The period has not begun: it starts at ${from}.`);
  if (toMs - fromMs > (MAX_DAYS + 1) * DAY_MS)
    throw new AppError(
      'BAD_INPUT',
      `From ${from} to ${to} is longer than ${MAX_DAYS} days; take a shorter period.`,
    );
  return period;
}

/** Where the rows of a statement begin and end: hours (UTC), or days, within what was counted. */
export function rowEdges(
  counted: { fromMs: number; toMs: number; isByDay: boolean },
  timeZone: string,
): { span: 'hour' | 'day'; edges: number[] } {
  const { fromMs, toMs, isByDay } = counted;
  const span = isByDay || toMs - fromMs > MAX_HOURLY_MS ? 'day' : 'hour';
  const edges = [fromMs];
  const next =
    span === 'hour' ? nextHour : isByDay ? nextUtcDay : (atMs: number) => nextCivilDay(atMs, timeZone);
  for (let atMs = next(fromMs); atMs < toMs; atMs = next(atMs)) edges.push(atMs);
  edges.push(toMs);
  return { span, edges };
}

const nextHour = (atMs: number): number => (Math.floor(atMs / HOUR_MS) + 1) * HOUR_MS;
const nextUtcDay = (atMs: number): number => (Math.floor(atMs / DAY_MS) + 1) * DAY_MS;

function nextCivilDay(atMs: number, timeZone: string): number {
  const local = atMs + offsetAtMs(timeZone, atMs);
  const next = instantFrom(timeZone, (Math.floor(local / DAY_MS) + 1) * DAY_MS);
  // A zone whose midnight is not a whole minute has existed; rows begin at whole minutes.
  return Math.ceil(next / 60_000) * 60_000;
}
