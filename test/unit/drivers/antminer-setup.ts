import { onTestFinished } from 'vitest';

import { antminerDriver } from '#engine/drivers/antminer/antminer-driver.ts';
import type { MinerLink, PoolEntry } from '#engine/drivers/driver.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { startAntminer } from '#test/support/simulators/antminer.ts';
import type { AntminerOptions, SimulatedAntminer } from '#test/support/simulators/antminer.ts';
import { findPlace } from '#test/support/simulators/places.ts';

export const OURS: PoolEntry = {
  url: 'stratum+tcp://192.168.7.2:3333',
  user: 'rack1-03',
  password: 'proxy-secret',
};

/** Every password of these tests: none may be in an error. */
export const SECRETS = ['secret-one', 'proxy-secret', 'digest-secret', 'not-this-one'];

export interface Bench {
  miner: SimulatedAntminer;
  clock: FakeClock;
  link: MinerLink;
}

/** A simulated Antminer and a conversation with it, both on one fake clock. */
export async function setUp(options: AntminerOptions = {}, link: Partial<MinerLink> = {}): Promise<Bench> {
  const clock = new FakeClock();
  const credential = { user: 'root', password: 'digest-secret' };
  const miner = await startAntminer(await findPlace(), { credential, clock, ...options });
  onTestFinished(() => miner.stop());
  const { model, firmware } = miner.facts;
  return {
    miner,
    clock,
    link: { host: miner.host(), credential, family: 'antminer-stock', model, firmware, ...link },
  };
}

/** Lets the sockets do their work and time go by, turn about, until `work` is settled. */
export async function inTime<T>(clock: FakeClock, work: Promise<T>): Promise<T> {
  let isSettled = false;
  const settle = (): void => void (isSettled = true);
  work.then(settle, settle);
  while (!isSettled) {
    for (let turn = 0; turn < 50 && !isSettled; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (!isSettled) clock.advance(500);
  }
  return work;
}

/** Snapshot, then point. */
export async function pointIt({ clock, link }: Bench): Promise<void> {
  const before = await inTime(clock, antminerDriver.snapshot(link));
  await inTime(clock, antminerDriver.point(link, OURS, before));
}

/** The `MinerError` that `work` ends in. */
export async function failureOf(clock: FakeClock, work: Promise<unknown>): Promise<MinerError> {
  try {
    await inTime(clock, work);
  } catch (error) {
    if (error instanceof MinerError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}
