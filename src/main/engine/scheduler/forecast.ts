import { HASHES_PER_DIFFICULTY_1 } from '#shared/units.ts';

import { rateFor } from './landing.ts';
import type { PlanAccount, PlanInput } from './plan-types.ts';
import { simulateFluid } from './what-if.ts';

/** The middle 80 % of a normal distribution lies within so many standard deviations. */
const Z_80 = 1.2816;
/** A round that never ends is looked into this far. */
const HORIZON_MS = 30 * 86_400_000;

export interface Forecast {
  accountId: string;
  /** ms since 1970; null: reached already, has no quota, or not within the time looked at. */
  finishMs: number | null;
  /** With one chance in ten earlier, with one in ten later. */
  earliestMs: number | null;
  latestMs: number | null;
  /** It is expected to be reached before the round ends. */
  isFeasible: boolean;
  /** What is missing for that, H/s; 0 when feasible. */
  shortfallRate: number;
}

/**
 * When each account is expected to reach its quota: the plan carried forward on expected hashrates, and
 * around it the uncertainty of the hashrates (relative standard deviation of the farm's) and of luck
 * (n shares come with a relative standard deviation of 1/√n).
 */
export function forecastFarm(input: PlanInput, uncertainty: { hashrateRelativeSigma: number }): Forecast[] {
  const endsAtMs = input.round.endsAtMs;
  const lookMs = endsAtMs === null ? HORIZON_MS : Math.max(endsAtMs - input.nowMs, 1);
  const { finish, shortfallWork } = simulateFluid(input, input.nowMs + lookMs);
  let minedBefore = 0;
  return input.accounts.map((account) => {
    const finishMs = finish.get(account.id) ?? null;
    const missing = shortfallWork.get(account.id) ?? 0;
    const shortfallRate = endsAtMs === null ? 0 : rateFor(missing, lookMs);
    const isOpen = !account.isOverflow && account.targetWork !== null && !account.upToStandard;
    if (isOpen) minedBefore += remaining(account);
    if (finishMs === null) {
      return {
        accountId: account.id,
        finishMs,
        earliestMs: null,
        latestMs: null,
        isFeasible: !isOpen || missing === 0,
        shortfallRate,
      };
    }
    const shares = account.shareWork
      ? Math.max(minedBefore / account.shareWork, 1)
      : Number.POSITIVE_INFINITY;
    const sigma = Math.sqrt(uncertainty.hashrateRelativeSigma ** 2 + 1 / shares);
    const spanMs = (finishMs - input.nowMs) * sigma * Z_80;
    return {
      accountId: account.id,
      finishMs,
      earliestMs: Math.max(finishMs - spanMs, input.nowMs),
      latestMs: finishMs + spanMs,
      isFeasible: true,
      shortfallRate: 0,
    };
  });
}

function remaining(account: PlanAccount): number {
  return Math.max((account.targetWork ?? 0) - account.creditedWork - account.inFlightWork, 0);
}

/**
 * When each account is expected to reach its quota under the sequential policy, ms since 1970: the
 * whole farm serves one after another. Null where it is reached already, has no quota, or the
 * hashrate is not known or 0. `isServable` false: its turn is skipped, its own time unknown.
 */
export function forecastSequential(
  nowMs: number,
  farmHashrate: number | null,
  accounts: readonly (PlanAccount & { isServable: boolean })[],
): Map<string, number | null> {
  const finish = new Map<string, number | null>();
  let atMs = nowMs;
  for (const account of accounts) {
    const isOpen = !account.isOverflow && account.targetWork !== null && !account.upToStandard;
    if (!isOpen || !account.isServable || farmHashrate === null || farmHashrate <= 0) {
      finish.set(account.id, null);
      continue;
    }
    const missing = Math.max((account.targetWork ?? 0) - account.creditedWork - account.inFlightWork, 0);
    atMs += ((missing * HASHES_PER_DIFFICULTY_1) / farmHashrate) * 1000;
    finish.set(account.id, atMs);
  }
  return finish;
}
