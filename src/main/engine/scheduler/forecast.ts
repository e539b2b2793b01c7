import { HASHES_PER_DIFFICULTY_1 } from '#shared/units.ts';

import { rateFor, workOf } from './landing.ts';
import { isParallel } from './plan-needs.ts';
import type { PlanAccount, PlanInput } from './plan-types.ts';
import { isOpen, lookAheadEndMs, simulateFluid } from './what-if.ts';

/** The middle 80 % of a normal distribution lies within so many standard deviations. */
const Z_80 = 1.2816;
/** Under `parallel` the plan makes up for luck, but for that of about this last part of the round. */
const UNCORRECTED = 1 / 48;

export interface Forecast {
  accountId: string;
  /** ms since 1970; null: reached already, has no quota, or not within the time looked at. */
  finishMs: number | null;
  /** With one chance in ten earlier, with one in ten later. */
  earliestMs: number | null;
  latestMs: number | null;
  /** It is expected to be reached before the round ends. */
  isFeasible: boolean;
  /** What is missing for that from now on, H/s; 0 when feasible. */
  shortfallRate: number;
}

/**
 * When each account is expected to reach its quota: the plan carried forward on expected hashrates, and
 * around that what is uncertain: the hashrates (`hashrateRelativeSigma`: standard deviation of one miner's,
 * as part of it; the miners' errors are independent) and luck (n shares vary by √n). While there are miners
 * whose hashrate is not known an account is not called infeasible.
 */
export function forecastFarm(input: PlanInput, uncertainty: { hashrateRelativeSigma: number }): Forecast[] {
  const { nowMs, round } = input;
  const untilMs = Math.max(lookAheadEndMs(input), nowMs + 1);
  const farm = farmOf(input);
  const sigma = uncertainty.hashrateRelativeSigma * farm.relativeSpread;
  const expected = simulateFluid(input, untilMs);
  const bounds = boundsOf(input, { untilMs, sigma, finish: expected.finish });
  let workBefore = 0;
  return input.accounts.map((account) => {
    workBefore += openWork(account);
    const finishMs = expected.finish.get(account.id) ?? null;
    if (finishMs === null) {
      const missing = expected.shortfallWork.get(account.id) ?? 0;
      const isShort = isOpen(account) && missing > 0 && round.endsAtMs !== null && !farm.isPartlyUnknown;
      const shortfallRate = isShort ? rateFor(missing, untilMs - nowMs) : 0;
      return unknownFinish(account.id, { isFeasible: !isShort, shortfallRate });
    }
    const luckMs = isParallel(input)
      ? luckOf(account, Math.min(openWork(account), (account.targetWork ?? 0) * UNCORRECTED), {
          rate: rateFor(account.targetWork ?? 0, untilMs - round.startedAtMs),
        })
      : luckOf(account, workBefore, { rate: farm.rate });
    const early = Math.hypot(finishMs - (bounds.early.get(account.id) ?? finishMs), luckMs * Z_80);
    const late = Math.hypot((bounds.late.get(account.id) ?? finishMs) - finishMs, luckMs * Z_80);
    const range = { earliestMs: Math.max(finishMs - early, nowMs), latestMs: finishMs + late };
    return { accountId: account.id, finishMs, ...range, isFeasible: true, shortfallRate: 0 };
  });
}

function unknownFinish(accountId: string, known: { isFeasible: boolean; shortfallRate: number }): Forecast {
  return { accountId, finishMs: null, earliestMs: null, latestMs: null, ...known };
}

interface Farm {
  /** H/s of the miners that may serve customers. */
  rate: number;
  /** Standard deviation of their sum for one of 1 in each: 1/√n for n equal miners. */
  relativeSpread: number;
  isPartlyUnknown: boolean;
}

function farmOf({ miners }: PlanInput): Farm {
  let [rate, squares, isPartlyUnknown] = [0, 0, false];
  for (const { isConnected, unavailable, role, hashrate } of miners) {
    if (!isConnected || unavailable || role === 'standby') continue;
    if (hashrate === null) isPartlyUnknown = true;
    rate += hashrate ?? 0;
    squares += (hashrate ?? 0) ** 2;
  }
  return { rate, relativeSpread: rate > 0 ? Math.sqrt(squares) / rate : 0, isPartlyUnknown };
}

interface Bounds {
  early: ReadonlyMap<string, number | null>;
  late: ReadonlyMap<string, number | null>;
}

/** Finish times on hashrates that are Z_80 σ higher and lower. */
function boundsOf(
  input: PlanInput,
  { untilMs, sigma, finish }: { untilMs: number; sigma: number; finish: ReadonlyMap<string, number | null> },
): Bounds {
  const [more, less] = [1 + Z_80 * sigma, Math.max(1 - Z_80 * sigma, 0.01)];
  if (isParallel(input))
    return { early: finishAt(input, more, untilMs), late: finishAt(input, less, untilMs) };
  const scaled = (factor: number): Map<string, number | null> =>
    new Map(
      [...finish].map(([id, ms]) => [id, ms === null ? null : input.nowMs + (ms - input.nowMs) / factor]),
    );
  return { early: scaled(more), late: scaled(less) };
}

/** What is not done by the round's end goes on at the mean rate until then. */
function finishAt(input: PlanInput, factor: number, untilMs: number): Map<string, number | null> {
  const miners = input.miners.map((miner) =>
    miner.hashrate === null ? miner : { ...miner, hashrate: miner.hashrate * factor },
  );
  const { finish, shortfallWork } = simulateFluid({ ...input, miners }, untilMs);
  for (const account of input.accounts) {
    const missing = shortfallWork.get(account.id) ?? 0;
    const done = openWork(account) - missing;
    if (missing > 0 && done > 0) {
      const spanMs = untilMs - input.nowMs;
      finish.set(account.id, untilMs + (spanMs * missing) / done);
    }
  }
  return finish;
}

/** Standard deviation of the time in which `work` is done at `rate`, ms: n shares vary by √n. */
function luckOf(account: PlanAccount, work: number, { rate }: { rate: number }): number {
  const workPerMs = workOf(rate, 1);
  return workPerMs > 0 ? Math.sqrt(work * (account.shareWork ?? 0)) / workPerMs : 0;
}

function openWork(account: PlanAccount): number {
  if (!isOpen(account)) return 0;
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
