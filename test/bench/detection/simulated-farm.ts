import { HealthWatch, type VerdictChange } from '#engine/health/health-watch.ts';
import type { FarmOutage } from '#engine/health/farm-outage.ts';
import type { HealthSettings } from '#engine/health/health-types.ts';
import { silentLog } from '#engine/lib/log.ts';
import type { Vardiff } from '#engine/stratum/vardiff.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { HASHES_PER_DIFFICULTY_1 } from '#shared/units.ts';

import { SeededRandom } from './random.ts';

/** A usual machine: 104 TH/s. */
export const HASHRATE = 104e12;
/** Difficulty at which it sends 20 shares a minute. */
export const DIFFICULTY = difficultyFor(HASHRATE, 20);

export interface SimulatedMiner {
  id: string;
  hashrate: number;
  difficulty: number;
  accountId: string;
  /** Part of its shares that are refused. */
  refusedPart: number;
  isConnected: boolean;
  /** Monotonic time of its next share. */
  nextShareMs: number;
  vardiff?: Vardiff;
}

export interface Told extends VerdictChange {
  atMs: number;
}

/** Difficulty at which `hashrate` sends `sharesPerMinute`. */
export function difficultyFor(hashrate: number, sharesPerMinute: number): number {
  return (hashrate * 60) / sharesPerMinute / HASHES_PER_DIFFICULTY_1;
}

/** Miners that send shares at random (Poisson) to a HealthWatch, on a virtual clock. */
export class SimulatedFarm {
  readonly clock = new FakeClock();
  readonly health: HealthWatch;
  readonly miners: SimulatedMiner[] = [];
  readonly told: Told[] = [];
  readonly outages: (FarmOutage | null)[] = [];
  readonly #random: SeededRandom;
  readonly #tickMs: number;

  constructor(seed: number, options: { settings?: Partial<HealthSettings>; tickMs?: number } = {}) {
    this.#random = new SeededRandom(seed);
    this.#tickMs = options.tickMs ?? 1000;
    this.health = new HealthWatch({ clock: this.clock, log: silentLog }, options.settings);
    this.health.verdictChanged.on((change) => this.told.push({ ...change, atMs: this.clock.monotonicMs() }));
    this.health.outageChanged.on((outage) => this.outages.push(outage));
  }

  /** A connected miner with a job. */
  add(id: string, options: Partial<SimulatedMiner> & { nominal?: number | null } = {}): SimulatedMiner {
    const { nominal = HASHRATE, ...own } = options;
    const miner: SimulatedMiner = {
      id,
      hashrate: HASHRATE,
      difficulty: DIFFICULTY,
      accountId: 'alice',
      refusedPart: 0,
      isConnected: true,
      nextShareMs: 0,
      ...own,
    };
    this.miners.push(miner);
    this.health.setExpected(id, { nominalHashrate: nominal });
    this.connect(miner);
    return miner;
  }

  addMany(count: number, options: Parameters<SimulatedFarm['add']>[1] = {}): SimulatedMiner[] {
    return Array.from({ length: count }, (_, index) => this.add(`m${index}`, options));
  }

  connect(miner: SimulatedMiner): void {
    miner.isConnected = true;
    this.health.minerConnected(miner.id);
    this.sendJob(miner);
  }

  disconnect(miner: SimulatedMiner): void {
    miner.isConnected = false;
    this.health.minerDisconnected(miner.id);
  }

  /** Sends the miner a job; with other settings it starts to work by them. */
  sendJob(miner: SimulatedMiner, change: { difficulty?: number; accountId?: string } = {}): void {
    Object.assign(miner, change);
    this.#draw(miner);
    const { difficulty, accountId } = miner;
    this.health.jobIssued(miner.id, { difficulty, accountId, expectedHashrate: null });
  }

  setHashrate(miner: SimulatedMiner, hashrate: number): void {
    miner.hashrate = hashrate;
    this.#draw(miner);
  }

  state(miner: SimulatedMiner): string | undefined {
    return this.health.verdictOf(miner.id)?.state;
  }

  /** Lets time pass; `onTick` is called after each tick and may end it by returning true. */
  pass(spanMs: number, onTick?: () => boolean | void): void {
    const endMs = this.clock.monotonicMs() + spanMs;
    while (this.clock.monotonicMs() < endMs) {
      this.#step(Math.min(this.clock.monotonicMs() + this.#tickMs, endMs));
      this.health.tick();
      if (onTick?.() === true) return;
    }
  }

  #step(untilMs: number): void {
    const shares: { atMs: number; miner: SimulatedMiner }[] = [];
    for (const miner of this.miners) {
      if (!miner.isConnected) continue;
      while (miner.nextShareMs <= untilMs) {
        shares.push({ atMs: miner.nextShareMs, miner });
        miner.nextShareMs += this.#interval(miner);
      }
    }
    shares.sort((left, right) => left.atMs - right.atMs);
    for (const { atMs, miner } of shares) {
      this.clock.advance(Math.max(atMs - this.clock.monotonicMs(), 0));
      if (miner.refusedPart > 0 && this.#random.next() < miner.refusedPart)
        this.health.shareRefused(miner.id, 'rejected');
      else this.health.shareVerified(miner.id);
      miner.vardiff?.onShare(atMs, miner.difficulty);
    }
    this.clock.advance(untilMs - this.clock.monotonicMs());
    for (const miner of this.miners) {
      const difficulty = miner.vardiff?.retarget(untilMs) ?? null;
      if (difficulty !== null) this.sendJob(miner, { difficulty });
    }
  }

  /** Shares come without memory, so the wait for the next one may be drawn anew at any time. */
  #draw(miner: SimulatedMiner): void {
    miner.nextShareMs = this.clock.monotonicMs() + this.#interval(miner);
  }

  #interval(miner: SimulatedMiner): number {
    if (miner.hashrate === 0) return Number.POSITIVE_INFINITY;
    return this.#random.exponential((miner.difficulty * HASHES_PER_DIFFICULTY_1 * 1000) / miner.hashrate);
  }
}
