import { planAllocation } from '#engine/scheduler/plan.ts';
import { DEFAULT_PLAN_SETTINGS, type PlanInput } from '#engine/scheduler/plan-types.ts';

import { milliseconds, quantile, type Section } from './report.ts';

const MINERS = 5000;
const ACCOUNTS = 50;
const RUNS = 200;

/** The pure plan for a large farm: the usual case, and one where nearly no miner fits nearly no account. */
export function benchPlanning(): Section {
  const usual = timesOf(inputOf(new Map()));
  const reasons = new Map(
    Array.from({ length: ACCOUNTS - 1 }, (_, index) => [`account-${index}`, 'its extranonce2 is too small']),
  );
  const choosy = timesOf(
    inputOf(new Map(Array.from({ length: MINERS }, (_, index) => [`miner-${index}`, reasons]))),
  );
  return {
    title: 'Planning',
    how: `One planAllocation for ${MINERS} miners and ${ACCOUNTS} accounts, ${RUNS} runs.`,
    rows: [
      { what: 'every miner fits every account', figure: describe(usual) },
      { what: `every miner fits the last of ${ACCOUNTS} accounts only`, figure: describe(choosy) },
    ],
  };
}

function describe(times: readonly number[]): string {
  return `p50 ${milliseconds(quantile(times, 0.5))}, p99 ${milliseconds(quantile(times, 0.99))}`;
}

function timesOf(input: PlanInput): number[] {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const startedMs = performance.now();
    const { orders } = planAllocation(input);
    times.push(performance.now() - startedMs);
    const placed = orders.filter((order) => order.accountId !== null).length;
    if (placed !== MINERS) throw new Error(`${placed} of ${MINERS} miners were placed`);
  }
  return times;
}

function inputOf(ineligible: PlanInput['history']['ineligible']): PlanInput {
  const ids = Array.from({ length: ACCOUNTS }, (_, index) => `account-${index}`);
  return {
    nowMs: Date.now(),
    miners: Array.from({ length: MINERS }, (_, index) => ({
      id: `miner-${index}`,
      role: 'active',
      unavailable: null,
      availableSinceMs: 0,
      isConnected: true,
      hashrate: 1e14,
      accountId: 'account-0',
      movedAtMs: null,
    })),
    accounts: ids.map((id) => ({
      id,
      name: id,
      isOverflow: false,
      targetWork: 1e9,
      creditedWork: 1e8,
      inFlightWork: 0,
      upToStandard: false,
      startsAtMs: 0,
      shareWork: 1e5,
      minRate: null,
      maxRate: null,
    })),
    pools: ids.map((accountId) => ({ accountId, isServable: true })),
    round: { startedAtMs: 0, endsAtMs: Date.now() + 3_600_000 },
    history: { ineligible, promotions: [], departures: [], recentMoves: 0 },
    settings: { ...DEFAULT_PLAN_SETTINGS, policy: 'sequential' },
  };
}
