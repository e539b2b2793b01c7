import { expect, it, vi } from 'vitest';

import { Strangers } from '#engine/discovery/scan/strangers.ts';
import { silentLog } from '#engine/lib/log.ts';
import { STANDARD_PORTS } from '#engine/miner-api/miner-host.ts';
import { FakeClock } from '#test/support/fake-clock.ts';

it('asks nobody outside of the private ranges, whoever named the address', async () => {
  const clock = new FakeClock();
  const visits = vi.spyOn(clock, 'after');
  const strangers = new Strangers({ clock, log: silentLog, ports: STANDARD_PORTS }, () => undefined);
  for (const address of ['203.0.113.5', '8.8.8.8', 'fe80::1', '']) strangers.ask(address);
  expect(visits).not.toHaveBeenCalled();
  strangers.ask('127.9.9.9');
  expect(visits).toHaveBeenCalled();
  await strangers.stop();
});
