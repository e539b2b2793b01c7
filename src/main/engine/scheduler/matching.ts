import type { Allotment } from './demands.ts';
import { isBelowMaxRate, isParallel } from './plan-needs.ts';
import type { Order, PlanAccount, PlanInput, PlanMiner } from './plan-types.ts';

/** A miner may bring an account this part of its highest rate over it: hashrates are measured, not exact. */
const MEASURING = 1.05;

/** An account with less than this part of what it needs gets miners whatever the budget of moves says. */
const FAR_BELOW = 0.75;
/** Under `parallel` less than this part too much or too little asks for no move: hashrates are measured. */
const HYSTERESIS = 0.02;

/** A miner with less than this part of the farm's mean hashrate is not worth a move of choice. */
const WORTH_A_MOVE = 0.1;

interface Place {
  allotment: Allotment;
  miners: PlanMiner[];
  rate: number;
  /** H/s of the smallest of its miners at the start. */
  least: number;
  /** H/s it is not to pass, but by one miner alone. */
  limit: number;
}

interface Free {
  miner: PlanMiner;
  /** It has to leave where it is, or has no place yet. */
  isForced: boolean;
  isTaken: boolean;
}

/** A standby miner that is called. */
export interface StandIn {
  why: string;
  /** The account that lost a miner; null = whoever is served. */
  accountId: string | null;
}

/** Puts whole miners where the demands are, moving as few as possible; what is left over is the surplus. */
export class Matching {
  readonly #input: PlanInput;
  readonly #isParallel: boolean;
  readonly #standIns: ReadonlyMap<string, StandIn>;
  readonly #places: Place[];
  readonly #placeOf = new Map<string, Place>();
  readonly #overflowIds: ReadonlySet<string>;
  readonly #choices = new Set<string>();
  #free: Free[] = [];
  #choicesLeft: number;
  readonly #leastWorth: number;
  /** Moves for it are not counted as moves of choice. */
  #isOneFarBelow = false;

