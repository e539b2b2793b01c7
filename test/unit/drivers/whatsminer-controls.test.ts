import { describe, expect, it } from 'vitest';

import { generationOf } from '#engine/drivers/whatsminer/generation.ts';
import { whatsminerDriver } from '#engine/drivers/whatsminer/whatsminer-driver.ts';
import { failureOf, OURS, setUp, setUpV3, typed } from './whatsminer-setup.ts';

const FIRST_API = '20210322.22.REL';

describe('the API by the firmware', () => {
  it.each([
    ['20220728.99.REL', 'v1'],
    ['20220729.01.REL', 'v2'],
    ["'20241031.22.REL'", 'v2'],
    ['20241101.12.REL1', 'v3'],
    ['20251209.16.Rel2', 'v3'],
    ['cgminer 4.9.2', null],
    ['120230803.1', null],
    [null, null],
  ])('of %j is %s', (firmware, generation) => {
    expect(generationOf(firmware)).toBe(generation);
  });
});

describe('controls of a Whatsminer', () => {
  const controls = (firmware: string | null) =>
    whatsminerDriver.controls({ family: 'whatsminer', model: null, firmware });

  it('are all there on the second API', () => {
    expect(controls('20230803.11.REL')).toEqual({
      pools: true,
      blink: true,
      restart: true,
      sleep: true,
      page: true,
      needsCredential: 'to-write',
    });
  });

  it('leave out the pools on the third, and say why', () => {
    const { pools, blink, restart, sleep } = controls('20250409.15.REL');
    expect({ blink, restart, sleep }).toEqual({ blink: true, restart: true, sleep: true });
    expect(pools).toMatch(/third API.*not settled.*WhatsMinerTool\.$/);
  });

  it.each([
    [FIRST_API, /older than July 2022.*WhatsMinerTool\.$/],
    [null, /not known yet.*\.$/],
  ])('of firmware %j are none, and say why', (firmware, why) => {
    const { pools, blink, restart, sleep } = controls(firmware);
    expect({ blink, restart, sleep }).toEqual({ blink: false, restart: false, sleep: false });
    expect(pools).toMatch(why);
  });
});

describe('switching a Whatsminer of the second API', () => {
  it('blinks red and goes back to its own light', async () => {
    const { driver, link, machine } = await setUp();
    await driver.blink(link, true);
    expect(machine.rules.config.led).toEqual({ color: 'red', period: 400, duration: 200, start: 0 });
    await driver.blink(link, false);
    expect(machine.rules.config.led).toBe('auto');
  });

  it('sleeps and wakes, each once', async () => {
    const { driver, link, machine } = await setUp();
    await driver.sleep(link);
    await driver.sleep(link);
    expect((await driver.read(link)).isAsleep).toBe(true);
    await driver.wake(link);
    await driver.wake(link);
    expect((await driver.read(link)).isAsleep).toBe(false);
    expect(machine.writes).toEqual(['power_off', 'power_on']);
  });

  it('believes what the machine reports when the answer to a sleep is cut', async () => {
    const { driver, link, machine } = await setUp();
    machine.rules.failures.cutsOn = 'power_off';
    await driver.sleep(link);
    expect(machine.rules.config.isOff).toBe(true);
  });

  it('names a sleep that was only promised', async () => {
    const { driver, link, machine } = await setUp();
    machine.rules.failures.ignoresWrites = true;
    expect((await failureOf(driver.sleep(link))).trouble).toBe('declined');
  });

  it('is pointed while it sleeps, and goes on sleeping', async () => {
    const { driver, link, machine } = await setUp();
    await driver.sleep(link);
    await driver.point(link, OURS, typed(await driver.snapshot(link), ['x']));
    expect({ first: machine.pools[0], isOff: machine.rules.config.isOff }).toEqual({
      first: OURS,
      isOff: true,
    });
  });

  it('restarts, hanging up or not', async () => {
    const { driver, link, machine } = await setUp();
    machine.rules.failures.rebootLooks = 0;
    await driver.restart(link);
    machine.rules.failures.cutsOn = 'reboot';
    await driver.restart(link);
    expect(machine.writes).toEqual(['reboot', 'reboot']);
  });
});

