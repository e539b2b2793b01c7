import { describe, expect, it } from 'vitest';

import { antminerDriver } from '#engine/drivers/antminer/antminer-driver.ts';
import { formSettings, modernSettings } from '#test/support/simulators/antminer-settings.ts';
import { failureOf, inTime, setUp } from './antminer-setup.ts';

describe('what an Antminer allows', () => {
  it.each([
    ['antminer-stock', 'Antminer S19 Pro', { pools: true, restart: true, sleep: true }],
    ['antminer-stock', 'Antminer T17+', { pools: true, restart: true, sleep: true }],
    ['antminer-stock', 'Antminer S9', { pools: true, restart: true, sleep: false }],
    ['antminer-stock', null, { pools: true, restart: true, sleep: false }],
    ['hiveon', 'Antminer S19j Pro', { pools: true, restart: true, sleep: false }],
  ] as const)('is told by family and model: %s, %s', (family, model, allowed) => {
    expect(antminerDriver.controls({ family, model, firmware: null })).toEqual({
      ...allowed,
      blink: true,
      page: true,
      needsCredential: 'to-write',
    });
  });

  it('leaves an Elphapex as it is, and says why', () => {
    expect(antminerDriver.controls({ family: 'elphapex', model: 'DG1', firmware: null })).toMatchObject({
      pools: expect.stringContaining('Scrypt') as string,
      restart: false,
      sleep: false,
      needsCredential: 'to-read',
    });
  });
});

describe.each(['modern', 'form'] as const)('a %s Antminer', (generation) => {
  it('blinks and stops', async () => {
    const { miner, clock, link } = await setUp({ generation });
    await inTime(clock, antminerDriver.blink(link, true));
    expect(miner.isBlinking).toBe(true);
    await inTime(clock, antminerDriver.blink(link, false));
    expect(miner.isBlinking).toBe(false);
  });

  it('that does not blink is told', async () => {
    const { miner, clock, link } = await setUp({ generation });
    miner.cannotBlink = true;
    const error = await failureOf(clock, antminerDriver.blink(link, true));
    expect(error.trouble).toBe('declined');
  });

  it('restarts without answering, and comes back', async () => {
    const { miner, clock, link } = await setUp({ generation });
    await inTime(clock, antminerDriver.restart(link));
    expect(miner.restarts).toBe(1);
    const error = await failureOf(clock, antminerDriver.snapshot(link));
    expect(error.trouble).toBe('refused');
    clock.advance(60_000);
    expect((await inTime(clock, antminerDriver.snapshot(link))).pools).toHaveLength(2);
  });
});

describe('sleep', () => {
  it.each([
    ['modern', 'Antminer S19', modernSettings()],
    [
      'form',
      'Antminer S17',
      formSettings({ 'bitmain-voltage': '1700', 'bitmain-use-vil': true, 'bitmain-work-mode': '0' }),
    ],
  ] as const)(
    'keeps every other setting of a %s Antminer, and so does waking',
    async (generation, model, settings) => {
      const { miner, clock, link } = await setUp({ generation, settings, facts: { model } });
      await inTime(clock, antminerDriver.wake(link));
      expect(miner.writes).toEqual([]);
      await inTime(clock, antminerDriver.sleep(link));
      await inTime(clock, antminerDriver.sleep(link));
      expect(miner.isAsleep).toBe(true);
      expect(miner.writes).toHaveLength(1);
      await inTime(clock, antminerDriver.wake(link));
      expect(miner.file).toEqual(settings);
    },
  );

  it('is refused where it would lose the low-power mode', async () => {
    const { miner, clock, link } = await setUp({ settings: modernSettings({ 'bitmain-work-mode': '3' }) });
    const error = await failureOf(clock, antminerDriver.sleep(link));
    expect(error.trouble).toBe('declined');
    expect(error.message).toMatch(/set it to normal first/);
    expect(miner.writes).toEqual([]);
  });

  it('is refused to a model that has none', async () => {
    const { miner, clock, link } = await setUp({ generation: 'form' });
    const error = await failureOf(clock, antminerDriver.sleep(link));
    expect(error.trouble).toBe('unsupported');
    expect(miner.body.requests).toEqual([]);
  });

  it('that is ignored is told', async () => {
    const { miner, clock, link } = await setUp();
    miner.writeFault = 'ignored';
    const error = await failureOf(clock, antminerDriver.sleep(link));
    expect(error.message).toMatch(/still in its old mode/);
  });
});
