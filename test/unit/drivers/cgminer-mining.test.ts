import { describe, expect, it, onTestFinished } from 'vitest';

import type { MinerFamily } from '#engine/discovery/families.ts';
import type { MinerDriver, PoolSnapshot } from '#engine/drivers/driver.ts';
import { driverFor } from '#engine/drivers/driver-for.ts';
import { ValidatingPool } from '#main/demo/validating-pool.ts';
import type { FakeClock } from '#test/support/fake-clock.ts';
import { startAvalon } from '#test/support/simulators/avalon.ts';
import { startBraiins } from '#test/support/simulators/braiins-os.ts';
import { startCgminer } from '#test/support/simulators/cgminer.ts';
import { startLuxos } from '#test/support/simulators/luxos.ts';
import type { Place } from '#test/support/simulators/places.ts';
import type { SimulatedMiner } from '#test/support/simulators/simulated-miner.ts';
import { setUp } from './cgminer-setup.ts';

interface Mines {
  body: SimulatedMiner;
  mine(): void;
  stop(): Promise<void>;
}

/** A few thousand hashes a share. */
const DIFFICULTY = 2 ** -20;

type Starter = (place: Place, clock: FakeClock, url: string) => Promise<Mines>;

const STARTERS: [MinerFamily, Starter][] = [
  [
    'cgminer-unknown',
    (place, clock, url) => startCgminer(place, { clock, pools: [{ url, user: 'a.b', pass: 'x' }] }),
  ],
  ['luxos', (place, clock, url) => startLuxos(place, { clock, pools: [{ url, user: 'a.b', pass: 'x' }] })],
  [
    'avalon',
    (place, clock, url) =>
      startAvalon(place, {
        clock,
        model: 'Avalon Q',
        showsPasswords: true,
        pools: [{ url, user: 'a.b', pass: 'x' }],
      }),
  ],
  [
    'braiins-os',
    (place, clock, url) =>
      startBraiins(place, {
        clock,
        login: { username: 'root', password: 'root' },
        groups: [{ name: 'Default', pools: [{ url, user: 'a.b', password: 'x' }] }],
      }),
  ],
];

/** The miner's own connection to its pool stays open, so that time goes by turn about with the sockets. */
async function inTurns<T>(clock: FakeClock, work: Promise<T>): Promise<T> {
  let isSettled = false;
  const settle = (): void => void (isSettled = true);
  work.then(settle, settle);
  for (let turn = 1; !isSettled; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    if (turn % 100 === 0) clock.advance(500);
  }
  return work;
}

describe('a simulated machine', () => {
  it.each(STARTERS)('of %s mines where it is pointed, and back where it was', async (family, start) => {
    const driver: MinerDriver = driverFor(family);
    let theirs!: ValidatingPool;
    const at = await setUp({
      family,
      model: family === 'avalon' ? 'Avalon Q' : 'any',
      credential: { user: 'root', password: 'root' },
      start: async (place, clock) => {
        theirs = new ValidatingPool({ clock, difficulty: DIFFICULTY });
        await theirs.start();
        return start(place, clock, theirs.url);
      },
    });
    const { machine, clock, link } = at;
    const ours = new ValidatingPool({ clock, difficulty: DIFFICULTY });
    await ours.start();
    onTestFinished(async () => {
      await machine.stop();
      await Promise.all([theirs.stop(), ours.stop()]);
    });
    machine.mine();
    await machine.body.mining?.whenAt(({ url }) => url === theirs.url);

    const before: PoolSnapshot = await inTurns(clock, driver.snapshot(link));
    await inTurns(clock, driver.point(link, { url: ours.url, user: 'rack1', password: 'x' }, before));
    const cpu = await inTurns(
      clock,
      machine.body.mining!.whenAt(({ url }) => url === ours.url),
    );
    expect((await cpu.mine({ shares: 1 })).map((answer) => answer.outcome)).toEqual(['accepted']);
    expect(ours.countsOf('rack1').accepted).toEqual(new Map([[DIFFICULTY, 1]]));

    await inTurns(clock, driver.restore(link, before));
    const back = await inTurns(
      clock,
      machine.body.mining!.whenAt(({ url }) => url === theirs.url),
    );
    expect(back.worker).toBe('a.b');
  });
});
