import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { ValidatingPool } from '#main/demo/validating-pool.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { findPlaces, type Place } from '#test/support/simulators/places.ts';
import { SimulatedMiner } from '#test/support/simulators/simulated-miner.ts';
import { type MinedPool, parsePoolUrl } from '#test/support/simulators/simulated-mining.ts';
import { startPool, until } from '#test/support/test-farm.ts';

let clock: FakeClock;
let place: Place;
let miner: SimulatedMiner;
let pools: ValidatingPool[];

beforeEach(async () => {
  clock = new FakeClock();
  const places = await findPlaces(3);
  place = places[2]!;
  miner = new SimulatedMiner(place, clock);
  pools = [await startPool(), await startPool()];
  for (const pool of pools) pool.newJob({ clean: true });
});
afterEach(async () => {
  await miner.stop();
  for (const pool of pools) await pool.stop();
});

function settingsFor(index: number, user = `farm.rig${index}`): MinedPool {
  return { url: `stratum+tcp://127.0.0.1:${pools[index]!.port}`, user };
}

describe('a simulated miner', () => {
  it('mines for the first pool of its settings, and moves when they change', async () => {
    const settings = { pools: [settingsFor(0), settingsFor(1)] };
    const mining = miner.mine({ pools: () => settings.pools });
    const first = await mining.whenAt((pool) => pool.user === 'farm.rig0');
    expect((await first.mine({ shares: 1 })).map(({ outcome }) => outcome)).toEqual(['accepted']);

    settings.pools = [settingsFor(1), settingsFor(0)];
    mining.follow();
    const second = await mining.whenAt((pool) => pool.user === 'farm.rig1');
    expect((await second.mine({ shares: 1 })).map(({ outcome }) => outcome)).toEqual(['accepted']);
    expect(first.authorized).toBe(false);
  });

  it('connects from its own address', async () => {
    const [elsewhere] = await findPlaces(1);
    const listener = new SimulatedMiner(elsewhere!, clock);
    const from = new Promise<string | undefined>((resolve, reject) => {
      listener.serveTcp('http', (socket) => resolve(socket.remoteAddress)).catch(reject);
    });
    const url = `${elsewhere!.address}:${elsewhere!.ports.http}`;
    miner.mine({ pools: () => [{ url, user: 'x' }] });
    await until('a connect is due', () => {
      clock.advance(100);
      return listener.uses.http.total > 0;
    });
    expect(await from).toBe(place.address);
    await listener.stop();
  });

  it('falls over to the next pool when the first is gone, and goes back to it', async () => {
    const { port } = pools[0]!;
    const settings = [settingsFor(0), settingsFor(1)];
    const mining = miner.mine({ pools: () => settings });
    await mining.whenAt((pool) => pool.user === 'farm.rig0');
    await pools[0]!.stop();
    await until('it noticed', () => mining.pool === null);
    clock.advance(1_000);
    await mining.whenAt((pool) => pool.user === 'farm.rig1');

    pools[0] = await startPool({ port });
    clock.advance(30_000);
    await mining.whenAt((pool) => pool.user === 'farm.rig0');
  });

  it('goes on trying while no pool is there', async () => {
    const { port } = pools[0]!;
    const settings = [{ url: 'nonsense', user: 'x' }, settingsFor(0)];
    await pools[0]!.stop();
    const mining = miner.mine({ pools: () => settings });
    pools[0] = await startPool({ port });
    await until('it is in', () => {
      clock.advance(100);
      return mining.pool !== null;
    });
    expect(mining.pool?.user).toBe('farm.rig0');
  });

  it('is gone from the network when it is stopped, and back when it is served again', async () => {
    await miner.serveHttp(() => ({ body: 'hello' }));
    await miner.serveCgminer(() => ({}));
    const mining = miner.mine({ pools: () => [settingsFor(0)] });
    await mining.whenAt(() => true);
    await miner.stop();
    await until('the pool noticed', () => pools[0]!.sessions.length === 0);
    await miner.serveHttp(() => ({ body: 'hello again' }));
    expect(miner.mining).toBeNull();
  });
});

describe('places', () => {
  it('are next to each other with the same ports', async () => {
    const places = await findPlaces(300);
    expect(new Set(places.map(({ address }) => address)).size).toBe(300);
    expect(new Set(places.map(({ ports }) => JSON.stringify(ports))).size).toBe(1);
    for (const { address } of places)
      expect(address).toMatch(/^127\.\d+\.\d+\.([1-9]|[1-9]\d|1\d\d|2[0-4]\d|25[0-4])$/);
  });
});

describe('parsePoolUrl', () => {
  it.each([
    ['stratum+tcp://10.0.0.5:3333', { host: '10.0.0.5', port: 3333 }],
    ['pool.example:25/path', { host: 'pool.example', port: 25 }],
    ['stratum+ssl://10.0.0.5:3333', null],
    ['10.0.0.5', null],
    ['10.0.0.5:0', null],
    ['10.0.0.5:70000', null],
  ])('of %j', (url, place) => {
    expect(parsePoolUrl(url)).toEqual(place);
  });
});
