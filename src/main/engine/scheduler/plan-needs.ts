import {
  certainWork,
  landingCallRate,
  landingRate,
  lateWorkOf,
  rateFor,
  remainingWork,
  workOf,
} from './landing.ts';
import type { PlanAccount, PlanInput } from './plan-types.ts';

/** Under `parallel` an account may be this part of its quota ahead before one of its miners leaves. */
const BAND = 1 / 24;
/** And never less than it makes in so many dwell times. */
const DWELLS_PER_BAND = 3;
/**
 * Under `parallel` quotas are to be met this part of the round before its end: not later, and not sooner.
 * A pool that is away for ten minutes must not cost a quota.
 */
const LATE = { part: 0.01, leastMs: 600_000, most: 1 / 6 };
const EARLY = { part: 0.02, leastMs: 720_000, most: 1 / 5 };
/** No account is hurried more than to take this part of the time it has. */
const SOONEST = 0.7;

/** What one account's quota asks for at this moment. All rates in H/s. */
export interface Need {
  account: PlanAccount;
  /** Work still to be mined. */
  remaining: number;
  /** What the quota needs from now to the round's end, without a break. 0: the round never ends. */
  needed: number;
  /** Miners are called in below this. */
  low: number;
  /** With this it would be done in good time. */
  soon: number;
  /** Miners that are not needed for this may leave. */
  high: number;
  /** More than this it is not to have, however much there is: its landing, or its highest rate. */
  most: number;
  /** How far behind its target curve it is, as part of the quota; below 0: ahead. */
  behind: number;
  /** How far off that it may be, as part of the quota. */
  band: number;
  /** Nears its quota: miners that are not needed leave at once, without regard to dwell times. */
  isLanding: boolean;
  /** So late that no miner may wait. */
  isUrgent: boolean;
  cause: string;
}

export interface Needs {
  /** Of the accounts that want work and can be served, in the owner's order. */
  servable: Need[];
  /** Of those that want work and cannot be served now. */
  waiting: Need[];
}

/** What all quotas ask for at this moment; `seated`: H/s that each account has. */
export function needsOf(input: PlanInput, seated: ReadonlyMap<string, number>): Needs {
  const servable = new Set(input.pools.filter((pool) => pool.isServable).map((pool) => pool.accountId));
  const { nowMs, settings, history } = input;
  const needs: Needs = { servable: [], waiting: [] };
  for (const account of input.accounts) {
    const late = lateWorkOf(account.id, history.departures, { nowMs, lateMs: settings.lateMs });
    const remaining = remainingWork(account, certainWork(late, account.shareWork));
    if (remaining <= 0) continue;
    const need = isParallel(input)
      ? parallelNeed(input, account, remaining)
      : sequentialNeed(input, account, remaining);
    const place = servable.has(account.id) ? needs.servable : needs.waiting;
    place.push(landed(input, need, seated.get(account.id) ?? 0));
  }
  return needs;
}

/** Whether every account gets its rate all through the round; a round without an end has no rates. */
export function isParallel({ settings, round }: PlanInput): boolean {
  return settings.policy === 'parallel' && round.endsAtMs !== null;
}

/** All the farm for the first account that is not up to standard. */
function sequentialNeed({ nowMs, round }: PlanInput, account: PlanAccount, remaining: number): Need {
  const credited = percent(account.creditedWork, account.targetWork ?? 0);
  return {
    account,
    remaining,
    needed: round.endsAtMs === null ? 0 : rateFor(remaining, round.endsAtMs - nowMs),
    low: Number.POSITIVE_INFINITY,
    soon: Number.POSITIVE_INFINITY,
    high: Number.POSITIVE_INFINITY,
    most: Number.POSITIVE_INFINITY,
    behind: 0,
    band: 0,
    isLanding: false,
    isUrgent: true,
    cause: `${account.name} is the first account below its quota (${credited} credited)`,
  };
}

/**
 * Its rate all through the round. What is left is to be done between two times shortly before the round's
 * end; the rate for that corrects itself. Whole miners give a little more or less than it: an account stays
 * on one side of its curve until it is a band away from it, so that fractions cost few moves.
 */
function parallelNeed(input: PlanInput, account: PlanAccount, remaining: number): Need {
  const { nowMs, round, settings } = input;
  const endsAtMs = round.endsAtMs ?? nowMs;
  const target = account.targetWork ?? 0;
  const startMs = Math.max(account.startsAtMs, round.startedAtMs);
  const lengthMs = Math.max(endsAtMs - startMs, 1);
  const lateMs = endsAtMs - within(LATE, lengthMs);
  const earlyMs = endsAtMs - within(EARLY, lengthMs);
  const untilLateMs = Math.max(lateMs - nowMs, (endsAtMs - nowMs) / 2);
  const curve = target * Math.min(Math.max((nowMs - startMs) / (lateMs - startMs), 0), 1);
  const ahead = target - remaining - curve;
  const due = percent(curve, target);
  return {
    account,
    remaining,
    needed: rateFor(remaining, endsAtMs - nowMs),
    low: rateFor(remaining, untilLateMs),
    soon: rateFor(remaining, Math.max(earlyMs - nowMs, untilLateMs * SOONEST)),
    high: earlyMs > nowMs ? rateFor(remaining, earlyMs - nowMs) : Number.POSITIVE_INFINITY,
    most: Number.POSITIVE_INFINITY,
    behind: target > 0 ? -ahead / target : 0,
    band: Math.max(BAND, (DWELLS_PER_BAND * settings.dwellMs) / lengthMs),
    isLanding: false,
    isUrgent: nowMs >= lateMs,
    cause: `${account.name} has ${percent(target - remaining, target)} of its quota, ${due} are due by now`,
  };
}

/** Limits a need by the landing and by the account's own rates. */
function landed(input: PlanInput, need: Need, seated: number): Need {
  const { account, remaining } = need;
  const { nowMs, round, settings } = input;
  const most = account.maxRate ?? Number.POSITIVE_INFINITY;
  const landing = landingRate(remaining, account, { nowMs, round, settings });
  const isLanding = landing < Math.max(seated, Math.min(need.low, Number.MAX_VALUE));
  const call = landingCallRate(remaining, account, { nowMs, round, settings });
  const least = Math.min(account.minRate ?? 0, landing);
  const high = Math.min(Math.max(need.high, least), landing, most);
  const low = Math.min(Math.max(need.low, least), call, high);
  return {
    ...need,
    high,
    low,
    most: Math.min(landing, most),
    soon: Math.max(Math.min(need.soon, high), low),
    isLanding,
  };
}

/** Whether an account with a highest rate has had less than that since it began, so that it may get more now. */
export function isBelowMaxRate({ nowMs, round }: PlanInput, { account, remaining }: Need): boolean {
  if (account.maxRate === null) return true;
  const startMs = Math.max(account.startsAtMs, round.startedAtMs);
  return (account.targetWork ?? 0) - remaining <= workOf(account.maxRate, nowMs - startMs);
}

function within(limits: { part: number; leastMs: number; most: number }, lengthMs: number): number {
  return Math.min(Math.max(lengthMs * limits.part, limits.leastMs), lengthMs * limits.most);
}

function percent(part: number, whole: number): string {
  return whole > 0 ? `${((Math.max(part, 0) / whole) * 100).toFixed(1)} %` : '0 %';
}
