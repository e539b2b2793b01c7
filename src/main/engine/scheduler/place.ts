import type { Allotment } from './demands.ts';
import type { PlanMiner } from './plan-types.ts';

/** A miner may bring an account this part of its highest rate over it: hashrates are measured, not exact. */
const MEASURING = 1.05;
/** An account with less than this part of what it needs is far below it. */
const FAR_BELOW = 0.75;

/** A miner without a place. */
export interface Free {
  miner: PlanMiner;
  /** It has to leave where it is, or has no place yet. */
  isForced: boolean;
  isTaken: boolean;
}

/** An account that wants work, and the miners that are to work for it. Rates in H/s. */
export class Place {
  readonly allotment: Allotment;
  /** Not to be passed, but by one miner alone. */
  readonly limit: number;
  /** What it has been promised at least. */
  readonly promised: number;
  miners: PlanMiner[] = [];
  rate = 0;
  /** H/s of the smallest miner it has had. */
  #least = Number.POSITIVE_INFINITY;

  constructor(allotment: Allotment) {
    const { account, most } = allotment.need;
    this.allotment = allotment;
    this.limit = (account.maxRate ?? Number.POSITIVE_INFINITY) * MEASURING;
    this.promised = Math.min(account.minRate ?? 0, most, allotment.rate);
  }

  get accountId(): string {
    return this.allotment.need.account.id;
  }

  get isFarBelow(): boolean {
    return this.rate < this.allotment.low * FAR_BELOW;
  }

  /** Half bands behind its curve, rounded: what is less than that is luck. */
  get bandsBehind(): number {
    const { behind, band } = this.allotment.need;
    return Math.round((2 * behind) / band);
  }

  /** Of what it is to have. */
  get part(): number {
    return this.rate / this.allotment.rate;
  }

  /** H/s that stay at least when one miner leaves. */
  get rateWithoutOne(): number {
    return this.rate - this.#least;
  }

  add(miner: PlanMiner): void {
    const hashrate = miner.hashrate ?? 0;
    this.miners.push(miner);
    this.rate += hashrate;
    if (hashrate > 0) this.#least = Math.min(this.#least, hashrate);
  }

  remove(miner: PlanMiner): void {
    this.miners.splice(this.miners.indexOf(miner), 1);
    this.rate -= miner.hashrate ?? 0;
  }

  /** Keeps the miners for which `stays` is true, asked one after another. */
  sift(stays: (miner: PlanMiner) => boolean): void {
    this.miners = this.miners.filter((miner) => {
      if (stays(miner)) return true;
      this.rate -= miner.hashrate ?? 0;
      return false;
    });
  }
}

/** Biggest first; ties by id. */
export function bigFirst(a: PlanMiner, b: PlanMiner): number {
  return (b.hashrate ?? 0) - (a.hashrate ?? 0) || (a.id < b.id ? -1 : 1);
}

/** The smallest of the miners (biggest first) that makes up for `gap` H/s alone, else the biggest. */
export function bestFor(gap: number, sorted: readonly PlanMiner[]): PlanMiner | undefined {
  return sorted.findLast(({ hashrate }) => (hashrate ?? 0) >= gap) ?? sorted[0];
}
