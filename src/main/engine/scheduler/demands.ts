import type { Need } from './plan-needs.ts';
import type { ShortfallRule } from './plan-types.ts';

/** What the farm has for its customers. */
export interface FarmRate {
  /** H/s of the miners whose hashrate is known. */
  known: number;
  /** There are others, which may have any. */
  isMore: boolean;
}

/** A need and what the farm gives it: the place miners are matched to. All rates in H/s. */
export interface Allotment {
  need: Need;
  /** What it is to have. */
  rate: number;
  /** Miners are called in below this. */
  low: number;
  /** Miners that are not needed for this may leave. */
  high: number;
}

/** With so much more than all quotas want, nothing is done ahead of time. */
const AMPLE = 1.05;
/** A miner too much by less than this part of what an account has is not taken away from it. */
const SLACK = 1.01;

/**
 * All for the first account in the owner's order, as far as it wants it, then for the next; `seated` is
 * what each has. What is left over is the overflow account's. A hashrate that is not known yet counts as
 * enough for the first account that the others do not fill.
 */
export function allotInOrder(
  needs: readonly Need[],
  farm: FarmRate,
  seated: ReadonlyMap<string, number>,
): Allotment[] {
  const claims = needs.map(({ account, low, high }) => {
    const has = seated.get(account.id) ?? 0;
    // What it has is enough: it gets no more, and what it does not take is the next one's.
    return has >= low && has < high ? has : high;
  });
  const rates = inOrder(needs, claims, farm);
  return needs.map((need, index) => {
    const rate = rates[index] ?? 0;
    const isShort = rate < (claims[index] ?? 0);
    return { need, rate, low: Math.min(need.low, rate), high: isShort ? rate : need.high };
  });
}

/**
 * To every account its own rate. While the farm has plenty that is just enough; the scarcer it is, the more
 * is done ahead of time, so that what goes wrong later can be made up. When it cannot meet all quotas,
 * later accounts fall short, or all by the same part.
 */
export function allotToAll(needs: readonly Need[], farm: FarmRate, shortfall: ShortfallRule): Allotment[] {
  const known = farm.isMore ? Number.POSITIVE_INFINITY : farm.known;
  const isInfeasible = needs.reduce((sum, need) => sum + need.needed, 0) > known;
  const soon = needs.reduce((sum, need) => sum + need.soon, 0);
  const scarcity = Math.min(Math.max((soon * AMPLE - known) / (soon * (AMPLE - 1)), 0), 1);
  const part = Math.min(known / soon, 1);
  const claims = needs.map((need) =>
    isInfeasible && shortfall === 'priority'
      ? need.soon
      : Math.min(need.low + (need.soon - need.low) * scarcity, need.soon * part),
  );
  const rates = inOrder(needs, claims, { known, isMore: false });
  return needs.map((need, index) => {
    const rate = rates[index] ?? 0;
    return {
      need,
      rate,
      low: need.isLanding ? Math.min(need.low, rate) : rate,
      high: scarcity < 1 ? need.high : Math.min(need.high, rate * SLACK),
    };
  });
}

/** First the rates promised as a minimum, then every claim in the owner's order, as far as the farm goes. */
function inOrder(needs: readonly Need[], claims: readonly number[], farm: FarmRate): number[] {
  let left = farm.known;
  let { isMore } = farm;
  const rates = needs.map(({ account }, index) => {
    const rate = Math.min(account.minRate ?? 0, claims[index] ?? 0, left);
    left -= rate;
    return rate;
  });
  return claims.map((claim, index) => {
    const first = rates[index] ?? 0;
    const wanted = claim - first;
    const more = isMore ? wanted : Math.min(wanted, left);
    isMore &&= wanted <= left;
    left = Math.max(left - more, 0);
    return first + more;
  });
}
