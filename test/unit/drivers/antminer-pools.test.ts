import { describe, expect, it } from 'vitest';

import { antminerDriver } from '#engine/drivers/antminer/antminer-driver.ts';
import type { AntminerOptions } from '#test/support/simulators/antminer.ts';
import { formSettings, modernSettings, printSettings } from '#test/support/simulators/antminer-settings.ts';
import { OURS, SECRETS, failureOf, inTime, pointIt, setUp } from './antminer-setup.ts';

const S17_FIELDS = {
  'bitmain-use-vil': true,
  'bitmain-work-mode': '0',
  'bitmain-freq': 'O',
  'bitmain-voltage': '1700',
};
const SLEEPY_FANS = { 'bitmain-nobeeper': true, 'bitmain-fan-ctrl': true, 'bitmain-fan-pwm': '60' };

const KINDS: [string, AntminerOptions][] = [
  ['an S19 that resets what is left out', {}],
  ['an S21 that keeps it', { resets: false, facts: { model: 'Antminer S21' } }],
  ['an S19 asleep', { settings: modernSettings({ 'bitmain-work-mode': '1' }) }],
  [
    'an S19 with more fields',
    { settings: modernSettings({ 'bitmain-hashrate-percent': '80', 'bitmain-user-ip-cat': '1' }) },
  ],
  ['an S9', { generation: 'form' }],
  ['an S9 with fans and beeper set', { generation: 'form', settings: formSettings(SLEEPY_FANS) }],
  ['an S17', { generation: 'form', facts: { model: 'Antminer S17+' }, settings: formSettings(S17_FIELDS) }],
];

