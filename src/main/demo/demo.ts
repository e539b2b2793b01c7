import { every, type Clock } from '#engine/lib/clock.ts';
import type { Log } from '#engine/lib/log.ts';
import type { FarmFile } from '#shared/model/farm-file.ts';
import { CpuMiner } from './cpu-miner.ts';
import { DEMO_DIFFICULTY, DEMO_MINERS, demoFarmFile, demoWorker } from './demo-farm.ts';
import { HashThread } from './hash-thread.ts';
import { ValidatingPool } from './validating-pool.ts';

/** What the demo's pools have counted for an account since the demo began, in difficulty-1 shares. */
interface DemoPoolCount {
  accountId: string;
  work: number;
  shares: number;
}

/** A running simulated farm. */
export interface Demo {
  /** Accounts at the demo's pools, quotas that take under a minute each. */
  farmFile: FarmFile;
  /** Connects the miners to the proxy at `address`; they come back by themselves when sent away. */
  startMiners(address: { host: string; port: number }): void;
  /** The pools' own books since the demo began, per account in the farm file's order. */
  poolCounts(): DemoPoolCount[];
  stop(): Promise<void>;
}

const THREADS = 2;
const BLOCK_INTERVAL_MS = 90_000;
/** Pool B's difficulty goes up and down by a step of this list with each period. */
const DIFFICULTY_STEPS = [1, 0.75, 0.5, 0.75];
const DIFFICULTY_PERIOD_MS = 35_000;

/** Starts two validating pools on ports of their own on 127.0.0.1; the miners wait for `startMiners`. */
export async function startDemo(deps: { clock: Clock; log: Log }): Promise<Demo> {
  const { clock, log } = deps;
  const pools = demoPools(clock);
  const [poolA, poolB] = pools;
  await Promise.all(pools.map((pool) => pool.start()));
  let step = 0;
  const stopSteps = every(clock, DIFFICULTY_PERIOD_MS, () => {
    step = (step + 1) % DIFFICULTY_STEPS.length;
    poolB.setDifficulty(DEMO_DIFFICULTY * (DIFFICULTY_STEPS[step] ?? 1));
  });
  const farmFile = demoFarmFile({ poolA: poolA.url, poolB: poolB.url, nowMs: clock.nowMs() });
  const threads: HashThread[] = [];
  const miners: CpuMiner[] = [];
  return {
    farmFile,
    startMiners(address) {
      if (miners.length > 0) return;
      threads.push(...startThreads(log));
      miners.push(...startFarm(clock, threads, address));
    },
    poolCounts: () => farmFile.accounts.map(({ name }) => countOf(pools, name)),
    async stop() {
      stopSteps();
      await Promise.all(miners.map((miner) => miner.close()));
      await Promise.all(threads.map((thread) => thread.stop()));
      await Promise.all(pools.map((pool) => pool.stop()));
    },
  };
}

function demoPools(clock: Clock): [ValidatingPool, ValidatingPool] {
  const common = {
    clock,
    difficulty: DEMO_DIFFICULTY,
    judge: 'job',
    blockIntervalMs: BLOCK_INTERVAL_MS,
    maxConnections: 256,
  } as const;
  return [
    new ValidatingPool({ ...common, extranonce2Size: 8, jobIntervalMs: 20_000 }),
    new ValidatingPool({ ...common, extranonce2Size: 4, jobIntervalMs: 27_000 }),
  ];
}

function startThreads(log: Log): HashThread[] {
  return Array.from(
    { length: THREADS },
    () => new HashThread((error) => log.error({ err: error }, 'a hashing thread of the demo ended')),
  );
}

function startFarm(
  clock: Clock,
  threads: readonly HashThread[],
  address: { host: string; port: number },
): CpuMiner[] {
  return DEMO_MINERS.map(({ worker, profile, hashrate }, index) => {
    const thread = threads[index % threads.length];
    const miner = new CpuMiner({
      ...address,
      worker,
      profile,
      clock,
      reconnect: true,
      hashrateLimitHps: hashrate,
      // Half a second of work, the pace at which a Bitaxe's job timer ticks.
      hashesPerUnit: Math.round(hashrate / 2),
      suggestDifficulty: DEMO_DIFFICULTY,
      ...(thread && { thread }),
    });
    miner.run();
    // A refused attempt is repeated by the miner itself.
    miner.connect().catch(() => undefined);
    return miner;
  });
}

/** The account's own worker name, and in dedicated mode the names that begin with it. */
function countOf(pools: readonly ValidatingPool[], accountId: string): DemoPoolCount {
  const name = demoWorker(accountId);
  const total: DemoPoolCount = { accountId, work: 0, shares: 0 };
  for (const pool of pools) {
    for (const worker of pool.workers()) {
      if (worker !== name && !worker.startsWith(`${name}-`)) continue;
      const { work, acceptedShares } = pool.countsOf(worker);
      total.work += work;
      total.shares += acceptedShares;
    }
  }
  return total;
}
