import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { planAllocation } from '#engine/scheduler/plan.ts';
import type { Order, PlanInput, PlanMiner } from '#engine/scheduler/plan-types.ts';
import { arbitraryFarm } from '#test/support/arbitrary-farm.ts';

const RUNS = { numRuns: 500, seed: 1 };

function placesOf(orders: readonly Order[]): Map<string, string | null> {
  return new Map(orders.map(({ minerId, accountId }) => [minerId, accountId]));
}

function isCustomer(input: PlanInput, accountId: string | null): boolean {
  return input.accounts.some(({ id, isOverflow }) => id === accountId && !isOverflow);
}

function minersAt(input: PlanInput, orders: readonly Order[], accountId: string): PlanMiner[] {
  const places = placesOf(orders);
  return input.miners.filter(({ id }) => places.get(id) === accountId);
}

function rateOf(miners: readonly PlanMiner[]): number {
  return miners.reduce((sum, { hashrate }) => sum + (hashrate ?? 0), 0);
}

/** The farm after the plan has been carried out. */
function carriedOut(input: PlanInput): PlanInput {
  const { orders, promotions } = planAllocation(input);
  const places = placesOf(orders);
  const miners = input.miners.map((miner) => {
    if (!places.has(miner.id)) return miner;
    const accountId = places.get(miner.id) ?? null;
    const isMoved = accountId !== miner.accountId;
    return { ...miner, accountId, movedAtMs: isMoved ? input.nowMs : miner.movedAtMs };
  });
  return { ...input, miners, history: { ...input.history, promotions } };
}

describe('any plan', () => {
  it('gives every connected miner one account or none, and never two', () => {
    fc.assert(
      fc.property(arbitraryFarm, (input) => {
        const ordered = planAllocation(input).orders.map(({ minerId }) => minerId);
        const connected = input.miners.filter(({ isConnected }) => isConnected).map(({ id }) => id);
        expect(ordered.toSorted()).toEqual(connected.toSorted());
      }),
      RUNS,
    );
  });

  it('sends no miner to an account that cannot be served, or that it cannot work for', () => {
    fc.assert(
      fc.property(arbitraryFarm, (input) => {
        const down = new Set(
          input.pools.filter((pool) => !pool.isServable).map(({ accountId }) => accountId),
        );
        for (const { minerId, accountId } of planAllocation(input).orders) {
          if (accountId === null) continue;
          expect(down.has(accountId), `${minerId} at ${accountId}`).toBe(false);
          expect(input.history.ineligible.get(minerId)?.has(accountId) ?? false).toBe(false);
        }
      }),
      RUNS,
    );
  });

  it('sends no marked miner to a customer, no idle standby, and no bad one that others stand in for', () => {
    fc.assert(
      fc.property(arbitraryFarm, (input) => {
        const { orders, promotions } = planAllocation(input);
        const standIns = new Set(promotions.flatMap(({ minerIds }) => minerIds));
        const covered = new Set(promotions.map(({ forMinerId }) => forMinerId));
        const places = placesOf(orders);
        for (const { id, role, unavailable } of input.miners) {
          const isMarked = unavailable?.kind.startsWith('marked') ?? false;
          const isKeptAway =
            isMarked || (unavailable && covered.has(id)) || (role === 'standby' && !standIns.has(id));
          if (isKeptAway) expect(isCustomer(input, places.get(id) ?? null), id).toBe(false);
        }
      }),
      RUNS,
    );
  });

  it('leaves accounts alone that want no work', () => {
    fc.assert(
      fc.property(arbitraryFarm, (input) => {
        const done = input.accounts.filter(({ upToStandard, isOverflow }) => upToStandard && !isOverflow);
        const { orders } = planAllocation(input);
        for (const { id } of done) expect(minersAt(input, orders, id)).toEqual([]);
      }),
      RUNS,
    );
  });

  it('is the same for the same farm, in whatever order its miners come', () => {
    const shuffled = arbitraryFarm.chain((input) =>
      fc
        .shuffledSubarray([...input.miners], { minLength: input.miners.length })
        .map((miners) => [input, { ...input, miners }] as const),
    );
    fc.assert(
      fc.property(shuffled, ([input, other]) => {
        expect(planAllocation(other)).toEqual(planAllocation(input));
      }),
      RUNS,
    );
  });

  it('moves no miner twice at one moment, and settles', () => {
    fc.assert(
      fc.property(arbitraryFarm, (input) => {
        const moved: string[] = [];
        let farm = input;
        for (let round = 0; round < 4; round += 1) {
          const next = carriedOut(farm);
          const now = next.miners.filter(
            ({ accountId }, index) => accountId !== farm.miners[index]?.accountId,
          );
          if (round === 3) expect(now).toEqual([]);
          moved.push(...now.map(({ id }) => id));
          farm = next;
        }
        const isLimited = input.accounts.some(({ minRate, maxRate }) => minRate !== null || maxRate !== null);
        if (!isLimited) expect(moved.length, moved.join(' ')).toBe(new Set(moved).size);
      }),
      RUNS,
    );
  });

  it('moves by choice only what has dwelt where it is, and within the budget', () => {
    fc.assert(
      fc.property(arbitraryFarm, (input) => {
        const byId = new Map(input.miners.map((miner) => [miner.id, miner]));
        const chosen = planAllocation(input).orders.filter(({ minerId, accountId, isChoice }) => {
          return isChoice && byId.get(minerId)?.accountId !== accountId;
        });
        const { movesPerHour, dwellMs } = input.settings;
        expect(chosen.length).toBeLessThanOrEqual(Math.max(movesPerHour - input.history.recentMoves, 0));
        for (const { minerId } of chosen) {
          const movedAtMs = byId.get(minerId)?.movedAtMs ?? Number.NEGATIVE_INFINITY;
          expect(input.nowMs - movedAtMs, minerId).toBeGreaterThanOrEqual(dwellMs);
        }
      }),
      RUNS,
    );
  });

  it('passes the highest rate of an account by one miner alone, and keeps the lowest where it can', () => {
    fc.assert(
      fc.property(arbitraryFarm, (input) => {
        const { orders, demands } = planAllocation(input);
        for (const { id, maxRate } of input.accounts) {
          const miners = minersAt(input, orders, id);
          if (maxRate === null || miners.length < 2) continue;
          expect(rateOf(miners), id).toBeLessThanOrEqual(maxRate * 1.05);
        }
        for (const { accountId, rate } of demands) {
          const minRate = input.accounts.find(({ id }) => id === accountId)?.minRate ?? 0;
          const isFree =
            input.history.ineligible.size === 0 && input.miners.every(({ hashrate }) => hashrate !== null);
          if (isFree && rate >= minRate) keepsPromise(input, orders, accountId, minRate);
        }
      }),
      RUNS,
    );
  });
});

/** Below its lowest rate only when every other miner is needed for another promise, or would break a limit. */
function keepsPromise(input: PlanInput, orders: readonly Order[], accountId: string, minRate: number): void {
  const has = rateOf(minersAt(input, orders, accountId));
  if (has >= minRate) return;
  const most = (input.accounts.find(({ id }) => id === accountId)?.maxRate ?? Infinity) * 1.05;
  const overflow = minersAt(input, orders, 'owner').filter(({ role, unavailable }) => {
    return role === 'active' && unavailable === null;
  });
  for (const { id, hashrate } of overflow)
    expect(has + (hashrate ?? 0), `${id} is idle`).toBeGreaterThan(most);
}
