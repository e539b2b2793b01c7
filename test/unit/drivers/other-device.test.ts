import { describe, expect, it, onTestFinished } from 'vitest';

import { driverFor } from '#engine/drivers/driver-for.ts';
import type { MinerLink } from '#engine/drivers/driver.ts';
import type { MinerFamily } from '#engine/discovery/families.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { inTime } from '#test/support/in-time.ts';
import { findPlace } from '#test/support/simulators/places.ts';
import type { HttpAnswer } from '#test/support/simulators/simulated-http.ts';
import { SimulatedMiner } from '#test/support/simulators/simulated-miner.ts';

/** What a router, a printer or a file server may answer to whatever it is asked. */
const DEVICES: [string, HttpAnswer][] = [
  ['asks for a login', { status: 401 }],
  [
    'asks for a digest login of its own',
    { status: 401, headers: { 'WWW-Authenticate': 'Digest realm="nas", nonce="1", qop="auth"' } },
  ],
  ['knows no such page', { status: 404 }],
  ['says yes to everything', { body: { token: 'a', status: 'ok' } }],
  ['shows its own page', { headers: { 'Content-Type': 'text/html' }, body: '<title>File server</title>' }],
];
const FAMILIES: MinerFamily[] = ['antminer-stock', 'vnish', 'braiins-os', 'avalon', 'whatsminer', 'hiveon'];

describe.each(FAMILIES)('a login for %s at an address that another device has now', (family) => {
  it.each(DEVICES)('is not shown to one that %s', async (_what, answer) => {
    const clock = new FakeClock();
    const device = new SimulatedMiner(await findPlace(), clock);
    onTestFinished(() => device.stop());
    const asked: string[] = [];
    await device.serveHttp((call) => {
      asked.push(JSON.stringify(call));
      return answer;
    });
    const host = device.host();
    const credential = { user: 'door-user', password: 'door-secret' };
    const link: MinerLink = { host, credential, family, model: null, firmware: null };
    const driver = driverFor(family);
    const acts = [() => driver.read(link), () => driver.snapshot(link), () => driver.restart(link)];
    for (const act of acts) {
      await inTime(
        clock,
        device,
        act().then(
          () => undefined,
          () => undefined,
        ),
      );
    }
    expect(asked.filter((call) => call.includes('door-secret') || call.includes('Authorization'))).toEqual(
      [],
    );
    expect(asked.filter((call) => call.includes('authorization'))).toEqual([]);
  });
});
