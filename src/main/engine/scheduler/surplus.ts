import type { Order, PlanAccount, PlanInput, PlanMiner } from './plan-types.ts';

/** A miner that no customer needs: the overflow account's, or parked. */
export function surplusOrder(
  input: PlanInput,
  miner: PlanMiner,
  overflow: PlanAccount | null,
  why: string,
): Order {
  const isEligible = overflow !== null && !input.history.ineligible.get(miner.id)?.has(overflow.id);
  return isEligible
    ? {
        minerId: miner.id,
        accountId: overflow.id,
        cause: `${why}; mines for ${overflow.name}`,
        isChoice: false,
      }
    : {
        minerId: miner.id,
        accountId: null,
        cause: `${why}; parked, as no overflow account can be served`,
        isChoice: false,
      };
}