describe('pools of an Antminer', () => {
  it.each(KINDS)('are pointed and put back exactly on %s', async (_, options) => {
    const bench = await setUp(options);
    const { miner, clock, link } = bench;
    const original = structuredClone(miner.file);
    const before = await inTime(clock, antminerDriver.snapshot(link));
    expect(before.promise).toBe('exact');
    expect(await inTime(clock, antminerDriver.isPointed(link, OURS))).toBe(false);

    await inTime(clock, antminerDriver.point(link, OURS, before));
    expect(miner.file).toEqual({
      pools: [{ url: OURS.url, user: OURS.user, pass: OURS.password }, original.pools[0], original.pools[1]],
      fields: original.fields,
    });
    expect(await inTime(clock, antminerDriver.isPointed(link, OURS))).toBe(true);
    expect(await inTime(clock, antminerDriver.isRestored(link, before))).toBe(false);

    const kept = JSON.parse(JSON.stringify(before)) as typeof before;
    await inTime(clock, antminerDriver.restore(link, kept));
    expect(miner.file).toEqual(original);
    expect(await inTime(clock, antminerDriver.isRestored(link, kept))).toBe(true);
    expect(miner.writes).toHaveLength(2);
  });

  it('prints the same page to the byte after a restore', async () => {
    const { miner, clock, link } = await setUp();
    const page = printSettings(miner.file);
    const before = await inTime(clock, antminerDriver.snapshot(link));
    await inTime(clock, antminerDriver.point(link, OURS, before));
    await inTime(clock, antminerDriver.restore(link, before));
    expect(printSettings(miner.file)).toBe(page);
  });

  it('are written once only, however often it is pointed or restored', async () => {
    const { miner, clock, link } = await setUp();
    const before = await inTime(clock, antminerDriver.snapshot(link));
    for (let times = 0; times < 3; times += 1) {
      await inTime(clock, antminerDriver.point(link, OURS, before));
    }
    expect(miner.writes).toHaveLength(1);
    for (let times = 0; times < 3; times += 1) await inTime(clock, antminerDriver.restore(link, before));
    expect(miner.writes).toHaveLength(2);
  });

  it('leave out places that are ours already, however the address is spelt', async () => {
    const settings = modernSettings();
    const third = { url: 'third.pool.example:25', user: 'anna.rack1', pass: 'secret-one' };
    settings.pools[1] = { url: '192.168.7.2:3333/', user: 'old', pass: 'x' };
    settings.pools[2] = third;
    const bench = await setUp({ settings });
    await pointIt(bench);
    expect(bench.miner.pools.map((pool) => pool.url)).toEqual([OURS.url, settings.pools[0]?.url, third.url]);
  });

  it('drop the third of three only until the restore', async () => {
    const settings = formSettings();
    settings.pools[2] = { url: 'third.pool.example:25', user: 'anna.rack1', pass: 'secret-one' };
    const { miner, clock, link } = await setUp({ generation: 'form', settings });
    const before = await inTime(clock, antminerDriver.snapshot(link));
    await inTime(clock, antminerDriver.point(link, OURS, before));
    expect(miner.pools.map((pool) => pool.url)).not.toContain('third.pool.example:25');
    await inTime(clock, antminerDriver.restore(link, before));
    expect(miner.file).toEqual(settings);
  });

  it('are pointed where fans and mode were never set', async () => {
    const settings = modernSettings({
      'bitmain-fan-ctrl': null,
      'bitmain-fan-pwm': '',
      'bitmain-work-mode': '',
      'bitmain-freq-level': '',
    });
    const { miner, clock, link } = await setUp({ settings });
    const before = await inTime(clock, antminerDriver.snapshot(link));
    await inTime(clock, antminerDriver.point(link, OURS, before));
    await inTime(clock, antminerDriver.restore(link, before));
    expect(miner.file).toEqual({
      pools: settings.pools,
      fields: { ...settings.fields, 'bitmain-fan-ctrl': false, 'bitmain-work-mode': '0' },
    });
  });

  it('keep what the owner has changed beside them since the snapshot', async () => {
    const { miner, clock, link } = await setUp();
    const before = await inTime(clock, antminerDriver.snapshot(link));
    await inTime(clock, antminerDriver.point(link, OURS, before));
    miner.load({ ...miner.file, fields: { ...miner.file.fields, 'bitmain-fan-pwm': '40' } });
    await inTime(clock, antminerDriver.restore(link, before));
    expect(miner.file.fields['bitmain-fan-pwm']).toBe('40');
  });

  it('are awaited while the page still shows the old ones', async () => {
    const bench = await setUp();
    bench.miner.showsOldForMs = 45_000;
    const startMs = bench.clock.monotonicMs();
    await pointIt(bench);
    expect(bench.clock.monotonicMs() - startMs).toBeGreaterThanOrEqual(45_000);
    expect(await inTime(bench.clock, antminerDriver.isPointed(bench.link, OURS))).toBe(true);
  });

  it('are confirmed after a restart in the middle of the write', async () => {
    const bench = await setUp();
    bench.miner.writeFault = 'reboots';
    await pointIt(bench);
    expect(bench.miner.restarts).toBe(1);
    expect(await inTime(bench.clock, antminerDriver.isPointed(bench.link, OURS))).toBe(true);
  });

  it('are read through a slow page program', async () => {
    const bench = await setUp();
    bench.miner.body.delayMs = 5000;
    await pointIt(bench);
    expect(bench.miner.pools[0]?.url).toBe(OURS.url);
  });
});

