import { AppError } from '#shared/errors.ts';
import type { RoundSettings } from '#shared/model/farm-file.ts';

import { instantFrom, isTimeZone, localFrom, offsetAtMs } from './civil-time.ts';

const SECOND_MS = 1000;
const DAY_MS = 86_400_000;
const MIN_ROUND_MS = 10 * SECOND_MS;
const MAX_ROUND_MS = 366 * DAY_MS;
/** 1970-01-05 was a Monday. */
const FIRST_MONDAY_MS = 4 * DAY_MS;
const UNIT_MS: Record<string, number> = { s: SECOND_MS, m: 60_000, h: 3_600_000, d: DAY_MS };

/** How time is cut into rounds, read from `RoundSettings`. */
export type RoundRule =
  | { kind: 'never' }
  /** Civil days, or civil weeks from Monday, in `timeZone`, each from `anchorMs` after midnight. */
  | { kind: 'civil'; days: 1 | 7; anchorMs: number; timeZone: string }
  /** Equal lengths counted from `originMs`: 1970-01-01 at the anchor, by the zone's offset of that day. */
  | { kind: 'fixed'; lengthMs: number; originMs: number };

/** A round: the unit of time in which quotas are reached. `endsAtMs` null = it never ends. */
export interface Round {
  /** The start in UTC, `2026-11-18T00:00Z`, with seconds only where they are not 0; or `never`. */
  id: string;
  startedAtMs: number;
  endsAtMs: number | null;
}

export const NEVER_ROUND_ID = 'never';

/** Reads round settings; throws `AppError` that names the field, what stands there and what is allowed. */
export function parseRoundSettings(settings: RoundSettings): RoundRule {
  const anchorMs = parseAnchor(settings.anchor);
  const { timeZone } = settings;
  if (timeZone.length > 64 || !isTimeZone(timeZone)) {
    throw bad('round.timeZone', timeZone, 'an IANA name such as "UTC" or "Europe/Berlin"');
  }
  if (settings.every === 'never') return { kind: 'never' };
  const [, count, unit = ''] = /^([1-9]\d{0,8})([smhd])$/.exec(settings.every) ?? [];
  const lengthMs = Number(count) * (UNIT_MS[unit] ?? Number.NaN);
  if (!(lengthMs >= MIN_ROUND_MS && lengthMs <= MAX_ROUND_MS)) {
    throw bad(
      'round.every',
      settings.every,
      'a whole number with s, m, h or d, from 10s to 366d, or "never"',
    );
  }
  if (settings.every === '24h' || settings.every === '1d') {
    return { kind: 'civil', days: 1, anchorMs, timeZone };
  }
  if (settings.every === '7d') return { kind: 'civil', days: 7, anchorMs, timeZone };
  return { kind: 'fixed', lengthMs, originMs: anchorMs - offsetAtMs(timeZone, 0) };
}

function parseAnchor(anchor: string): number {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(anchor) ?? [];
  if (hours === undefined) throw bad('round.anchor', anchor, 'a time of day from "00:00" to "23:59"');
  return (Number(hours) * 60 + Number(minutes)) * 60_000;
}

function bad(field: string, found: string, allowed: string): AppError {
  return new AppError(
    'BAD_INPUT',
    `${field} is ${JSON.stringify(found.slice(0, 80))}; it must be ${allowed}.`,
  );
}

/**
 * The round that `nowMs` lies in. Pure. For `never` the start is not in the rule: it is `nowMs` here, and
 * `RoundClock` keeps the first one.
 */
export function roundAt(rule: RoundRule, nowMs: number): Round {
  if (rule.kind === 'never') return { id: NEVER_ROUND_ID, startedAtMs: nowMs, endsAtMs: null };
  if (rule.kind === 'fixed') {
    const startedAtMs = rule.originMs + Math.floor((nowMs - rule.originMs) / rule.lengthMs) * rule.lengthMs;
    return { id: roundId(startedAtMs), startedAtMs, endsAtMs: startedAtMs + rule.lengthMs };
  }
  return civilRoundAt(rule, nowMs);
}

/**
 * The rounds that lie wholly between two instants, oldest first; of more than `limit` the latest ones.
 * Empty for `never`.
 */
export function roundsBetween(rule: RoundRule, fromMs: number, toMs: number, limit: number): Round[] {
  const rounds: Round[] = [];
  if (rule.kind === 'never') return rounds;
  let round = roundAt(rule, toMs);
  // `toMs` itself lies in a round that is not over, unless that begins there.
  while (rounds.length < limit) {
    round = roundAt(rule, round.startedAtMs - 1);
    if (round.startedAtMs < fromMs) break;
    rounds.push(round);
  }
  return rounds.reverse();
}

function civilRoundAt(rule: Extract<RoundRule, { kind: 'civil' }>, nowMs: number): Round {
  const periodMs = rule.days * DAY_MS;
  const originMs = (rule.days === 7 ? FIRST_MONDAY_MS : 0) + rule.anchorMs;
  const startOf = (index: number): number => instantFrom(rule.timeZone, originMs + index * periodMs);
  let index = Math.floor((localFrom(rule.timeZone, nowMs) - originMs) / periodMs);
  // Around a change of the offset the wall clock's reading may name the neighbouring day.
  while (startOf(index) > nowMs) index--;
  while (startOf(index + 1) <= nowMs) index++;
  const startedAtMs = startOf(index);
  return { id: roundId(startedAtMs), startedAtMs, endsAtMs: startOf(index + 1) };
}

function roundId(startedAtMs: number): string {
  const iso = new Date(startedAtMs).toISOString();
  return iso.slice(17, 19) === '00' ? `${iso.slice(0, 16)}Z` : `${iso.slice(0, 19)}Z`;
}
