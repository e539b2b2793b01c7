import type { Allotment } from './demands.ts';
import { MoveBudget } from './move-budget.ts';
import { bestFor, bigFirst, Place, type Free } from './place.ts';
import { isBelowMaxRate } from './plan-needs.ts';
import type { Order, PlanAccount, PlanInput, PlanMiner } from './plan-types.ts';
import { surplusOrder } from './surplus.ts';

/** Under `parallel` less than this part too much or too little asks for no move: hashrates are measured. */
const HYSTERESIS = 0.02;

/** A standby miner that is called. */
export interface StandIn {
  why: string;
  /** The account that lost a miner; null = whoever is served. */
  accountId: string | null;
}

/**
 * Puts whole miners where the demands are, moving as few as possible; what is left over is the surplus.
 * Miners take their seats where they are, those that are not needed there leave, promised rates are kept,
 * and then those who have no seat fill what is missing.
 */
export class Matching {
  readonly #input: PlanInput;
  readonly #standIns: ReadonlyMap<string, StandIn>;
  readonly #budget: MoveBudget;
  readonly #places: Place[];
  readonly #placeOf: ReadonlyMap<string, Place>;
  readonly #overflowIds: ReadonlySet<string>;
  #free: Free[] = [];
  #isSorted = false;

  constructor(
    input: PlanInput,
    miners: readonly PlanMiner[],
    plan: { allotments: readonly Allotment[]; standIns: ReadonlyMap<string, StandIn> },
  ) {
    this.#input = input;
    this.#standIns = plan.standIns;
    this.#budget = new MoveBudget(input, miners);
    const down = new Set(input.pools.filter((pool) => !pool.isServable).map(({ accountId }) => accountId));
    const overflow = input.accounts.filter(({ id, isOverflow }) => isOverflow && !down.has(id));
    this.#overflowIds = new Set(overflow.map(({ id }) => id));
    this.#places = plan.allotments.map((allotment) => new Place(allotment));
    this.#placeOf = new Map(this.#places.map((place) => [place.accountId, place]));
    for (const miner of miners) this.#seat(miner);
    this.#budget.isSuspended = this.#places.some((place) => place.isFarBelow);
    for (const place of this.#places) this.#release(place);
    for (const place of this.#places) this.#keepPromise(place);
    this.#sendStandIns();
    this.#fillAll();
  }

  /** One order for every miner, in the order of the accounts. */
  orders(overflow: PlanAccount | null, surplusCause: string): Order[] {
    const orders: Order[] = [];
    for (const { allotment, accountId, miners } of this.#places) {
      const { cause } = allotment.need;
      for (const { id: minerId } of miners) {
        const standIn = this.#standIns.get(minerId);
        const why = standIn ? `${standIn.why}; ${cause}` : cause;
        orders.push({ minerId, accountId, cause: why, isChoice: this.#budget.isChoice(minerId) });
      }
    }
    for (const { miner } of this.#free) {
      const order = surplusOrder(this.#input, miner, overflow, surplusCause);
      orders.push({ ...order, isChoice: this.#budget.isChoice(miner.id) });
    }
    return orders;
  }

  #seat(miner: PlanMiner): void {
    const place = miner.accountId === null ? undefined : this.#placeOf.get(miner.accountId);
    if (place && place.allotment.rate > 0 && this.#mayServe(miner, place)) {
      place.add(miner);
      return;
    }
    this.#setFree(miner, this.#standIns.has(miner.id) || !this.#mayStayAtOverflow(miner));
  }

  #setFree(miner: PlanMiner, isForced: boolean): void {
    this.#free.push({ miner, isForced, isTaken: false });
  }

  /** Takes away what an account has too much; the biggest leave first, the smallest last. */
  #release(place: Place): void {
    const { low, need, isAhead } = place.allotment;
    const isChoice = this.#budget.isCounted && !need.isLanding;
    const high = Math.max(place.allotment.high * (isChoice ? 1 + HYSTERESIS : 1), place.promised);
    if (place.rate > place.limit) this.#releaseAboveLimit(place);
    if (isAhead && place.rate > low * (1 + HYSTERESIS) && place.rateWithoutOne < high)
      this.#releaseOne(place);
    if (place.rateWithoutOne < high) return;
    place.miners.sort(bigFirst);
    place.sift((miner) => {
      const hashrate = miner.hashrate ?? 0;
      if (hashrate === 0 || place.rate - hashrate < high) return true;
      if (isChoice && !this.#budget.allows(miner)) return true;
      this.#letGo(miner, !isChoice);
      return false;
    });
  }

  /** An account that is ahead of its curve falls back to it with one miner less than it needs. */
  #releaseOne(place: Place): void {
    const excess = place.rate - place.allotment.low;
    const movable = place.miners.filter((miner) => {
      const hashrate = miner.hashrate ?? 0;
      return hashrate > 0 && place.rate - hashrate >= place.promised && this.#budget.allows(miner);
    });
    const miner = bestFor(excess, movable.sort(bigFirst));
    if (!miner) return;
    place.remove(miner);
    this.#letGo(miner, false);
  }

  /** A single miner that brings more than the highest rate has to leave when its account has had enough. */
  #releaseAboveLimit(place: Place): void {
    place.miners.sort(bigFirst);
    while (place.rate > place.limit) {
      const isAlone = place.miners.length === 1 && isBelowMaxRate(this.#input, place.allotment.need);
      const miner = bestFor(place.rate - place.limit, place.miners);
      if (isAlone || !miner) return;
      place.remove(miner);
      this.#letGo(miner, true);
    }
  }

  #letGo(miner: PlanMiner, isForced: boolean): void {
    this.#setFree(miner, isForced);
    if (!isForced) this.#budget.note(miner.id);
  }

  /** Gives an account the rate it is never to have less of: from those without a seat, else from others' seats. */
  #keepPromise(place: Place): void {
    if (place.rate >= place.promised) return;
    while (place.rate < place.promised) {
      const gap = place.promised - place.rate;
      const mayCome = (miner: PlanMiner): boolean =>
        (miner.hashrate ?? 0) > 0 && this.#mayServe(miner, place) && !this.#isTooMuch(place, miner);
      const free = this.#free.filter(({ miner }) => mayCome(miner)).map(({ miner }) => miner);
      const seated = (free.length > 0 ? [] : this.#places).flatMap((other) =>
        other.miners.filter((miner) => {
          const isSpared = other.rate - (miner.hashrate ?? 0) >= other.promised;
          return other !== place && isSpared && mayCome(miner);
        }),
      );
      const miner = bestFor(gap, [...free, ...seated].sort(bigFirst));
      if (!miner) break;
      if (free.length > 0) this.#free = this.#free.filter((one) => one.miner !== miner);
      else this.#places.find(({ miners }) => miners.includes(miner))?.remove(miner);
      place.add(miner);
    }
    this.#release(place);
  }

  /** Stand-ins go where a miner was lost, as long as it is missed there. */
  #sendStandIns(): void {
    if (this.#standIns.size === 0) return;
    for (const free of this.#free) {
      const accountId = this.#standIns.get(free.miner.id)?.accountId ?? null;
      const place = accountId === null ? undefined : this.#placeOf.get(accountId);
      const isMissed = place && place.rate < Math.min(place.allotment.low, place.allotment.rate);
      if (isMissed && this.#mayServe(free.miner, place) && !this.#isTooMuch(place, free.miner))
        this.#put(place, free);
    }
    this.#dropTaken();
  }

  #fillAll(): void {
    const hungry = this.#places.filter((place) => place.rate < this.#callRate(place));
    if (hungry.length > 0 && this.#free.length > 0) {
      if (this.#budget.isCounted) hungry.sort((a, b) => b.allotment.need.behind - a.allotment.need.behind);
      // Whole miners for all first, so that what is left over from rounding is not all the last one's.
      if (this.#budget.isCounted) for (const place of hungry) this.#fill(place, { isClosing: false });
      if (this.#budget.isCounted) hungry.sort((a, b) => b.bandsBehind - a.bandsBehind || a.part - b.part);
      for (const place of hungry) this.#fill(place, { isClosing: true });
    }
    this.#fillWithTheRest();
  }

  #callRate({ allotment }: Place): number {
    const { isLanding, isUrgent } = allotment.need;
    return allotment.low * (this.#budget.isCounted && !isLanding && !isUrgent ? 1 - HYSTERESIS : 1);
  }

  /** Those who have to move first, then those who may; and nobody too much. */
  #fill(
    place: Place,
    { rate = place.allotment.rate, isClosing }: { rate?: number; isClosing: boolean },
  ): void {
    if (!this.#isSorted) this.#free.sort((a, b) => bigFirst(a.miner, b.miner));
    this.#isSorted = true;
    const come: Free[] = [];
    for (const isForced of [true, false]) {
      if (place.rate >= rate) break;
      come.push(...this.#take(place, rate, { isForced, isClosing }));
    }
    for (const free of come.reverse()) {
      const hashrate = free.miner.hashrate ?? 0;
      if (hashrate === 0 || place.rate - hashrate < rate) continue;
      place.remove(free.miner);
      free.isTaken = false;
    }
    this.#dropTaken();
  }

  /** Biggest first as long as they fit in the gap, then the smallest that closes it. */
  #take(
    place: Place,
    rate: number,
    { isForced, isClosing }: { isForced: boolean; isClosing: boolean },
  ): Free[] {
    const candidates = this.#free.filter((free) => free.isForced === isForced && this.#canTake(place, free));
    const come: Free[] = [];
    let index = 0;
    while (place.rate < rate) {
      index = Math.max(index, firstWithin(candidates, rate - place.rate));
      const free = candidates[index];
      if (!free) break;
      // Every move of choice leaves fewer for the next.
      if (this.#canTake(place, free)) come.push(this.#put(place, free));
      index += 1;
    }
    if (!isClosing || place.rate >= rate) return come;
    const closing = candidates.findLast((free) => !free.isTaken && this.#canTake(place, free));
    if (closing && this.#mayClose(place, closing)) come.push(this.#put(place, closing));
    return come;
  }

  /** Whether a miner that brings more than what is missing is to come. */
  #mayClose(place: Place, { miner, isForced }: Free): boolean {
    const { need, isBehind } = place.allotment;
    if (this.#isTooMuch(place, miner)) return false;
    return isForced || !this.#budget.isCounted || need.isLanding || need.isUrgent || isBehind;
  }

  /** Above its highest rate an account may have one miner alone, as long as it has had less on the whole. */
  #isTooMuch(place: Place, { hashrate }: PlanMiner): boolean {
    if (place.rate + (hashrate ?? 0) <= place.limit) return false;
    return place.rate > 0 || !isBelowMaxRate(this.#input, place.allotment.need);
  }

  /** What cannot work for the accounts that come first works for the first it can. */
  #fillWithTheRest(): void {
    if (this.#free.length === 0) return;
    for (const place of this.#places) {
      const { need } = place.allotment;
      if (this.#budget.isCounted) {
        if (place.rate < need.low * (1 - HYSTERESIS)) this.#fill(place, { rate: need.low, isClosing: true });
        continue;
      }
      const most = Math.min(need.isLanding ? need.low : need.high, place.limit);
      for (const free of this.#free) {
        if (place.rate >= most) break;
        const isOver = place.rate + (free.miner.hashrate ?? 0) > place.limit;
        if (!free.isTaken && !isOver && this.#canTake(place, free)) this.#put(place, free);
      }
    }
    this.#dropTaken();
  }

  #canTake(place: Place, { miner, isForced }: Free): boolean {
    if (!this.#mayServe(miner, place)) return false;
    const mayMove = isForced || !this.#budget.isCounted || place.allotment.need.isUrgent;
    return mayMove || this.#budget.allows(miner);
  }

  #put(place: Place, free: Free): Free {
    free.isTaken = true;
    place.add(free.miner);
    const isChoice = this.#budget.isCounted && !free.isForced && !place.allotment.need.isUrgent;
    if (isChoice) this.#budget.note(free.miner.id);
    return free;
  }

  #dropTaken(): void {
    if (this.#free.some((free) => free.isTaken)) this.#free = this.#free.filter((free) => !free.isTaken);
  }

  #mayServe(miner: PlanMiner, place: Place): boolean {
    return !this.#input.history.ineligible.get(miner.id)?.has(place.accountId);
  }

  #mayStayAtOverflow({ id, accountId }: PlanMiner): boolean {
    if (accountId === null || !this.#overflowIds.has(accountId)) return false;
    return !this.#input.history.ineligible.get(id)?.has(accountId);
  }
}

/** Index of the first of the candidates (biggest first) that brings no more than `gap` H/s. */
function firstWithin(candidates: readonly Free[], gap: number): number {
  let [low, high] = [0, candidates.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((candidates[middle]?.miner.hashrate ?? 0) > gap) low = middle + 1;
    else high = middle;
  }
  return low;
}
