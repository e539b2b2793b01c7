import { onTestFinished } from 'vitest';

import { vnishDriver } from '#engine/drivers/vnish/vnish-driver.ts';
import type { MinerLink, PoolEntry, PoolSnapshot } from '#engine/drivers/driver.ts';
import type { MinerError } from '#engine/miner-api/miner-host.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { failureIn, inTime } from '#test/support/in-time.ts';
import { findPlace } from '#test/support/simulators/places.ts';
import { startVnish, type SimulatedVnish } from '#test/support/simulators/vnish.ts';
import type { VnishOptions } from '#test/support/simulators/vnish-rules.ts';

export const OURS: PoolEntry = {
  url: 'stratum+tcp://192.168.7.2:3333',
  user: 'shelf-4',
  password: 'proxy secret',
};

/** Every password of these tests. */
export const SECRETS = ['first secret', 'second secret', 'proxy secret', 'door-secret', 'wrong-secret'];

export interface VnishBench {
  vnish: SimulatedVnish;
  clock: FakeClock;
  link: MinerLink;
  /** Awaits while time goes by. */
  run: <T>(work: Promise<T>) => Promise<T>;
  failure: (work: Promise<unknown>) => Promise<MinerError>;
}

/** A simulated miner and a conversation with it, both on one fake clock. */
export async function setUp(options: VnishOptions = {}, link: Partial<MinerLink> = {}): Promise<VnishBench> {
  const clock = new FakeClock();
  const vnish = await startVnish(await findPlace(), { ...options, clock });
  onTestFinished(() => vnish.stop());
  return {
    vnish,
    clock,
    link: {
      host: vnish.miner.host(),
      credential: { user: 'admin', password: 'door-secret' },
      family: 'vnish',
      model: 'Antminer S19j Pro',
      firmware: '1.2.6',
      ...link,
    },
    run: (work) => inTime(clock, vnish.miner, work),
    failure: (work) => failureIn(clock, vnish.miner, work),
  };
}

/** The snapshot as it comes back from the disk. */
export async function takeSnapshot({ link, run }: VnishBench): Promise<PoolSnapshot> {
  return JSON.parse(JSON.stringify(await run(vnishDriver.snapshot(link)))) as PoolSnapshot;
}
