import { describe, expect, it } from 'vitest';

import { axeosDriver } from '#engine/drivers/axeos/axeos-driver.ts';
import { setUp } from './axeos-setup.ts';

describe('reading and other controls of AxeOS and Nerd*OS', () => {
  it('reads the numbers of a Bitaxe with the model that only the second reply tells', async () => {
    const { link, run } = await setUp({ generation: 'pair' });
    const reading = await run(axeosDriver.read(link));
    expect(reading).toMatchObject({
      family: 'bitaxe',
      model: 'Gamma',
      firmware: 'v2.14.2',
      mac: '02:00:00:0a:0b:0c',
      hashrate: { now: 1.20525e12, nominal: 1.224e12 },
      chips: 4,
      powerWatts: 17.5,
      uptimeSeconds: 5000,
      isAsleep: false,
      pools: [
        { url: 'pool.one.example:3333', user: 'owner.axe', isActive: true },
        { url: 'pool.two.example:4444', user: 'owner.spare', isActive: false },
      ],
    });
  });

  it('reads the chosen slot of AxeOS 2.15 as the active pool', async () => {
    const { link, run } = await setUp({ generation: 'slots', settings: { primaryPoolIndex: 1 } });
    const { pools } = await run(axeosDriver.read(link));
    expect(pools.map(({ user, isActive }) => [user, isActive])).toEqual([
      ['owner.axe', false],
      ['owner.spare', true],
    ]);
  });

  it.each([
    ['bitaxe', 'v2.11.0', false, false],
    ['bitaxe', 'v2.12.0', true, false],
    ['bitaxe', 'v2.14.0b3', true, true],
    ['bitaxe', 'Unified', true, true],
    ['bitaxe', null, false, false],
    ['nerdqaxe', 'v2.20.0', false, false],
  ] as const)('knows by version what %s %s can do', (family, firmware, blink, sleep) => {
    expect(axeosDriver.controls({ family, model: null, firmware })).toEqual({
      pools: true,
      blink,
      sleep,
      restart: true,
      page: true,
      needsCredential: 'never',
    });
  });

  it('switches the sign on and off whatever it was before', async () => {
    const { axe, link, run } = await setUp({ generation: 'slots' });
    const seen: boolean[] = [];
    for (const isOn of [true, true, false, false]) {
      await run(axeosDriver.blink(link, isOn));
      seen.push(axe.rules.isIdentifying);
    }
    expect(seen).toEqual([true, true, false, false]);
  });

  it('sleeps and wakes', async () => {
    const { axe, link, run } = await setUp({ generation: 'slots' });
    await run(axeosDriver.sleep(link));
    expect([axe.rules.isPaused, (await run(axeosDriver.read(link))).isAsleep]).toEqual([true, true]);
    await run(axeosDriver.wake(link));
    expect(axe.rules.isPaused).toBe(false);
  });

  it('says what firmware without the control has not, and asks the miner nothing', async () => {
    const { axe, link, failure } = await setUp({ generation: 'nerd' });
    const troubles = [
      (await failure(axeosDriver.blink(link, true))).trouble,
      (await failure(axeosDriver.sleep(link))).trouble,
    ];
    expect([troubles, axe.miner.requests]).toEqual([['unsupported', 'unsupported'], []]);
  });
});
