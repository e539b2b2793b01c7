import { expect, it, onTestFinished } from 'vitest';

import { antminerDriver } from '#engine/drivers/antminer/antminer-driver.ts';
import { ValidatingPool } from '#main/demo/validating-pool.ts';
import { modernSettings } from '#test/support/simulators/antminer-settings.ts';
import { inTime, setUp } from './antminer-setup.ts';

/** Four thousand hashes a share. */
const DIFFICULTY = 2 ** -20;

it('a simulated Antminer mines where it is pointed, and back where it was', async () => {
  const bench = await setUp({ settings: { ...modernSettings(), pools: [] }, mining: {} });
  const { miner, clock, link } = bench;
  const pools = [1, 2].map(() => new ValidatingPool({ clock, difficulty: DIFFICULTY }));
  const [theirs, ours] = pools as [ValidatingPool, ValidatingPool];
  onTestFinished(async () => {
    await miner.stop();
    for (const pool of pools) await pool.stop();
  });
  for (const pool of pools) await pool.start();
  const empty = { url: '', user: '', pass: '' };
  miner.load({ ...modernSettings(), pools: [{ url: theirs.url, user: 'a.b', pass: '' }, empty, empty] });
  await miner.mining!.whenAt(({ url }) => url === theirs.url);

  const before = await inTime(clock, antminerDriver.snapshot(link));
  await inTime(clock, antminerDriver.point(link, { url: ours.url, user: 'rack1', password: 'x' }, before));
  const cpu = await miner.mining!.whenAt(({ url }) => url === ours.url);
  expect((await cpu.mine({ shares: 1 })).map((answer) => answer.outcome)).toEqual(['accepted']);
  expect(ours.countsOf('rack1').accepted).toEqual(new Map([[DIFFICULTY, 1]]));

  await inTime(clock, antminerDriver.restore(link, before));
  expect((await miner.mining!.whenAt(({ url }) => url === theirs.url)).worker).toBe('a.b');
});
