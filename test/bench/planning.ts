import { planAllocation } from '#engine/scheduler/plan.ts';
import { DEFAULT_PLAN_SETTINGS, type PlanInput } from '#engine/scheduler/plan-types.ts';

import type { PolicyName } from '#shared/model/snapshot.ts';
import { workFromHashrate } from '#shared/units.ts';

import { milliseconds, quantile, type Section } from './report.ts';

const MINERS = 5000;
const ACCOUNTS = 50;
const RUN_MS = 1500;
const HASHRATE = 1e14;
const ROUND_MS = 86_400_000;
const ACCOUNT_WORK = workFromHashrate((MINERS * HASHRATE) / ACCOUNTS, ROUND_MS);

/** The pure plan for a large farm: the usual case, the other policy, and miners that fit nearly nothing. */
export function benchPlanning(): Section {
  const reasons = new Map(
    Array.from({ length: ACCOUNTS - 1 }, (_, index) => [`account-${index}`, 'its extranonce2 is too small']),
  );
  const choosy = new Map(Array.from({ length: MINERS }, (_, index) => [`miner-${index}`, reasons]));
  return {
    title: 'Planning',
    how: `One planAllocation for ${MINERS} miners and ${ACCOUNTS} accounts in the middle of a round.`,
    rows: [
      { what: 'sequential', figure: describe(timesOf(inputOf('sequential', new Map()))) },
      {
        what: 'sequential, every miner fits the last account only',
        figure: describe(timesOf(inputOf('sequential', choosy))),
      },
      {
        what: 'parallel, every account wants its part of the farm',
        figure: describe(timesOf(inputOf('parallel', new Map()))),
      },
    ],
  };
}

function describe(times: readonly number[]): string {
  return `p50 ${milliseconds(quantile(times, 0.5))}, p99 ${milliseconds(quantile(times, 0.99))}`;
}

function timesOf(input: PlanInput): number[] {
  const times: number[] = [];
  const untilMs = performance.now() + RUN_MS;
  while (performance.now() < untilMs) {
    const startedMs = performance.now();
    const { orders } = planAllocation(input);
    times.push(performance.now() - startedMs);
    const placed = orders.filter((order) => order.accountId !== null).length;
    if (placed < MINERS / 2) throw new Error(`only ${placed} of ${MINERS} miners were placed`);
  }
  return times;
}

function inputOf(policy: PolicyName, ineligible: PlanInput['history']['ineligible']): PlanInput {
  const ids = Array.from({ length: ACCOUNTS }, (_, index) => `account-${index}`);
  return {
    nowMs: ROUND_MS / 2,
    miners: Array.from({ length: MINERS }, (_, index) => ({
      id: `miner-${index}`,
      role: 'active',
      unavailable: null,
      availableSinceMs: 0,
      isConnected: true,
      hashrate: HASHRATE,
      accountId: policy === 'sequential' ? 'account-0' : `account-${index % ACCOUNTS}`,
      movedAtMs: null,
    })),
    accounts: ids.map((id) => ({
      id,
      name: id,
      isOverflow: false,
      // With all miners at work, each account is done at the end of the round.
      targetWork: ACCOUNT_WORK,
      creditedWork: ACCOUNT_WORK / 2,
      inFlightWork: 0,
      upToStandard: false,
      startsAtMs: 0,
      shareWork: 1e5,
      minRate: null,
      maxRate: null,
    })),
    pools: ids.map((accountId) => ({ accountId, isServable: true })),
    round: { startedAtMs: 0, endsAtMs: ROUND_MS },
    history: { ineligible, promotions: [], departures: [], recentMoves: 0 },
    settings: { ...DEFAULT_PLAN_SETTINGS, policy },
  };
}
