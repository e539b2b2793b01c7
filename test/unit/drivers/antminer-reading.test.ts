import { describe, expect, it } from 'vitest';

import { antminerDriver } from '#engine/drivers/antminer/antminer-driver.ts';
import { formSettings, modernSettings } from '#test/support/simulators/antminer-settings.ts';
import { failureOf, inTime, setUp } from './antminer-setup.ts';

const MODERN_NUMBERS = {
  model: 'Antminer S19 Pro',
  mac: '02:a0:55:00:00:19',
  serial: 'SIM0000000000019',
  hashrate: { now: 110_001_000_000_000, average: 110_001_000_000_000, nominal: 110_000_000_000_000 },
  chips: 342,
  temperatures: { board: 60, chip: 67 },
  fansRpm: [5880, 5880, 5760, 5760],
  uptimeSeconds: 5040,
  isAsleep: false,
};

describe('reading an Antminer', () => {
  it('takes everything from the modern pages, one request at a time', async () => {
    const { miner, clock, link } = await setUp({ hasCommandPort: false });
    const reading = await inTime(clock, antminerDriver.read(link));
    expect(reading).toMatchObject(MODERN_NUMBERS);
    expect(reading.boards).toHaveLength(3);
    expect(reading.pools.map(({ url, status }) => [url, status])).toEqual([
      ['stratum+tcp://first.pool.example:3333', 'alive'],
      ['second.pool.example:443', 'alive'],
    ]);
    expect(miner.body.uses.http.most).toBe(1);
    expect(JSON.stringify(reading)).not.toContain('secret');
  });

  it('asks the command port nothing when the pages told all', async () => {
    const { miner, clock, link } = await setUp();
    await inTime(clock, antminerDriver.read(link));
    expect(miner.body.uses.cgminer.total).toBe(0);
  });

  it('takes what the command port tells without a credential', async () => {
    const { miner, clock, link } = await setUp();
    const reading = await inTime(clock, antminerDriver.read({ ...link, credential: null }));
    expect(reading).toMatchObject({
      model: 'Antminer S19 Pro',
      mac: null,
      hashrate: { now: 110_001_000_000_000, nominal: 110_000_000_000_000 },
      chips: 342,
      isAsleep: null,
      pools: [{ isActive: true }, { isActive: false }],
    });
    expect(miner.body.uses.http.total).toBe(0);
    expect(miner.body.uses.cgminer.most).toBe(1);
  });

  it('joins the old pages and the command port, whose stats lack a comma', async () => {
    const { clock, link } = await setUp({ generation: 'form' });
    const reading = await inTime(clock, antminerDriver.read(link));
    expect(reading).toMatchObject({
      model: 'Antminer S9',
      mac: '02:a0:55:00:00:09',
      hashrate: { now: 13_501_000_000_000, nominal: 13_500_000_000_000 },
      chips: 189,
      isAsleep: null,
    });
    expect(reading.pools).toHaveLength(2);
  });

  it.each([
    ['modern', 'Antminer S19', modernSettings({ 'bitmain-work-mode': '1' })],
    ['form', 'Antminer S17+', formSettings({ 'bitmain-work-mode': '254' })],
  ] as const)('knows that a %s one sleeps', async (generation, model, settings) => {
    const { clock, link } = await setUp({ generation, settings, facts: { model } });
    const reading = await inTime(clock, antminerDriver.read(link));
    expect(reading).toMatchObject({ isAsleep: true, hashrate: { now: 0 } });
  });

  it.each([
    ['hiveon', 'HIVEON 1.0'],
    ['mskminer', 'RWGLR 2.6'],
    ['asicseer', '2.4.0-asicseer-1.1.9'],
  ] as const)('reads %s on the same pages', async (family, programVersion) => {
    const { clock, link } = await setUp({ generation: 'form', facts: { programVersion } }, { family });
    const reading = await inTime(clock, antminerDriver.read(link));
    expect(reading).toMatchObject({ family, model: 'Antminer S9', chips: 189 });
  });

  it('reads an Elphapex behind its own realm', async () => {
    const settings = { ...modernSettings(), fields: { 'fc-voltage': '1470', 'fc-work-mode': '0' } };
    const { clock, link } = await setUp(
      { realm: 'Daoge Configuration', settings, facts: { model: 'DG1+' }, hasCommandPort: false },
      { family: 'elphapex' },
    );
    const reading = await inTime(clock, antminerDriver.read(link));
    expect(reading).toMatchObject({ family: 'elphapex', model: 'DG1+', mac: '02:a0:55:00:00:19' });
  });

  it('asks for the password where the command port is closed and none is known', async () => {
    const { clock, link } = await setUp({ hasCommandPort: false });
    const error = await failureOf(clock, antminerDriver.read({ ...link, credential: null }));
    expect(error.trouble).toBe('unauthorized');
    expect(error.message).toMatch(/no open port \d+: enter the user name and password of its own web page/);
  });

  it('says that the password is wrong rather than showing half a reading', async () => {
    const { clock, link } = await setUp();
    const credential = { user: 'root', password: 'not-this-one' };
    const error = await failureOf(clock, antminerDriver.read({ ...link, credential }));
    expect(error.trouble).toBe('unauthorized');
    expect(error.message).not.toContain('not-this-one');
  });

  it('falls back on the command port when the pages do not answer', async () => {
    const { miner, clock, link } = await setUp();
    miner.body.manners.http = 'hang-up';
    const reading = await inTime(clock, antminerDriver.read(link));
    expect(reading).toMatchObject({ chips: 342, mac: null });
  });

  it('says which port failed when neither tells', async () => {
    const { miner, clock, link } = await setUp({ hasCommandPort: false });
    miner.body.manners.http = 'silent';
    const error = await failureOf(clock, antminerDriver.read(link));
    expect(error.trouble).toBe('timeout');
    expect(error.message).toContain(`${link.host.ports.http}`);
  });

  it('tells of nothing that came cut', async () => {
    const { miner, clock, link } = await setUp();
    miner.body.manners.cgminer = 'hang-up';
    const error = await failureOf(clock, antminerDriver.read({ ...link, credential: null }));
    expect(error.trouble).toBe('closed');
  });

  it('reads through split segments and single bytes', async () => {
    const { miner, clock, link } = await setUp();
    miner.body.manners.cgminer = 'split';
    const split = await inTime(clock, antminerDriver.read({ ...link, credential: null }));
    miner.body.manners.cgminer = 'byte-by-byte';
    const bytes = await inTime(clock, antminerDriver.read({ ...link, credential: null }));
    expect(bytes).toEqual(split);
    expect(bytes.chips).toBe(342);
  });
});
