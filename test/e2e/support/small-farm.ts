import { realClock } from '#engine/lib/clock.ts';
import { CpuMiner } from '#main/demo/cpu-miner.ts';
import type { ProfileName } from '#main/demo/miner-profiles.ts';
import { ValidatingPool } from '#main/demo/validating-pool.ts';
import { workFromHashrate } from '#shared/units.ts';

import { Hashquota } from './hashquota.ts';

const DIFFICULTY = 2 ** -24;
const PROFILES: readonly ProfileName[] = ['bitaxe', 'antminer', 'cgminer', 'five-params'];
const FARM_HASHRATE = 16_000;

/** Difficulty-1 shares that the whole farm makes in `seconds`. */
export function workOf(seconds: number): number {
  return workFromHashrate(FARM_HASHRATE, seconds * 1000);
}

function minersWithRoles(count: number, standby: number) {
  return Array.from({ length: count }, (_, index) => ({
    worker: `rack1-0${index + 1}`,
    role: index < count - standby ? 'active' : 'standby',
    nominal: `${FARM_HASHRATE / count} H/s`,
  }));
}

/**
 * Hashquota in a process of its own between two validating pools and CPU miners of this process, with quotas
 * that take the whole farm as many seconds as asked for, and an overflow account `owner`.
 */
export class SmallFarm {
  readonly app: Hashquota;
  readonly poolA: ValidatingPool;
  readonly poolB: ValidatingPool;
  readonly miners: readonly CpuMiner[];

  /** `miners`: 1 to 4 that share the farm's hashrate; the last `standby` of them are standby. */
  static async start(
    quotaSeconds: Readonly<Record<string, number>>,
    options: { miners: number; standby?: number },
  ): Promise<SmallFarm> {
    const common = { clock: realClock, difficulty: DIFFICULTY, jobIntervalMs: 4000 } as const;
    const poolA = new ValidatingPool({ ...common, extranonce2Size: 8 });
    const poolB = new ValidatingPool({ ...common, extranonce2Size: 4 });
    await Promise.all([poolA.start(), poolB.start()]);
    const app = await Hashquota.farm({
      version: 1,
      proxy: { difficulty: { start: DIFFICULTY, min: DIFFICULTY / 16, sharesPerMinute: 240 } },
      round: { every: 'never' },
      accounts: [
        ...Object.entries(quotaSeconds).map(([name, seconds], index) => ({
          name,
          pools: [index % 2 === 0 ? poolA.url : poolB.url],
          worker: `${name}.farm1`,
          quota: { work: workOf(seconds) },
        })),
        { name: 'owner', pools: [poolB.url], worker: 'owner.farm1', overflow: true },
      ],
      ...(options.standby === undefined ? {} : { miners: minersWithRoles(options.miners, options.standby) }),
    });
    return new SmallFarm(app, [poolA, poolB], PROFILES.slice(0, options.miners));
  }

  private constructor(
    app: Hashquota,
    [poolA, poolB]: [ValidatingPool, ValidatingPool],
    profiles: readonly ProfileName[],
  ) {
    this.app = app;
    this.poolA = poolA;
    this.poolB = poolB;
    this.miners = profiles.map((profile, index) => {
      const miner = new CpuMiner({
        ...app.stratum,
        worker: `farm.rack1-0${index + 1}`,
        profile,
        clock: realClock,
        reconnect: true,
        hashrateLimitHps: FARM_HASHRATE / profiles.length,
        suggestDifficulty: DIFFICULTY,
      });
      miner.run();
      // A refused attempt is repeated by the miner itself.
      miner.connect().catch(() => undefined);
      return miner;
    });
  }

  /** What the pools themselves have accepted for an account. */
  creditedByPools(account: string): number {
    const worker = `${account}.farm1`;
    return this.poolA.countsOf(worker).work + this.poolB.countsOf(worker).work;
  }

  async stop(): Promise<void> {
    await Promise.all(this.miners.map((miner) => miner.close()));
    await this.app.stop();
    await Promise.all([this.poolA.stop(), this.poolB.stop()]);
  }
}