describe('a write that fails', () => {
  it.each([
    ['forbidden', 'forbidden', /use the user of its own web page/],
    ['refused', 'declined', /did not take the new settings \(M001\)/],
    ['ignored', 'declined', /still has other pools than it was given/],
    ['reboots-first', 'declined', /still has other pools than it was given/],
    ['resets-frequency', 'declined', /bitmain-freq from 675 to 100/],
  ] as const)('says so when it is %s', async (fault, trouble, sentence) => {
    const { miner, clock, link } = await setUp();
    const before = await inTime(clock, antminerDriver.snapshot(link));
    miner.writeFault = fault;
    const error = await failureOf(clock, antminerDriver.point(link, OURS, before));
    expect(error.trouble).toBe(trouble);
    expect(error.message).toMatch(sentence);
    for (const secret of SECRETS) expect(error.message).not.toContain(secret);
  });

  it('says that the old page refused it', async () => {
    const { miner, clock, link } = await setUp({ generation: 'form' });
    const before = await inTime(clock, antminerDriver.snapshot(link));
    miner.writeFault = 'refused';
    const error = await failureOf(clock, antminerDriver.point(link, OURS, before));
    expect(error.trouble).toBe('declined');
  });

  it.each([
    ['a missing credential', null],
    ['a wrong one', { user: 'root', password: 'not-this-one' }],
  ])('asks for the right password after %s', async (_, credential) => {
    const { miner, clock, link } = await setUp();
    const error = await failureOf(clock, antminerDriver.snapshot({ ...link, credential }));
    expect(error.trouble).toBe('unauthorized');
    for (const secret of SECRETS) expect(error.message).not.toContain(secret);
    expect(miner.writes).toEqual([]);
  });

  it('shows the password to no other realm', async () => {
    const { miner, clock, link } = await setUp({ realm: 'Home router' });
    const error = await failureOf(clock, antminerDriver.snapshot(link));
    expect(error.trouble).toBe('unauthorized');
    expect(miner.body.requests).toHaveLength(1);
  });

  it.each([
    ['cut', 'closed'],
    ['hang-up', 'closed'],
    ['silent', 'timeout'],
    ['html', 'bad-reply'],
  ] as const)('writes nothing when the settings come back %s', async (manner, trouble) => {
    const { miner, clock, link } = await setUp();
    const before = await inTime(clock, antminerDriver.snapshot(link));
    miner.body.manners.http = manner;
    const error = await failureOf(clock, antminerDriver.point(link, OURS, before));
    expect(error.trouble).toBe(trouble);
    expect(miner.writes).toEqual([]);
  });

  it('is not tried where a setting would be lost', async () => {
    const settings = formSettings({ 'bitmain-tempoff': '90' });
    const { miner, clock, link } = await setUp({ generation: 'form', settings });
    const before = await inTime(clock, antminerDriver.snapshot(link));
    const error = await failureOf(clock, antminerDriver.point(link, OURS, before));
    expect(error.trouble).toBe('unsupported');
    expect(error.message).toContain('bitmain-tempoff');
    expect(miner.writes).toEqual([]);
  });

  it('is not tried with more pools than it has places', async () => {
    const settings = modernSettings();
    settings.pools.push({ url: 'fourth.pool.example:1', user: 'a', pass: 'b' });
    const { miner, clock, link } = await setUp({ settings });
    const before = await inTime(clock, antminerDriver.snapshot(link));
    const error = await failureOf(clock, antminerDriver.point(link, OURS, before));
    expect(error.trouble).toBe('unsupported');
    expect(miner.writes).toEqual([]);
  });

  it('is not tried on an Elphapex', async () => {
    const { miner, clock, link } = await setUp({}, { family: 'elphapex' });
    const before = { family: link.family, model: null, firmware: null, takenAtMs: 0, pools: [] };
    const error = await failureOf(
      clock,
      antminerDriver.point(link, OURS, { ...before, promise: 'exact', raw: { places: [] } }),
    );
    expect(error.trouble).toBe('unsupported');
    expect(miner.body.requests).toEqual([]);
  });

  it('is given up when the caller aborts while it waits', async () => {
    const { miner, clock, link } = await setUp();
    const before = await inTime(clock, antminerDriver.snapshot(link));
    miner.writeFault = 'ignored';
    const giveUp = new AbortController();
    clock.after(20_000, () => giveUp.abort());
    const host = { ...link.host, signal: giveUp.signal };
    const error = await failureOf(clock, antminerDriver.point({ ...link, host }, OURS, before));
    expect(error.trouble).toBe('cancelled');
  });
});
