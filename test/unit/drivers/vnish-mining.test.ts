import { expect, it, onTestFinished } from 'vitest';

import type { MinerLink } from '#engine/drivers/driver.ts';
import { vnishDriver } from '#engine/drivers/vnish/vnish-driver.ts';
import { ValidatingPool } from '#main/demo/validating-pool.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { inTime } from '#test/support/in-time.ts';
import { findPlace } from '#test/support/simulators/places.ts';
import { startVnish } from '#test/support/simulators/vnish.ts';

it('a simulated VNish miner mines where it is pointed, and back where it was', async () => {
  const clock = new FakeClock();
  const pools = [1, 2].map(() => new ValidatingPool({ clock, difficulty: 0.00001 }));
  const [theirs, ours] = pools as [ValidatingPool, ValidatingPool];
  for (const pool of pools) await pool.start();
  const vnish = await startVnish(await findPlace(), {
    clock,
    mining: {},
    pools: [{ url: theirs.url, user: 'owner.s19', pass: 'x' }],
  });
  onTestFinished(async () => {
    await vnish.stop();
    for (const pool of pools) await pool.stop();
  });
  const link: MinerLink = {
    host: vnish.miner.host(),
    credential: { user: 'admin', password: 'door-secret' },
    family: 'vnish',
    model: null,
    firmware: null,
  };
  const run = <T>(work: Promise<T>): Promise<T> => inTime(clock, vnish.miner, work);
  await vnish.miner.mining!.whenAt(({ url }) => url === theirs.url);

  const before = await run(vnishDriver.snapshot(link));
  await run(vnishDriver.point(link, { url: ours.url, user: 'shelf-4', password: 'x' }, before));
  const cpu = await vnish.miner.mining!.whenAt(({ url }) => url === ours.url);
  expect((await cpu.mine({ shares: 1 })).map((answer) => answer.outcome)).toEqual(['accepted']);
  expect(ours.countsOf('shelf-4').accepted).toEqual(new Map([[0.00001, 1]]));

  await run(vnishDriver.restore(link, before));
  expect((await vnish.miner.mining!.whenAt(({ url }) => url === theirs.url)).worker).toBe('owner.s19');
});
