import { onTestFinished } from 'vitest';

import { axeosDriver } from '#engine/drivers/axeos/axeos-driver.ts';
import type { MinerLink, PoolEntry, PoolSnapshot } from '#engine/drivers/driver.ts';
import type { MinerError } from '#engine/miner-api/miner-host.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { failureIn, inTime } from '#test/support/in-time.ts';
import { startAxeOs, type SimulatedAxe } from '#test/support/simulators/axeos.ts';
import type { AxeOptions } from '#test/support/simulators/axeos-rules.ts';
import { findPlace } from '#test/support/simulators/places.ts';

export const OURS: PoolEntry = {
  url: 'stratum+tcp://192.168.7.2:3333',
  user: 'desk-1',
  password: 'proxy secret',
};

/** Every password of these tests. */
export const SECRETS = ['first secret', 'second secret', 'proxy secret'];

export interface AxeBench {
  axe: SimulatedAxe;
  clock: FakeClock;
  link: MinerLink;
  /** Awaits while time goes by. */
  run: <T>(work: Promise<T>) => Promise<T>;
  failure: (work: Promise<unknown>) => Promise<MinerError>;
}

/** A simulated miner and a conversation with it, both on one fake clock. */
export async function setUp(options: AxeOptions, link: Partial<MinerLink> = {}): Promise<AxeBench> {
  const clock = new FakeClock();
  const axe = await startAxeOs(await findPlace(), { ...options, clock });
  onTestFinished(() => axe.stop());
  const { miner, rules } = axe;
  return {
    axe,
    clock,
    link: {
      host: miner.host(),
      credential: null,
      family: rules.generation === 'nerd' ? 'nerdqaxe' : 'bitaxe',
      model: null,
      firmware: rules.version,
      ...link,
    },
    run: (work) => inTime(clock, miner, work),
    failure: (work) => failureIn(clock, miner, work),
  };
}

/** The snapshot as the owner completes it and as it comes back from the disk. */
export async function takeSnapshot({ link, run }: AxeBench): Promise<PoolSnapshot> {
  const before = await run(axeosDriver.snapshot(link));
  const typed = ['first secret', 'second secret'];
  const pools = before.pools.map((pool, index) => ({ ...pool, password: typed[index] ?? '' }));
  const completed = before.promise === 'typed' ? { ...before, pools } : before;
  return JSON.parse(JSON.stringify(completed)) as PoolSnapshot;
}
