import { HASHES_PER_DIFFICULTY_1 } from '#shared/units.ts';

import type { Departure, PlanAccount, PlanRound, PlanSettings } from './plan-types.ts';

/** While an account lands, its next share is never expected later than this. */
const MAX_SHARE_WAIT_MS = 60_000;
/** The taper begins so many times `lateMs` before the end, and never sheds miners faster than that. */
const TAPER_LATENESSES = 10;

/** H/s that make `work` (difficulty-1 shares) in `spanMs`. */
export function rateFor(work: number, spanMs: number): number {
  return (work * HASHES_PER_DIFFICULTY_1) / (Math.max(spanMs, 1) / 1000);
}

/** Work that miners which have left an account are still expected to bring: shares of the job left behind. */
export function lateWorkOf(
  accountId: string,
  departures: readonly Departure[],
  now: { nowMs: number; lateMs: number },
): number {
  let hashes = 0;
  for (const departure of departures) {
    if (departure.accountId !== accountId) continue;
    const leftMs = now.lateMs - (now.nowMs - departure.atMs);
    if (leftMs > 0) hashes += (departure.hashrate * leftMs) / 1000;
  }
  return hashes / HASHES_PER_DIFFICULTY_1;
}

/** Work still to be mined: target less credited, in flight, and late shares to come. Never below 0. */
export function remainingWork(account: PlanAccount, lateWork: number): number {
  if (account.isOverflow || account.targetWork === null || account.upToStandard) return 0;
  return Math.max(account.targetWork - account.creditedWork - account.inFlightWork - lateWork, 0);
}

/**
 * The most an account that nears its quota should still get, H/s. Miners that all left at the last moment
 * would bring `lateMs` of the whole farm's work too much; so the rate falls with what is left, until late
 * work is below one share (finer than that the pool does not count) and never so low that the next share
 * takes more than 60 s or comes after the round's end.
 */
export function landingRate(
  remaining: number,
  account: PlanAccount,
  now: { nowMs: number; round: PlanRound; settings: PlanSettings },
): number {
  if (remaining <= 0) return 0;
  const { settings, round, nowMs } = now;
  const tapered = rateFor(remaining, settings.lateMs * TAPER_LATENESSES);
  const share = account.shareWork ?? 0;
  const oneLateShare = rateFor(share, settings.lateMs);
  const soonEnough = rateFor(share, MAX_SHARE_WAIT_MS);
  const timeLeftMs = round.endsAtMs === null ? Number.POSITIVE_INFINITY : (round.endsAtMs - nowMs) / 2;
  const beforeTheEnd =
    timeLeftMs === Number.POSITIVE_INFINITY ? 0 : rateFor(Math.max(remaining, share), timeLeftMs);
  return Math.max(tapered, oneLateShare, soonEnough, beforeTheEnd);
}
