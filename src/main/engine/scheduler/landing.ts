import { HASHES_PER_DIFFICULTY_1 } from '#shared/units.ts';

import type { Departure, PlanAccount, PlanRound, PlanSettings } from './plan-types.ts';

/** While an account lands, its next share is never expected later than this: then miners are called back. */
const MAX_SHARE_WAIT_MS = 60_000;
/** As few miners stay as bring a share in this time: late work is then a small part of one share. */
const SHARE_WAIT_MS = 40_000;
/** Time constant of the taper: so many times the lateness of shares, a part of the round, within limits. */
const TAPER = { latenesses: 20, partOfRound: 1 / 1000, maxMs: 90_000, mostOfRound: 1 / 20 };
/** The taper does not go on for less than this part of a quota: nobody sees it, and it would take long. */
const FINEST_PART = 5e-5;
/** An account lands for this last part of its quota at most. */
const LANDING_PART = 0.1;

/** What the landing of an account is judged by. */
export interface LandingTime {
  nowMs: number;
  round: PlanRound;
  settings: PlanSettings;
}

/** H/s that make `work` (difficulty-1 shares) in `spanMs`. */
export function rateFor(work: number, spanMs: number): number {
  return (work * HASHES_PER_DIFFICULTY_1) / (Math.max(spanMs, 1) / 1000);
}

/** Work (difficulty-1 shares) that `rate` H/s makes in `spanMs`. */
export function workOf(rate: number, spanMs: number): number {
  return (rate * spanMs) / 1000 / HASHES_PER_DIFFICULTY_1;
}

/** Work that miners which have left an account are still expected to bring: shares of the job left behind. */
export function lateWorkOf(
  accountId: string,
  departures: readonly Departure[],
  now: { nowMs: number; lateMs: number },
): number {
  let work = 0;
  for (const departure of departures) {
    if (departure.accountId !== accountId) continue;
    const leftMs = now.lateMs - (now.nowMs - departure.atMs);
    if (leftMs > 0) work += workOf(departure.hashrate, leftMs);
  }
  return work;
}

/**
 * The part of the late work that may be counted on. It comes in whole shares, a Poisson number of them:
 * less 2σ. Half a share that is expected is no share, and nobody may leave for it.
 */
export function certainWork(lateWork: number, shareWork: number | null): number {
  return Math.max(lateWork - 2 * Math.sqrt(lateWork * (shareWork ?? 0)), 0);
}

/** Work still to be mined: target less credited, in flight, and late shares to come. Never below 0. */
export function remainingWork(account: PlanAccount, lateWork: number): number {
  if (account.isOverflow || account.targetWork === null || account.upToStandard) return 0;
  return Math.max(account.targetWork - account.creditedWork - account.inFlightWork - lateWork, 0);
}

/**
 * The most an account that nears its quota should still get, H/s. Miners that all left at the last moment
 * would bring too much: late work of the whole farm, in shares as large as a pool makes them for a whole
 * farm. So the rate falls with what is left. Pools with a difficulty of their own make their shares smaller
 * meanwhile; of the last ones a few miners bring one every 40 s, so that hardly any comes late.
 */
export function landingRate(remaining: number, account: PlanAccount, time: LandingTime): number {
  if (remaining <= 0) return 0;
  if (remaining > (account.targetWork ?? 0) * LANDING_PART) return Number.POSITIVE_INFINITY;
  const tapered = rateFor(tapering(remaining, account), taperMs(time));
  return Math.max(tapered, leastRate(remaining, account, { ...time, shareWaitMs: SHARE_WAIT_MS }));
}

/** Less than this, H/s, and a landing account gets miners back: it would take too long, or miss the round's end. */
export function landingCallRate(remaining: number, account: PlanAccount, time: LandingTime): number {
  if (remaining <= 0) return 0;
  if (remaining > (account.targetWork ?? 0) * LANDING_PART) return Number.POSITIVE_INFINITY;
  const tapered = rateFor(tapering(remaining, account), 2 * taperMs(time));
  return Math.max(tapered, leastRate(remaining, account, { ...time, shareWaitMs: MAX_SHARE_WAIT_MS }));
}

function tapering(remaining: number, account: PlanAccount): number {
  return Math.max(remaining, (account.targetWork ?? 0) * FINEST_PART);
}

/** Enough for the next share to come in time, and for what is left before half of the round's rest is over. */
function leastRate(
  remaining: number,
  account: PlanAccount,
  { nowMs, round, shareWaitMs }: LandingTime & { shareWaitMs: number },
): number {
  const share = account.shareWork ?? 0;
  const soonEnough = rateFor(share, shareWaitMs);
  if (round.endsAtMs === null) return soonEnough;
  return Math.max(soonEnough, rateFor(Math.max(remaining, share), (round.endsAtMs - nowMs) / 2));
}

function taperMs({ round, settings }: LandingTime): number {
  const shortMs = TAPER.latenesses * settings.lateMs;
  if (round.endsAtMs === null || shortMs === 0) return shortMs;
  const lengthMs = round.endsAtMs - round.startedAtMs;
  const wantedMs = Math.min(Math.max(lengthMs * TAPER.partOfRound, shortMs), Math.max(TAPER.maxMs, shortMs));
  return Math.min(wantedMs, lengthMs * TAPER.mostOfRound);
}
