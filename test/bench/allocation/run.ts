import { HASHES_PER_DIFFICULTY_1 } from '#shared/units.ts';

import type { Brain, SimFarm, SimMiner } from './sim-farm.ts';

/** Ticks are as short as this while an account is about to reach its quota, unless told otherwise. */
const FINE_MS = 250;
/** That is, from so long before. */
const FINE_BELOW_MS = 150_000;
const COARSE_MS = 20_000;
const SHORTEST_COARSE_TICKS = 360;

/** How one customer account came out. */
export interface AccountResult {
  targetWork: number;
  creditedWork: number;
  /** Above 0: more than the quota; below: less. */
  error: number;
  /** One upstream share at the difficulty of the share that reached the quota, as part of the quota. */
  shareBound: number;
  /** 2σ of the shares in one dwell time at the account's mean rate, as part of the quota. */
  dwellBound: number;
  finishedAtMs: number | null;
}

export interface RunResult {
  accounts: AccountResult[];
  movesPerMiner: number;
  /** Of one active miner. */
  mostMoves: number;
  /** The same without those that outages of pools have caused. */
  mostMovesUnforced: number;
  mostStandbyMoves: number;
  /** Hashes not made because of moves, as part of all. */
  lostPart: number;
  /** Work credited to anybody, the overflow account included, as part of all quotas. */
  creditedPart: number;
  ticks: number;
}

export interface RoundTimes {
  spanMs: number;
  dwellMs: number;
  fineMs?: number;
}

/** One round under the virtual clock. */
export function runRound(
  farm: SimFarm,
  brain: Brain,
  { spanMs, dwellMs, fineMs = FINE_MS }: RoundTimes,
): RunResult {
  const finishedAt: (number | null)[] = farm.targets.map(() => null);
  farm.start(brain);
  let ticks = 0;
  while (farm.nowMs < spanMs) {
    farm.step(Math.min(farm.nowMs + tickMs(farm, spanMs, fineMs), spanMs));
    brain.tick();
    ticks += 1;
    for (const [index, pool] of farm.pools.entries())
      if (pool.creditedWork >= (farm.targets[index] ?? 0)) finishedAt[index] ??= farm.nowMs;
  }
  farm.drain();
  const active = farm.miners.filter(({ role }) => role === 'active');
  const standby = farm.miners.filter(({ role }) => role === 'standby');
  const moves = farm.miners.reduce((sum, miner) => sum + miner.moves, 0);
  return {
    accounts: accountResults(farm, { spanMs, dwellMs, finishedAt }),
    movesPerMiner: moves / farm.miners.length,
    mostMoves: mostOf(active, ({ moves }) => moves),
    mostMovesUnforced: mostOf(active, ({ moves, flights }) => moves - 2 * flights),
    mostStandbyMoves: mostOf(standby, ({ moves }) => moves),
    creditedPart: creditedPartOf(farm),
    lostPart: farm.lostHashes / (farm.minedHashes + farm.lostHashes),
    ticks,
  };
}

function creditedPartOf({ pools, targets }: SimFarm): number {
  const quotas = targets.filter((target) => target !== Number.POSITIVE_INFINITY);
  const credited = pools.reduce((sum, { creditedWork }) => sum + creditedWork, 0);
  return credited / quotas.reduce((sum, target) => sum + target, 0);
}

function mostOf(miners: readonly SimMiner[], count: (miner: SimMiner) => number): number {
  return miners.reduce((most, miner) => Math.max(most, count(miner)), 0);
}

/** Long while nothing is about to happen, short near the quotas, where every share counts. */
function tickMs(farm: SimFarm, spanMs: number, fineMs: number): number {
  let soonestMs = Number.POSITIVE_INFINITY;
  for (const [index, pool] of farm.pools.entries()) {
    const missing = (farm.targets[index] ?? 0) - pool.creditedWork;
    if (missing <= 0 || missing === Number.POSITIVE_INFINITY) continue;
    const rate = farm.rateOf(index);
    if (rate > 0) soonestMs = Math.min(soonestMs, (missing * HASHES_PER_DIFFICULTY_1 * 1000) / rate);
    else if (missing <= pool.pendingWork) soonestMs = 0;
  }
  const coarseMs = Math.min(COARSE_MS, spanMs / SHORTEST_COARSE_TICKS);
  return Math.min(Math.max((soonestMs - FINE_BELOW_MS) / 2, fineMs), coarseMs);
}

function accountResults(
  farm: SimFarm,
  { spanMs, dwellMs, finishedAt }: RoundTimes & { finishedAt: (number | null)[] },
): AccountResult[] {
  const results: AccountResult[] = [];
  for (const [index, targetWork] of farm.targets.entries()) {
    const pool = farm.pools[index];
    if (!pool || targetWork === Number.POSITIVE_INFINITY) continue;
    const share = pool.landingDifficulty;
    const dwellShares = ((targetWork / share) * dwellMs) / spanMs;
    results.push({
      targetWork,
      creditedWork: pool.creditedWork,
      error: pool.creditedWork / targetWork - 1,
      shareBound: share / targetWork,
      dwellBound: (2 * Math.sqrt(dwellShares) * share) / targetWork,
      finishedAtMs: finishedAt[index] ?? null,
    });
  }
  return results;
}
