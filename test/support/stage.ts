import { CpuMiner } from '#main/demo/cpu-miner.ts';
import type { MinerProfile, ProfileName } from '#main/demo/miner-profiles.ts';
import type { ValidatingPoolOptions } from '#main/demo/pool-options.ts';
import type { ValidatingPool } from '#main/demo/validating-pool.ts';
import type { AccountView, MinerView } from '#shared/model/snapshot.ts';

import { FakeClock } from './fake-clock.ts';
import { startPool, TestFarm, type TestFarmOptions, until } from './test-farm.ts';

/** Difficulty of every stage pool and job: 43 hashes a share, and each share goes to the pool. */
export const SHARE = 1e-8;

const STEP_MS = 1000;
/** A login takes four round trips over real sockets, each a few turns of the event loop. */
const TURNS_PER_STEP = 24;
/** Looks at a condition, a turn each, before another second of the engine's time is spent on it. */
const LOOKS_PER_STEP = 10;
/** More units of work than a miner goes through of one job here. */
const UNITS_OF_A_JOB = 500;

/** Engine, pools and miners on real sockets, all on one clock that moves only when told. */
export class Stage {
  readonly clock = new FakeClock();
  readonly pools: ValidatingPool[] = [];
  #farm: TestFarm | null = null;

  get farm(): TestFarm {
    if (!this.#farm) throw new Error('the farm is not started');
    return this.#farm;
  }

  async pool(options: Partial<ValidatingPoolOptions> = {}): Promise<ValidatingPool> {
    const pool = await startPool({ clock: this.clock, difficulty: SHARE, ...options });
    this.pools.push(pool);
    return pool;
  }

  /** Starts the engine and gives its connections to the pools time to come up. */
  async start(options: TestFarmOptions): Promise<TestFarm> {
    const difficulty = { start: SHARE, min: SHARE, ...options.difficulty };
    this.#farm = await TestFarm.start({ ...options, clock: this.clock, difficulty });
    await this.turn();
    return this.#farm;
  }

  /** A miner that has its first job. */
  async miner(worker: string, profile: ProfileName = 'cgminer'): Promise<CpuMiner> {
    const miner = await this.farm.miner(worker, profile);
    await this.pass(2 * STEP_MS);
    await miner.whenJob();
    return miner;
  }

  /** A miner that has logged in, and connects again a second after it was sent away. */
  async comingBack(
    worker: string,
    profile: ProfileName,
    manners: Partial<MinerProfile> = {},
  ): Promise<CpuMiner> {
    const { port, miners } = this.farm;
    const where = { host: '127.0.0.1', port, worker, profile, manners };
    const miner = new CpuMiner({ ...where, clock: this.clock, reconnect: true });
    miners.push(miner);
    await miner.connect();
    return miner;
  }

  minerView(id: string): MinerView | undefined {
    return this.farm.engine.snapshot().miners.find((miner) => miner.id === id);
  }

  /** Lets time pass, with the event loop turning after every second of it. */
  async pass(ms: number): Promise<void> {
    await this.turn();
    for (let left = ms; left > 0; left -= STEP_MS) {
      this.clock.advance(Math.min(left, STEP_MS));
      await this.turn();
    }
  }

  /** Lets all that is on its way over the sockets arrive, without time passing. */
  async turn(): Promise<void> {
    for (let count = 0; count < TURNS_PER_STEP; count += 1)
      await new Promise((resolve) => setImmediate(resolve));
    // On a busy machine the system itself needs a moment to hand bytes over.
    await new Promise((resolve) => setTimeout(resolve, 1));
  }

  /** Waits without time passing on the engine's clock. */
  until(what: string, holds: () => boolean): Promise<void> {
    return until(what, holds, 5_000);
  }

  /** Lets seconds pass until `holds`, `limitMs` of them at most. */
  async passUntil(what: string, holds: () => boolean, limitMs = 10_000): Promise<void> {
    for (let passedMs = 0; passedMs <= limitMs; passedMs += STEP_MS) {
      for (let look = 0; look < LOOKS_PER_STEP; look += 1) {
        if (holds()) return;
        await this.turn();
      }
      await this.pass(STEP_MS);
    }
    throw new Error(`not within ${limitMs} ms of the engine's time: ${what}`);
  }

  /** Mines `shares` shares and waits until the pools have answered them; returns our own answers' outcomes. */
  async mineAndSettle(miner: CpuMiner, shares: number): Promise<string[]> {
    await this.latestJob(miner);
    const answers = await miner.mine({ shares });
    await this.settled();
    return answers.map(({ outcome, message }) => (outcome === 'rejected' ? message : outcome));
  }

  /** Mines shares of the job before the present one, from headers that the miner has not been through. */
  mineLate(miner: CpuMiner, shares: number): ReturnType<CpuMiner['mine']> {
    for (let unit = 0; unit < UNITS_OF_A_JOB; unit += 1) miner.tick();
    return miner.mine({ shares, job: 'previous' });
  }

  /** Waits until the pools have answered all shares. */
  settled(): Promise<void> {
    return this.until('all shares are answered by their pools', () =>
      this.farm.engine.snapshot().accounts.every((account) => account.pendingShares === 0),
    );
  }

  /** Waits until the miner works on the newest job it was sent. */
  async latestJob(miner: CpuMiner): Promise<void> {
    const session = this.farm.engine.proxy.sessionOf(minerIdOf(miner));
    await this.until(`${miner.worker} has its newest job`, () => {
      miner.tick();
      return !session?.currentJob || session.currentJob.id === miner.job?.id;
    });
  }

  /** The endpoint that the miner's present job comes from. */
  endpointOf(minerId: string): string | null {
    const session = this.farm.engine.proxy.sessionOf(minerId);
    return session?.connection && !session.connection.isDraining ? session.connection.endpointId : null;
  }

  async stop(): Promise<void> {
    for (const pool of this.pools) pool.resumeAnswers();
    await this.turn();
    // A clean stop gives the pools some seconds to answer.
    const stopping = { isOver: false };
    const stopped = this.#farm?.stop().finally(() => (stopping.isOver = true));
    while (this.#farm && !stopping.isOver) await this.pass(STEP_MS);
    await stopped;
    for (const pool of this.pools) await pool.stop();
  }
}

/** The part of a miner's user name that is its own. */
export function minerIdOf(miner: CpuMiner): string {
  return miner.worker.slice(miner.worker.lastIndexOf('.') + 1);
}

/** What the pool and we have counted of an account's shares sent to the pool. */
export function sharesOf(account: AccountView): object {
  const { acceptedShares, pendingShares, inDoubtShares, rejectedShares, staleShares } = account;
  return { acceptedShares, pendingShares, inDoubtShares, rejectedShares, staleShares };
}

/** The outcomes of `count` accepted shares. */
export function accepted(count: number): string[] {
  return Array.from({ length: count }, () => 'accepted');
}