describe('a Whatsminer of the first API', () => {
  it('is never written to', async () => {
    const { driver, link, machine } = await setUp({ firmware: FIRST_API });
    const before = { ...typed({ ...emptySnapshot(), pools: [OURS] }, ['x']) };
    const calls = [
      driver.snapshot(link),
      driver.point(link, OURS, before),
      driver.restore(link, before),
      driver.blink(link, true),
      driver.restart(link),
      driver.sleep(link),
      driver.wake(link),
    ];
    const failures = await Promise.all(calls.map(failureOf));
    expect(new Set(failures.map(({ trouble }) => trouble))).toEqual(new Set(['unsupported']));
    expect(machine.rules.tokensGiven).toBe(0);
  });
});

describe('a Whatsminer of the third API', () => {
  it('tells whether it is pointed but is not pointed by us', async () => {
    const { driver, link } = await setUpV3();
    const theirs = { url: 'pool.example:3333', user: 'farm.wm3', password: 'x' };
    expect([await driver.isPointed(link, theirs), await driver.isPointed(link, OURS)]).toEqual([true, false]);
    const failure = await failureOf(driver.point(link, OURS, emptySnapshot()));
    expect(failure.trouble).toBe('unsupported');
    expect(failure.message).toContain('third API');
  });

  it('blinks red and goes back to its own light, by the machine’s own clock', async () => {
    const { driver, link, machine } = await setUpV3();
    machine.rules.clockAheadS = -86_400;
    await driver.blink(link, true);
    expect(machine.rules.config.led).toEqual([{ color: 'red', period: 400, duration: 200, start: 0 }]);
    await driver.blink(link, false);
    expect(machine.rules.config.led).toBe('auto');
  });

  it('sleeps and wakes, each once', async () => {
    const { driver, link, machine } = await setUpV3();
    machine.rules.failures.cutsOn = 'set.miner.service';
    await driver.sleep(link);
    await driver.sleep(link);
    expect(machine.rules.config.isOff).toBe(true);
    await driver.wake(link);
    expect(machine.rules.config.isOff).toBe(false);
    expect(machine.writes).toEqual(['set.miner.service', 'set.miner.service']);
  });

  it('restarts although it hangs up', async () => {
    const { driver, link, machine } = await setUpV3();
    machine.rules.failures.cutsOn = 'set.system.reboot';
    await driver.restart(link);
    expect(machine.writes).toEqual(['set.system.reboot']);
  });

  it('tells a wrong password from an API that is switched off', async () => {
    const { driver, link, machine } = await setUpV3();
    const wrong = { ...link, credential: { user: 'super', password: 'wrong-guess' } };
    const atWrong = await failureOf(driver.blink(wrong, true));
    machine.rules.failures.apiOff = true;
    const atOff = await failureOf(driver.blink(link, true));
    expect([atWrong.trouble, atOff.trouble]).toEqual(['unauthorized', 'forbidden']);
    expect(atOff.message).toContain('WhatsMinerTool');
  });

  it('needs a credential to write', async () => {
    const { driver, link } = await setUpV3();
    expect((await failureOf(driver.blink({ ...link, credential: null }, true))).trouble).toBe('unauthorized');
  });

  it('passes on why it declined, and names what was only promised', async () => {
    const { driver, link, machine } = await setUpV3();
    machine.rules.failures.declines = { cmd: 'set.system.led', words: 'led is busy super-barn-7' };
    const declined = await failureOf(driver.blink(link, true));
    expect(declined.message).toContain('declined the command set.system.led: “led is busy …”');
    machine.rules.failures.ignoresWrites = true;
    expect((await failureOf(driver.sleep(link))).trouble).toBe('declined');
  });
});

function emptySnapshot() {
  return {
    family: 'whatsminer' as const,
    model: null,
    firmware: null,
    takenAtMs: 0,
    pools: [],
    promise: 'typed' as const,
    raw: {},
  };
}
