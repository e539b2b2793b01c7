import { expect, it, onTestFinished } from 'vitest';

import { axeosDriver } from '#engine/drivers/axeos/axeos-driver.ts';
import { ValidatingPool } from '#main/demo/validating-pool.ts';
import { inTime } from '#test/support/in-time.ts';
import { startAxeOs } from '#test/support/simulators/axeos.ts';
import type { AxeGeneration } from '#test/support/simulators/axeos-rules.ts';
import { findPlace } from '#test/support/simulators/places.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import type { MinerLink } from '#engine/drivers/driver.ts';

it.each(['pair', 'slots', 'nerd'] satisfies AxeGeneration[])(
  'a simulated %s miner mines where it is pointed, and back where it was',
  async (generation) => {
    const clock = new FakeClock();
    const pools = [1, 2].map(() => new ValidatingPool({ clock, difficulty: 0.00001 }));
    const [theirs, ours] = pools as [ValidatingPool, ValidatingPool];
    for (const pool of pools) await pool.start();
    const first = fieldsOf(theirs.url);
    const axe = await startAxeOs(await findPlace(), {
      generation,
      clock,
      mining: {},
      ...(generation === 'slots' ? { slots: [first] } : { settings: { ...first, fallbackStratumURL: '' } }),
    });
    onTestFinished(async () => {
      await axe.stop();
      for (const pool of pools) await pool.stop();
    });
    const family = generation === 'nerd' ? 'nerdqaxe' : 'bitaxe';
    const link: MinerLink = { host: axe.miner.host(), credential: null, family, model: null, firmware: null };
    const run = <T>(work: Promise<T>): Promise<T> => inTime(clock, axe.miner, work);
    await axe.miner.mining!.whenAt(({ user }) => user === 'owner.axe');

    const read = await run(axeosDriver.snapshot(link));
    const before = { ...read, pools: read.pools.map((pool) => ({ ...pool, password: 'x' })) };
    await run(axeosDriver.point(link, { url: ours.url, user: 'desk', password: 'x' }, before));
    const cpu = await axe.miner.mining!.whenAt(({ user }) => user === 'desk');
    expect((await cpu.mine({ shares: 1 })).map((answer) => answer.outcome)).toEqual(['accepted']);
    expect(ours.countsOf('desk').accepted).toEqual(new Map([[0.00001, 1]]));

    await run(axeosDriver.restore(link, before));
    const back = await axe.miner.mining!.whenAt(({ user }) => user === 'owner.axe');
    expect(back.worker).toBe('owner.axe');
  },
);

function fieldsOf(url: string): Record<string, string | number> {
  const { hostname, port } = new URL(url);
  return {
    stratumURL: hostname,
    stratumPort: Number(port),
    stratumUser: 'owner.axe',
    stratumPassword: 'x',
  };
}
