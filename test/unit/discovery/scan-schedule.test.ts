import { describe, expect, it } from 'vitest';

import { Scanner } from '#engine/discovery/scan/scanner.ts';
import { silentLog } from '#engine/lib/log.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { findPlace } from '#test/support/simulators/places.ts';

const MINUTE_MS = 60_000;

async function setUp() {
  const { address, ports } = await findPlace();
  const clock = new FakeClock();
  const scanner = new Scanner({ clock, log: silentLog, known: () => null }, { ports });
  /** Real sockets need turns of the event loop while the fake time goes on. */
  const finish = async (): Promise<void> => {
    for (let turn = 0; turn < 5000 && scanner.view()?.endedAtMs === null; turn += 1) {
      clock.advance(10);
      await new Promise((resolve) => void setImmediate(resolve));
    }
    expect(scanner.view()?.state).toBe('done');
  };
  return { address, clock, scanner, finish };
}

describe('periodic rescans', () => {
  it('begin every so many minutes, gently, until they are turned off', async () => {
    const { address, clock, scanner, finish } = await setUp();
    scanner.setSchedule({ ranges: address, everyMinutes: 10 });
    clock.advance(10 * MINUTE_MS - 1);
    expect(scanner.view()).toBe(null);
    clock.advance(1);
    expect(scanner.view()).toMatchObject({ state: 'running', ranges: address });
    const firstMs = scanner.view()!.startedAtMs;
    await finish();
    clock.advance(10 * MINUTE_MS);
    expect(scanner.view()!.startedAtMs).toBe(firstMs + 10 * MINUTE_MS);
    await finish();
    scanner.setSchedule({ ranges: address, everyMinutes: null });
    clock.advance(1000 * MINUTE_MS);
    expect(scanner.view()!.startedAtMs).toBe(firstMs + 10 * MINUTE_MS);
    await scanner.stop();
  });

  it('wait for a scan that somebody started', async () => {
    const { address, clock, scanner, finish } = await setUp();
    scanner.setSchedule({ ranges: address, everyMinutes: 10 });
    clock.advance(10 * MINUTE_MS - 5);
    scanner.start({ ranges: `${address}, 127.0.0.1` });
    scanner.pause();
    clock.advance(3 * MINUTE_MS);
    expect(scanner.view()).toMatchObject({ state: 'paused', ranges: `${address}, 127.0.0.1` });
    scanner.resume();
    await finish();
    clock.advance(MINUTE_MS);
    expect(scanner.view()).toMatchObject({ state: 'running', ranges: address });
    await scanner.stop();
    expect(scanner.view()?.state).toBe('cancelled');
  });

  it('refuse ranges that cannot be scanned', async () => {
    const { scanner } = await setUp();
    expect(() => scanner.setSchedule({ ranges: '8.8.8.8', everyMinutes: 10 })).toThrow('is not private');
    expect(() => scanner.setSchedule({ ranges: '', everyMinutes: 10 })).toThrow('No range is given');
    expect(scanner.schedule).toEqual({ ranges: '', everyMinutes: null });
  });
});
