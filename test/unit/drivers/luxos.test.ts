import { describe, expect, it } from 'vitest';

import { luxosDriver } from '#engine/drivers/luxos/luxos-driver.ts';
import { startLuxos } from '#test/support/simulators/luxos.ts';
import type { LuxosOptions } from '#test/support/simulators/luxos.ts';
import { OURS, SECRETS, failureOf, inTime, pointIt, setUp } from './cgminer-setup.ts';

const TWO = [
  { url: 'stratum+tcp://one.example:3333', user: 'farm, "one"', pass: 'one-secret' },
  { url: 'stratum+tcp://two.example:443', user: 'farm.two', pass: 'two,secret\\' },
];

function bench(options: LuxosOptions = {}) {
  return setUp({
    family: 'luxos',
    start: (place, clock) => startLuxos(place, { pools: TWO, ...options, clock }),
  });
}

describe('LuxOS', () => {
  it('is read without a session', async () => {
    const { machine, clock, link } = await bench();
    expect(await inTime(clock, luxosDriver.read(link))).toMatchObject({
      family: 'luxos',
      model: 'Antminer S19k Pro',
      firmware: '2025.4.8.1',
      mac: '02:aa:00:00:00:01',
      serial: 'SIM-LUX-1',
      hashrate: { now: 118_500.5e9, average: 119_000e9, nominal: 120e12 },
      boards: [{ serial: 'B-1', nominalHashrate: 120e12 }],
      powerWatts: 2760,
      fansRpm: [4200],
      isAsleep: false,
      pools: [{ url: TWO[0]?.url, isActive: true }, { url: TWO[1]?.url }],
    });
    expect(machine.session.log).toEqual([]);
  });

  it.each([false, true])(
    'is pointed and put back to exactly the same list (session for pools: %s)',
    async (wantsSessionForPools) => {
      const at = await bench({ wantsSessionForPools });
      const { machine, clock, link } = at;
      const original = machine.rules.configuration();
      const before = await pointIt(luxosDriver, at);
      expect(before.promise).toBe('exact');
      expect(machine.rules.inOrder().map((pool) => [pool.url, pool.pass])).toEqual([
        [OURS.url, 'proxy-secret'],
        [TWO[0]?.url, 'one-secret'],
        [TWO[1]?.url, 'two,secret\\'],
      ]);
      expect(await inTime(clock, luxosDriver.isPointed(link, OURS))).toBe(true);
      const writes = machine.writes.length;
      await inTime(clock, luxosDriver.point(link, OURS, before));
      expect(machine.writes).toHaveLength(writes);
      await inTime(clock, luxosDriver.restore(link, before));
      expect(machine.rules.configuration()).toEqual(original);
      expect(await inTime(clock, luxosDriver.isRestored(link, before))).toBe(true);
      expect(machine.session.id).toBe('');
      expect(machine.session.log.filter((line) => line.startsWith('on'))).toHaveLength(
        machine.session.log.length / 2,
      );
    },
  );

  it('with several pool groups is not written to, and the owner learns what to do', async () => {
    const { machine, clock, link } = await bench({ pools: [{ ...TWO[0] }, { ...TWO[1], group: 1 }] });
    const error = await failureOf(clock, luxosDriver.snapshot(link));
    expect(error.trouble).toBe('unsupported');
    expect(error.message).toMatch(/2 pool groups.*leave one group/);
    expect(machine.writes).toEqual([]);
  });

  it.each(['url', 'user', 'password'] as const)('is not told a comma in our %s', async (field) => {
    const { machine, clock, link } = await bench();
    const before = await inTime(clock, luxosDriver.snapshot(link));
    const error = await failureOf(
      clock,
      luxosDriver.point(link, { ...OURS, [field]: 'one-secret,two' }, before),
    );
    expect(error.trouble).toBe('declined');
    for (const secret of SECRETS) expect(error.message).not.toContain(secret);
    expect(machine.writes).toEqual([]);
  });

  it('that ignores a switch silently is found out', async () => {
    const at = await bench();
    at.machine.rules.faults.ignored.add('switchpool');
    const error = await failureOf(at.clock, pointIt(luxosDriver, at));
    expect(error).toMatchObject({ trouble: 'declined' });
    expect(at.machine.rules.inOrder()[0]?.url).toBe(TWO[0]?.url);
  });
});

describe('the session of LuxOS', () => {
  it('is taken for light, sleep and wake, and always given back', async () => {
    const { machine, clock, link } = await bench();
    await inTime(clock, luxosDriver.blink(link, true));
    expect(machine.state.light).toBe('blink');
    await inTime(clock, luxosDriver.blink(link, false));
    expect(machine.state.light).toBe('auto');
    await inTime(clock, luxosDriver.sleep(link));
    expect(machine.state.isAsleep).toBe(true);
    await inTime(clock, luxosDriver.wake(link));
    expect(machine.state.isAsleep).toBe(false);
    expect(machine.session.log).toEqual(
      [1, 2, 3, 4].flatMap((count) => [`on sess${count}x`, `off sess${count}x`]),
    );
  });

  it('of another program is waited for, not taken over', async () => {
    const { machine, clock, link } = await bench();
    machine.session.open();
    await inTime(clock, luxosDriver.blink(link, true));
    expect(machine.state.light).toBe('blink');
    // The other program never logged off: its session ended by itself, a minute after its last use.
    expect(machine.session.log).toEqual(['on sess1x', 'on sess2x', 'off sess2x']);
  });

  it('of a program that goes on working is left alone, and the owner is told', async () => {
    const { machine, clock, link } = await bench();
    const other = machine.session.open() ?? '';
    const keepUsing = (): void => {
      machine.session.use(other);
      clock.after(20_000, keepUsing);
    };
    keepUsing();
    const error = await failureOf(clock, luxosDriver.sleep(link));
    expect(error.trouble).toBe('declined');
    expect(error.message).toContain('Another program');
    expect(machine.state.isAsleep).toBe(false);
    expect(machine.session.id).toBe(other);
  });

  it('is given back when the command is refused', async () => {
    const { machine, clock, link } = await bench();
    machine.state.refuses = 'curtail';
    const error = await failureOf(clock, luxosDriver.sleep(link));
    expect(error.trouble).toBe('declined');
    expect(error.message).toContain('Not now');
    expect(machine.session.log).toEqual(['on sess1x', 'off sess1x']);
  });

  it('ends with a restart, which is no error', async () => {
    const { machine, clock, link } = await bench();
    await inTime(clock, luxosDriver.restart(link));
    expect(machine.state.reboots).toBe(1);
    expect(machine.session.id).toBe('');
  });

  it('is given back when the owner gives up half way', async () => {
    const { machine, clock, link } = await bench();
    const { requests } = machine.body;
    const asked = async (count: number): Promise<void> => {
      for (let turn = 0; requests.length < count && turn < 5000; turn += 1)
        await new Promise((resolve) => setImmediate(resolve));
      expect(requests).toHaveLength(count);
    };
    const giveUp = new AbortController();
    machine.body.delayMs = 400;
    const sleeping = luxosDriver.sleep({ ...link, host: { ...link.host, signal: giveUp.signal } });
    const error = failureOf(clock, sleeping, (_, work) => work);
    await asked(1);
    await inTime(clock, new Promise<void>((resolve) => setImmediate(resolve)));
    clock.advance(400);
    await asked(2);
    giveUp.abort();
    await asked(3);
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(400);
    expect((await error).trouble).toBe('cancelled');
    expect(requests).toEqual(['cgminer logon', 'cgminer curtail', 'cgminer logoff']);
    expect(machine.session.id).toBe('');
  });
});
