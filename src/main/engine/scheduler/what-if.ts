import { HASHES_PER_DIFFICULTY_1 } from '#shared/units.ts';

import { planAllocation } from './plan.ts';
import type { PlanAccount, PlanInput, PlanMiner, Promotion } from './plan-types.ts';

/** Plans made in one look ahead at most. */
const MAX_STEPS = 500;
/** The time to the end is looked at in so many pieces at least, so that target curves are followed. */
const PIECES = 96;
/** A larger farm is looked at in bundles of miners that stand alike. */
const MAX_BUNDLES = 256;
/** An account is done when this part of its quota is missing: rounding. */
const ROUNDING = 1e-12;

export interface FluidOutcome {
  /** ms since 1970; null = not reached by then, or no quota. */
  finish: Map<string, number | null>;
  /** Moves of miners on the way. */
  moves: number;
  /** Work missing at the end, difficulty-1 shares; 0 = none. */
  shortfallWork: Map<string, number>;
}

/** Miners that stand alike, as one. */
interface Bundle {
  miner: PlanMiner;
  size: number;
}

/** A round that never ends is looked into this far. */
const HORIZON_MS = 30 * 86_400_000;

/** How far ahead a farm is looked at: to the round's end, ms since 1970. */
export function lookAheadEndMs(input: PlanInput): number {
  return input.round.endsAtMs ?? input.nowMs + HORIZON_MS;
}

/**
 * The farm of `input` carried forward to `untilMs` by the same plan, with every miner giving just its
 * expected hashrate: no luck, no failures, no late shares. What is in flight counts as credited, and miners
 * whose hashrate is not known as nothing. Pure; at most 500 plans, however large the farm and the time.
 */
export function simulateFluid(input: PlanInput, untilMs: number): FluidOutcome {
  const bundles = bundle(input);
  let accounts = input.accounts.map((account) => withCredit(account, account.inFlightWork));
  let promotions: readonly Promotion[] = input.history.promotions;
  const finish = new Map<string, number | null>(accounts.map(({ id }) => [id, null]));
  let moves = 0;
  let { nowMs } = input;
  const pieceMs = Math.max((untilMs - nowMs) / PIECES, 1);
  for (let step = 0; step < MAX_STEPS && nowMs < untilMs && accounts.some(isOpen); step += 1) {
    const plan = planAllocation({
      ...input,
      nowMs,
      accounts,
      miners: bundles.map(({ miner }) => miner),
      history: { ...input.history, promotions, departures: [], recentMoves: 0 },
      settings: { ...input.settings, lateMs: 0 },
    });
    promotions = plan.promotions;
    moves += carryOut(bundles, new Map(plan.orders.map((order) => [order.minerId, order.accountId])), nowMs);
    const rates = ratesOf(bundles);
    const stepMs = Math.min(untilNextFinish(accounts, rates), pieceMs, untilMs - nowMs);
    nowMs += stepMs;
    accounts = accounts.map((account) => {
      const next = withCredit(
        account,
        ((rates.get(account.id) ?? 0) * stepMs) / 1000 / HASHES_PER_DIFFICULTY_1,
      );
      if (isOpen(account) && !isOpen(next)) finish.set(account.id, nowMs);
      return next;
    });
  }
  return {
    finish,
    moves,
    shortfallWork: new Map(accounts.map((account) => [account.id, missingWork(account)])),
  };
}

/** Whether an account has a quota that is not reached. */
export function isOpen(account: PlanAccount): boolean {
  return !account.isOverflow && account.targetWork !== null && !account.upToStandard;
}

function missingWork(account: PlanAccount): number {
  return isOpen(account) ? Math.max((account.targetWork ?? 0) - account.creditedWork, 0) : 0;
}

function withCredit(account: PlanAccount, work: number): PlanAccount {
  const creditedWork = account.creditedWork + work;
  const target = account.targetWork;
  const isReached = target !== null && creditedWork >= target * (1 - ROUNDING);
  return { ...account, creditedWork, inFlightWork: 0, upToStandard: account.upToStandard || isReached };
}

/** Time until the first account is done at these rates, ms. */
function untilNextFinish(accounts: readonly PlanAccount[], rates: ReadonlyMap<string, number>): number {
  let soonestMs = Number.POSITIVE_INFINITY;
  for (const account of accounts) {
    const rate = rates.get(account.id) ?? 0;
    if (rate <= 0 || !isOpen(account)) continue;
    soonestMs = Math.min(soonestMs, ((missingWork(account) * HASHES_PER_DIFFICULTY_1) / rate) * 1000);
  }
  return soonestMs;
}

function ratesOf(bundles: readonly Bundle[]): Map<string, number> {
  const rates = new Map<string, number>();
  for (const { miner } of bundles) {
    if (miner.accountId === null || !miner.isConnected) continue;
    rates.set(miner.accountId, (rates.get(miner.accountId) ?? 0) + (miner.hashrate ?? 0));
  }
  return rates;
}

function carryOut(bundles: Bundle[], places: ReadonlyMap<string, string | null>, nowMs: number): number {
  let moves = 0;
  for (const one of bundles) {
    const accountId = places.get(one.miner.id);
    if (accountId === undefined || accountId === one.miner.accountId) continue;
    if (one.miner.accountId !== null && accountId !== null) moves += one.size;
    one.miner = { ...one.miner, accountId, movedAtMs: nowMs };
  }
  return moves;
}

function bundle({ miners, history }: PlanInput): Bundle[] {
  if (miners.length <= MAX_BUNDLES) return miners.map((miner) => ({ miner, size: 1 }));
  const alike = Map.groupBy(miners, ({ id, role, isConnected, unavailable, accountId, hashrate }) => {
    const reasons = [...(history.ineligible.get(id)?.keys() ?? [])].sort().join(',');
    return [role, isConnected, unavailable?.kind ?? '', hashrate === null, accountId, reasons].join(' ');
  });
  const perBundle = Math.ceil(miners.length / MAX_BUNDLES);
  const bundles: Bundle[] = [];
  for (const group of alike.values()) {
    for (let index = 0; index < group.length; index += perBundle) {
      const part = group.slice(index, index + perBundle);
      const [first] = part;
      if (!first) continue;
      const hashrate = part.reduce((sum, miner) => sum + (miner.hashrate ?? 0), 0);
      bundles.push({
        miner: { ...first, hashrate: first.hashrate === null ? null : hashrate },
        size: part.length,
      });
    }
  }
  return bundles;
}