  constructor(
    input: PlanInput,
    miners: readonly PlanMiner[],
    plan: { allotments: readonly Allotment[]; standIns: ReadonlyMap<string, StandIn> },
  ) {
    this.#input = input;
    this.#isParallel = isParallel(input);
    this.#standIns = plan.standIns;
    this.#overflowIds = new Set(input.accounts.filter(({ isOverflow }) => isOverflow).map(({ id }) => id));
    this.#choicesLeft = Math.max(input.settings.movesPerHour - input.history.recentMoves, 0);
    this.#places = plan.allotments.map((allotment) => {
      const limit = (allotment.need.account.maxRate ?? Number.POSITIVE_INFINITY) * MEASURING;
      return { allotment, miners: [], rate: 0, least: Number.POSITIVE_INFINITY, limit };
    });
    for (const place of this.#places) this.#placeOf.set(place.allotment.need.account.id, place);
    const sum = miners.reduce((total, { hashrate }) => total + (hashrate ?? 0), 0);
    this.#leastWorth = (sum / Math.max(miners.length, 1)) * WORTH_A_MOVE;
    for (const miner of miners) this.#seat(miner);
    this.#isOneFarBelow = this.#places.some((place) => place.rate < place.allotment.low * FAR_BELOW);
    for (const place of this.#places) this.#release(place);
    this.#fillAll();
  }

  /** One order for every miner, in the order of the accounts. */
  orders(overflow: PlanAccount | null, surplusCause: string): Order[] {
    const orders: Order[] = [];
    for (const { allotment, miners } of this.#places) {
      const { account, cause } = allotment.need;
      for (const miner of miners) {
        const standIn = this.#standIns.get(miner.id);
        orders.push({
          minerId: miner.id,
          accountId: account.id,
          cause: standIn ? `${standIn.why}; ${cause}` : cause,
          isChoice: this.#choices.has(miner.id),
        });
      }
    }
    for (const { miner } of this.#free) {
      const order = surplusOrder(this.#input, miner, overflow, surplusCause);
      orders.push({ ...order, isChoice: this.#choices.has(miner.id) });
    }
    return orders;
  }

  #seat(miner: PlanMiner): void {
    const place = miner.accountId === null ? undefined : this.#placeOf.get(miner.accountId);
    if (place && place.allotment.rate > 0 && this.#mayServe(miner, place)) {
      const hashrate = miner.hashrate ?? 0;
      place.miners.push(miner);
      place.rate += hashrate;
      if (hashrate > 0 && hashrate < place.least) place.least = hashrate;
      return;
    }
    const standIn = this.#standIns.get(miner.id);
    const isForced = standIn !== undefined || !this.#isAtOverflow(miner);
    const called = standIn?.accountId ? this.#placeOf.get(standIn.accountId) : undefined;
    const free = { miner, isForced, isTaken: false };
    if (called && called.allotment.rate > 0 && this.#mayServe(miner, called)) this.#put(called, free);
    else this.#free.push(free);
  }

  /** Takes away what an account has too much; the biggest leave first, the smallest last. */
  #release(place: Place): void {
    const { low, need, isAhead } = place.allotment;
    const isChoice = this.#isParallel && !need.isLanding;
    const high = place.allotment.high * (isChoice ? 1 + HYSTERESIS : 1);
    if (place.rate > place.limit) this.#releaseAboveLimit(place);
    if (isAhead && place.rate > low * (1 + HYSTERESIS) && place.rate - place.least < high)
      this.#releaseOne(place);
    if (place.rate - place.least < high || place.miners.length === 0) return;
    const staying: PlanMiner[] = [];
    for (const miner of place.miners.sort(bigFirst)) {
      const hashrate = miner.hashrate ?? 0;
      const isSuperfluous = hashrate > 0 && place.rate - hashrate >= high;
      if (isSuperfluous && (!isChoice || this.#mayMoveByChoice(miner))) this.#letGo(place, miner, !isChoice);
      else staying.push(miner);
    }
    place.miners = staying;
  }

  /** An account that is ahead of its curve falls back to it with one miner less than it needs. */
  #releaseOne(place: Place): void {
    const excess = place.rate - place.allotment.low;
    const movable = place.miners.filter((one) => (one.hashrate ?? 0) > 0 && this.#mayMoveByChoice(one));
    movable.sort(bigFirst);
    const miner = movable.findLast(({ hashrate }) => (hashrate ?? 0) >= excess) ?? movable[0];
    if (!miner) return;
    place.miners.splice(place.miners.indexOf(miner), 1);
    this.#letGo(place, miner, false);
  }

  /** A single miner that brings more than the highest rate has to leave when its account has had enough. */
  #releaseAboveLimit(place: Place): void {
    place.miners.sort(bigFirst);
    const isAlone = (): boolean =>
      place.miners.length === 1 && isBelowMaxRate(this.#input, place.allotment.need);
    while (place.rate > place.limit && place.miners.length > 0 && !isAlone()) {
      const excess = place.rate - place.limit;
      const miner = place.miners.findLast(({ hashrate }) => (hashrate ?? 0) >= excess) ?? place.miners[0];
      if (!miner) return;
      place.miners.splice(place.miners.indexOf(miner), 1);
      this.#letGo(place, miner, true);
    }
  }

  #letGo(place: Place, miner: PlanMiner, isForced: boolean): void {
    place.rate -= miner.hashrate ?? 0;
    this.#free.push({ miner, isForced, isTaken: false });
    if (!isForced) this.#noteChoice(miner.id);
  }

  #fillAll(): void {
    const hungry = this.#places.filter((place) => place.rate < this.#callRate(place));
    if (hungry.length === 0 || this.#free.length === 0) return this.#fillWithTheRest();
    this.#free.sort((a, b) => bigFirst(a.miner, b.miner));
    for (const place of hungry)
      this.#fill(place, Math.min(place.allotment.need.account.minRate ?? 0, place.allotment.rate));
    if (this.#isParallel) hungry.sort((a, b) => b.allotment.need.behind - a.allotment.need.behind);
    for (const place of hungry) this.#fill(place, place.allotment.rate);
    this.#dropTaken();
    this.#fillWithTheRest();
  }

  #callRate({ allotment }: Place): number {
    const { isLanding, isUrgent } = allotment.need;
    return allotment.low * (this.#isParallel && !isLanding && !isUrgent ? 1 - HYSTERESIS : 1);
  }

  #fill(place: Place, rate: number): void {
    this.#take(place, rate, true);
    if (rate > place.rate) this.#take(place, rate, false);
  }

  /** Biggest first as long as they fit in the gap, then the smallest that closes it. */
  #take(place: Place, rate: number, forced: boolean): void {
    let closing: Free | null = null;
    for (const free of this.#free) {
      const gap = rate - place.rate;
      if (gap <= 0) return;
      if (free.isTaken || free.isForced !== forced || !this.#canTake(place, free)) continue;
      if ((free.miner.hashrate ?? 0) <= gap) this.#put(place, free);
      else closing = free;
    }
    if (closing && rate > place.rate && this.#mayClose(place, closing)) this.#put(place, closing);
  }

  /** Whether a miner that brings more than what is missing is to come. */
  #mayClose(place: Place, { miner, isForced }: Free): boolean {
    const { need, isBehind } = place.allotment;
    const isOver = place.rate + (miner.hashrate ?? 0) > place.limit;
    if (isOver && (place.rate > 0 || !isBelowMaxRate(this.#input, need))) return false;
    return isForced || !this.#isParallel || need.isLanding || need.isUrgent || isBehind;
  }

  /** What cannot work for the accounts that come first works for the first it can. */
  #fillWithTheRest(): void {
    if (this.#free.length === 0) return;
    for (const place of this.#places) {
      const { need } = place.allotment;
      if (this.#isParallel) {
        if (place.rate < need.low * (1 - HYSTERESIS)) this.#fill(place, need.low);
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

  #canTake(place: Place, free: Free): boolean {
    if (!this.#mayServe(free.miner, place)) return false;
    if (free.isForced || !this.#isParallel || place.allotment.need.isUrgent) return true;
    return this.#choices.has(free.miner.id) || this.#mayMoveByChoice(free.miner);
  }

  #put(place: Place, free: Free): void {
    const { id } = free.miner;
    const isChoice = this.#isParallel && !free.isForced && !place.allotment.need.isUrgent;
    free.isTaken = true;
    place.miners.push(free.miner);
    place.rate += free.miner.hashrate ?? 0;
    if (isChoice) this.#noteChoice(id);
  }

  #noteChoice(minerId: string): void {
    if (this.#isOneFarBelow || this.#choices.has(minerId)) return;
    this.#choices.add(minerId);
    this.#choicesLeft -= 1;
  }

  #dropTaken(): void {
    if (this.#free.some((free) => free.isTaken)) this.#free = this.#free.filter((free) => !free.isTaken);
  }

  #mayMoveByChoice(miner: PlanMiner): boolean {
    const { nowMs, settings } = this.#input;
    if (this.#choicesLeft <= 0 && !this.#isOneFarBelow) return false;
    if (miner.hashrate !== null && miner.hashrate < this.#leastWorth) return false;
    return miner.movedAtMs === null || nowMs - miner.movedAtMs >= settings.dwellMs;
  }

  #mayServe(miner: PlanMiner, place: Place): boolean {
    return !this.#input.history.ineligible.get(miner.id)?.has(place.allotment.need.account.id);
  }

  #isAtOverflow(miner: PlanMiner): boolean {
    return miner.accountId !== null && this.#overflowIds.has(miner.accountId);
  }
}

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

function bigFirst(a: PlanMiner, b: PlanMiner): number {
  return (b.hashrate ?? 0) - (a.hashrate ?? 0) || (a.id < b.id ? -1 : 1);
}
