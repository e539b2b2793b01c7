import { landingRate, lateWorkOf, rateFor, remainingWork } from './landing.ts';
import type { Demand, PlanAccount, PlanInput } from './plan-types.ts';

/** Under `parallel` the target curve is met at the end of each of so many stretches of the round. */
const STRETCHES = 24;
/** No stretch is shorter than so many dwell times, so that the fractions cost few moves. */
const DWELLS_PER_STRETCH = 10;
/** The curve is met this part of the round early: room for bad luck at its end. */
const EARLY = 0.005;

interface Want {
  account: PlanAccount;
  remaining: number;
  /** H/s its quota needs from now on. */
  needed: number;
  /** H/s it should have now, before the farm's limits. */
  wanted: number;
  cause: string;
}

/** What the farm has for its customers. */
export interface FarmRate {
  /** H/s of the miners whose hashrate is known. */
  known: number;
  /** There are others, which may have any. */
  isMore: boolean;
}

/**
 * What every customer account is to have now (H/s), in the owner's order. What is left over is the
 * overflow account's. A hashrate that is not known yet counts as enough: under `sequential` for the
 * first account that the others do not fill, under `parallel` for all.
 */
export function demandsOf(input: PlanInput, farm: FarmRate): Demand[] {
  const servable = new Set(input.pools.filter((pool) => pool.isServable).map((pool) => pool.accountId));
  const wants: Want[] = [];
  for (const account of input.accounts) {
    const late = lateWorkOf(account.id, input.history.departures, {
      nowMs: input.nowMs,
      lateMs: input.settings.lateMs,
    });
    const remaining = remainingWork(account, late);
    if (remaining <= 0 || !servable.has(account.id)) continue;
    wants.push(
      input.settings.policy === 'parallel'
        ? parallelWant(input, account, remaining)
        : sequentialWant(input, account, remaining),
    );
  }
  if (!mayWait(input)) return serveInOrder(wants, farm);
  const known = farm.isMore ? Number.POSITIVE_INFINITY : farm.known;
  return input.settings.shortfall === 'pro-rata'
    ? shareOut(wants, known)
    : serveInOrder(wants, { known, isMore: false });
}

/** Under `sequential` every move is called for; under `parallel` most could also be made a little later. */
export function mayWait({ settings, round }: PlanInput): boolean {
  return settings.policy === 'parallel' && round.endsAtMs !== null;
}

/** All the farm for the first account that is not up to standard; landing and `maxRate` leave some for the next. */
function sequentialWant(input: PlanInput, account: PlanAccount, remaining: number): Want {
  const { nowMs, round, settings } = input;
  const landing = landingRate(remaining, account, { nowMs, round, settings });
  const needed = round.endsAtMs === null ? 0 : rateFor(remaining, round.endsAtMs - nowMs);
  const credited = percent(account.creditedWork, account.targetWork ?? 0);
  const cause = `${account.name} is the first account below its quota (${credited} credited)`;
  return {
    account,
    remaining,
    needed,
    wanted: Math.min(landing, account.maxRate ?? Number.POSITIVE_INFINITY),
    cause,
  };
}

/** Its rate all through the round: what the target curve asks for by the end of the present stretch. */
function parallelWant(input: PlanInput, account: PlanAccount, remaining: number): Want {
  const { nowMs, round, settings } = input;
  if (round.endsAtMs === null) return sequentialWant(input, account, remaining);
  const target = account.targetWork ?? 0;
  const startMs = Math.max(account.startsAtMs, round.startedAtMs);
  const lengthMs = Math.max(round.endsAtMs - startMs, 1);
  const aimMs = round.endsAtMs - lengthMs * EARLY;
  const stretchMs = Math.max(lengthMs / STRETCHES, DWELLS_PER_STRETCH * settings.dwellMs);
  const stretchEndMs = Math.min(startMs + (Math.floor((nowMs - startMs) / stretchMs) + 1) * stretchMs, aimMs);
  // Too close to a stretch's end a share more or less would ask for a move: then look at the next one's end.
  const byMs =
    stretchEndMs - nowMs < settings.dwellMs ? Math.min(stretchEndMs + stretchMs, aimMs) : stretchEndMs;
  const dueThen = target * Math.min(Math.max((byMs - startMs) / (aimMs - startMs), 0), 1);
  const missing = Math.max(dueThen - (target - remaining), 0);
  const needed = rateFor(remaining, round.endsAtMs - nowMs);
  const isPastAim = nowMs >= aimMs;
  const onCurve = isPastAim
    ? rateFor(remaining, (round.endsAtMs - nowMs) / 2)
    : rateFor(missing, Math.max(byMs - nowMs, 1));
  const landing = landingRate(remaining, account, { nowMs, round, settings });
  const limited = Math.min(
    Math.max(onCurve, account.minRate ?? 0),
    account.maxRate ?? Number.POSITIVE_INFINITY,
  );
  const behind = percent(dueThen - (target - remaining), target);
  const cause = `${account.name} needs ${behind} of its quota by the end of this stretch`;
  return { account, remaining, needed, wanted: Math.min(limited, landing), cause };
}

/** First the rates promised as a minimum, then every want in the owner's order, as far as the farm goes. */
function serveInOrder(wants: readonly Want[], farm: FarmRate): Demand[] {
  let left = farm.known;
  let { isMore } = farm;
  const rates = wants.map((want) => {
    const rate = Math.min(want.account.minRate ?? 0, want.wanted, left);
    left -= rate;
    return rate;
  });
  return wants.map((want, index) => {
    const wanted = want.wanted - (rates[index] ?? 0);
    const more = isMore ? wanted : Math.min(wanted, left);
    isMore &&= wanted <= left;
    left = Math.max(left - more, 0);
    return toDemand(want, (rates[index] ?? 0) + more);
  });
}

/** The same part of every want, where the farm cannot give all. */
function shareOut(wants: readonly Want[], available: number): Demand[] {
  const sum = wants.reduce((total, want) => total + want.wanted, 0);
  const part = sum > available ? available / sum : 1;
  return wants.map((want) => toDemand(want, want.wanted * part));
}

function toDemand(want: Want, rate: number): Demand {
  return {
    accountId: want.account.id,
    rate,
    wantedRate: want.wanted,
    neededRate: want.needed,
    cause: want.cause,
  };
}

function percent(part: number, whole: number): string {
  return whole > 0 ? `${((Math.max(part, 0) / whole) * 100).toFixed(1)} %` : '0 %';
}
