import { onTestFinished } from 'vitest';

import type { MinerDriver, MinerLink, PoolEntry, PoolSnapshot } from '#engine/drivers/driver.ts';
import type { MinerFamily } from '#engine/discovery/families.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';
import type { MinerCredential } from '#engine/miner-api/miner-host.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { findPlace } from '#test/support/simulators/places.ts';
import type { Place } from '#test/support/simulators/places.ts';
import type { SimulatedMiner } from '#test/support/simulators/simulated-miner.ts';

/** Our proxy, as the tests point at it. */
export const OURS: PoolEntry = {
  url: 'stratum+tcp://192.168.7.2:3333',
  user: 'rack2-07',
  password: 'proxy-secret',
};

/** Every password of these tests: none may be in an error. */
export const SECRETS = ['proxy-secret', 'one-secret', 'two-secret', 'page-secret', 'wrong-secret'];

/** A simulated machine on a fake clock and a conversation with it. */
export interface Bench<Machine> {
  machine: Machine;
  clock: FakeClock;
  link: MinerLink;
}

export interface BenchOptions<Machine> {
  family: MinerFamily;
  start: (place: Place, clock: FakeClock) => Promise<Machine>;
  credential?: MinerCredential | null;
  model?: string;
  firmware?: string;
}

export async function setUp<Machine extends { body: SimulatedMiner; stop(): Promise<void> }>(
  options: BenchOptions<Machine>,
): Promise<Bench<Machine>> {
  const clock = new FakeClock();
  const machine = await options.start(await findPlace(), clock);
  onTestFinished(() => machine.stop());
  const { family, credential = null, model = null, firmware = null } = options;
  return { machine, clock, link: { host: machine.body.host(), credential, family, model, firmware } };
}

/** Lets time go by whenever no connection is open or being opened, until `work` is settled. */
export async function inTime<T>(clock: FakeClock, work: Promise<T>): Promise<T> {
  let isSettled = false;
  const settle = (): void => void (isSettled = true);
  work.then(settle, settle);
  let quietTurns = 0;
  while (!isSettled) {
    await new Promise((resolve) => setImmediate(resolve));
    quietTurns = hasConnections() ? 0 : quietTurns + 1;
    if (quietTurns < 5) continue;
    quietTurns = 0;
    if (!isSettled) clock.advance(500);
  }
  return work;
}

/** Is a connection of this process open or being opened? Miner and asker both live here. */
export function hasConnections(): boolean {
  return process
    .getActiveResourcesInfo()
    .some((name) => name === 'TCPSocketWrap' || name === 'TCPConnectWrap');
}

/** As `inTime`, but time also goes by while the machine keeps a connection waiting. */
export async function inSlowTime<T>(clock: FakeClock, work: Promise<T>): Promise<T> {
  let isSettled = false;
  const settle = (): void => void (isSettled = true);
  work.then(settle, settle);
  for (let turn = 1; !isSettled; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    if (turn % 50 === 0) clock.advance(500);
  }
  return work;
}

/** The `MinerError` that `work` ends in. */
export async function failureOf(
  clock: FakeClock,
  work: Promise<unknown>,
  pass = inTime,
): Promise<MinerError> {
  try {
    await pass(clock, work);
  } catch (error) {
    if (error instanceof MinerError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

/** Snapshot, then point; the snapshot as it comes back from a store. */
export async function pointIt<Machine>(
  driver: MinerDriver,
  { clock, link }: Bench<Machine>,
  passwords: readonly string[] = [],
): Promise<PoolSnapshot> {
  const taken = await inTime(clock, driver.snapshot(link));
  const before = JSON.parse(JSON.stringify(taken)) as PoolSnapshot;
  for (const [index, pool] of before.pools.entries()) pool.password ??= passwords[index] ?? null;
  await inTime(clock, driver.point(link, OURS, before));
  return before;
}
