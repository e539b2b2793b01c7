import { mayWait } from './demands.ts';
import type { Demand, Order, PlanAccount, PlanInput, PlanMiner } from './plan-types.ts';

/** A surplus or a gap smaller than this part of a miner's hashrate is not worth a move of choice. */
const HYSTERESIS = 0.05;

interface Place {
  demand: Demand;
  miners: PlanMiner[];
  rate: number;
}

interface Free {
  miner: PlanMiner;
  /** It has to leave where it is, or has no place yet. */
  isForced: boolean;
}

/** Puts whole miners where the demands are, moving as few as possible; what is left over is the surplus. */
export class Matching {
  readonly #input: PlanInput;
  readonly #places: Place[];
  readonly #placeOf = new Map<string, Place>();
  readonly #free: Free[] = [];
  #choicesLeft: number;

  constructor(input: PlanInput, miners: readonly PlanMiner[], demands: readonly Demand[]) {
    this.#input = input;
    this.#choicesLeft = Math.max(input.settings.movesPerHour - input.history.recentMoves, 0);
    this.#places = demands.map((demand) => ({ demand, miners: [], rate: 0 }));
    for (const place of this.#places) this.#placeOf.set(place.demand.accountId, place);
    for (const miner of miners) this.#seat(miner);
    for (const place of this.#places) this.#release(place);
    for (const place of this.#places) this.#fill(place);
    if (!this.#mayWait()) for (const place of this.#places) this.#fillWithTheRest(place);
  }

  orders(overflow: PlanAccount | null, surplusCause: string, prefix: ReadonlyMap<string, string>): Order[] {
    const orders: Order[] = [];
    for (const place of this.#places) {
      const { accountId, cause } = place.demand;
      for (const miner of place.miners) {
        const why = prefix.has(miner.id) ? `${prefix.get(miner.id)}; ${cause}` : cause;
        orders.push({ minerId: miner.id, accountId, cause: why, isChoice: this.#isChoice(miner) });
      }
    }
    for (const { miner } of this.#free) orders.push(surplusOrder(this.#input, miner, overflow, surplusCause));
    return orders;
  }

  #seat(miner: PlanMiner): void {
    const place = miner.accountId === null ? undefined : this.#placeOf.get(miner.accountId);
    if (place && place.demand.rate > 0 && this.#mayServe(miner, place)) {
      place.miners.push(miner);
      place.rate += miner.hashrate ?? 0;
    } else {
      this.#free.push({ miner, isForced: !this.#isAtOverflow(miner) });
    }
  }

  /** Takes away what an account has too much; the biggest leave first, the smallest last. */
  #release(place: Place): void {
    const isChoice = this.#mayWait();
    place.miners.sort(bigFirst);
    const staying: PlanMiner[] = [];
    for (const miner of place.miners) {
      const hashrate = miner.hashrate ?? 0;
      const spare = isChoice ? hashrate * HYSTERESIS : 0;
      const isSuperfluous = hashrate > 0 && place.rate - hashrate >= place.demand.rate + spare;
      if (!isSuperfluous || (isChoice && !this.#mayMoveByChoice(miner))) {
        staying.push(miner);
        continue;
      }
      place.rate -= hashrate;
      this.#free.push({ miner, isForced: !isChoice });
    }
    place.miners = staying;
  }

  #fill(place: Place): void {
    this.#take(place, true);
    if (place.demand.rate > place.rate) this.#take(place, false);
  }

  /** What cannot work for the accounts that come first works for the first it can. */
  #fillWithTheRest(place: Place): void {
    for (const free of this.#free) {
      if (place.rate < place.demand.wantedRate && this.#mayServe(free.miner, place)) this.#put(place, free);
    }
    this.#dropTaken();
  }

  /** Biggest first as long as they fit in the gap, then the smallest that closes it. */
  #take(place: Place, forced: boolean): void {
    this.#free.sort((a, b) => bigFirst(a.miner, b.miner));
    let closing: Free | null = null;
    for (const free of this.#free) {
      const gap = place.demand.rate - place.rate;
      if (free.isForced !== forced || !this.#canTake(place, free)) continue;
      const hashrate = free.miner.hashrate ?? 0;
      if (gap > 0 && hashrate <= gap) this.#put(place, free);
      else closing = free;
    }
    if (closing && place.demand.rate - place.rate > this.#worthwhile(closing.miner))
      this.#put(place, closing);
    this.#dropTaken();
  }

  #canTake(place: Place, free: Free): boolean {
    if (!this.#mayServe(free.miner, place)) return false;
    return free.isForced || !this.#mayWait() || this.#mayMoveByChoice(free.miner);
  }

  readonly #taken = new Set<Free>();

  #put(place: Place, free: Free): void {
    this.#taken.add(free);
    place.miners.push(free.miner);
    place.rate += free.miner.hashrate ?? 0;
    if (!free.isForced && this.#mayWait()) this.#choicesLeft -= 1;
  }

  #dropTaken(): void {
    if (this.#taken.size === 0) return;
    const left = this.#free.filter((free) => !this.#taken.has(free));
    this.#free.length = 0;
    this.#free.push(...left);
    this.#taken.clear();
  }

  #worthwhile(miner: PlanMiner): number {
    return this.#mayWait() ? (miner.hashrate ?? 0) * HYSTERESIS : 0;
  }

  #mayWait(): boolean {
    return mayWait(this.#input);
  }

  #mayMoveByChoice(miner: PlanMiner): boolean {
    const { nowMs, settings } = this.#input;
    return this.#choicesLeft > 0 && (miner.movedAtMs === null || nowMs - miner.movedAtMs >= settings.dwellMs);
  }

  #isChoice(miner: PlanMiner): boolean {
    return this.#mayWait() && miner.accountId !== null;
  }

  #mayServe(miner: PlanMiner, place: Place): boolean {
    return !this.#input.history.ineligible.get(miner.id)?.has(place.demand.accountId);
  }

  #isAtOverflow(miner: PlanMiner): boolean {
    return this.#input.accounts.some((account) => account.isOverflow && account.id === miner.accountId);
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
