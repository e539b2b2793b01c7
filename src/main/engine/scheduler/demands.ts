import type { Need, Needs } from './plan-needs.ts';
import type { ShortfallRule } from './plan-types.ts';

/** What the farm has for its customers. */
export interface FarmRate {
  /** H/s of the miners whose hashrate is known. */
  known: number;
  /** There are others, which may have any. */
  isMore: boolean;
  /** Standard deviation of the sum for one of 1 in each miner: 1/√n for n equal miners. */
  relativeSpread: number;
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
  /** So far ahead that one miner more than exactly needed may leave. */
  isAhead: boolean;
  /** So far behind, or with a scarce farm so little ahead, that one miner more than exactly needed may come. */
  isBehind: boolean;
}

/** With so much more than all quotas want in good time the farm is ample; with so little more it is scarce. */
const AMPLE = 1.07;
const SCARCE = 1.02;
/** A miner's hashrate is known to so much: 100 shares in ten minutes. A farm may be 2σ less than it seems. */
const HASHRATE_SIGMA = 0.1;
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
    const high = isShort ? rate : need.high;
    return { need, rate, low: Math.min(need.low, rate), high, isAhead: false, isBehind: true };
  });
}

/**
 * To every account its own rate. While the farm is ample that is just enough; the scarcer it is, the more is
 * done ahead of time, so that what goes wrong later can be made up; and what a waiting account cannot take
 * now the others take ahead. When the farm cannot meet all quotas, later accounts fall short, or all by the
 * same part.
 */
export function allotToAll(
  { servable, waiting }: Needs,
  farm: FarmRate,
  { shortfall, seated }: { shortfall: ShortfallRule; seated: ReadonlyMap<string, number> },
): Allotment[] {
  const known = farm.isMore ? Number.POSITIVE_INFINITY : farm.known;
  const all = [...servable, ...waiting];
  const isInfeasible = sumOf(all, 'needed') > known;
  const certain = known * (1 - 2 * HASHRATE_SIGMA * farm.relativeSpread);
  const scarcity = scarcityOf(certain / sumOf(all, 'soon'));
  const part = scarcity > 0 ? known / sumOf(servable, 'soon') : 1;
  const claims = servable.map(({ account, low, soon, high, most }) => {
    if (isInfeasible && shortfall === 'priority') return high;
    const promised = Math.min(account.minRate ?? 0, most);
    return Math.max(Math.min(low + (soon * part - low) * scarcity, most), promised);
  });
  const rates = inOrder(servable, claims, { ...farm, known, isMore: false });
  const behindAll = scarcity < 1 ? 0 : meanBehind(servable);
  const isOneMissing =
    scarcity === 1 &&
    servable.some(({ account, behind, band }, index) => {
      const isShort = (seated.get(account.id) ?? 0) * SLACK < (rates[index] ?? 0);
      return isShort && behind - behindAll >= band;
    });
  return servable.map((need, index) => {
    const rate = rates[index] ?? 0;
    return {
      need,
      rate,
      low: need.isLanding ? Math.min(need.low, rate) : rate,
      high: scarcity < 1 ? Math.max(need.high, rate) : Math.min(need.most, rate * SLACK),
      isAhead: !need.isLanding && behindAll - need.behind >= (isOneMissing ? 0 : need.band),
      isBehind: need.behind - behindAll >= (scarcity > 0 ? -need.band : need.band) / 2,
    };
  });
}

/** 0 = ample, 1 = scarce; `plenty`: the farm's hashrate over what all quotas want in good time. */
function scarcityOf(plenty: number): number {
  return Math.min(Math.max((AMPLE - plenty) / (AMPLE - SCARCE), 0), 1);
}

function sumOf(needs: readonly Need[], key: 'needed' | 'soon'): number {
  return needs.reduce((sum, need) => sum + need[key], 0);
}

/** Where the farm is scarce all are behind, and the one that is less so gives to the one that is more so. */
function meanBehind(needs: readonly Need[]): number {
  let [behind, targets] = [0, 0];
  for (const need of needs) {
    const target = need.account.targetWork ?? 0;
    behind += need.behind * target;
    targets += target;
  }
  return targets > 0 ? behind / targets : 0;
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
