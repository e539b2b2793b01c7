import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { avalonDriver } from '#engine/drivers/avalon/avalon-driver.ts';
import type { PoolSnapshot } from '#engine/drivers/driver.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';
import { startAvalon } from '#test/support/simulators/avalon.ts';
import type { AvalonOptions } from '#test/support/simulators/avalon.ts';
import { OURS, SECRETS, failureOf, inTime, pointIt, setUp } from './cgminer-setup.ts';

const TWO = [
  { url: 'stratum+tcp://one.example:3333', user: 'farm.one', pass: 'one-secret' },
  { url: 'stratum+tcp://two.example:443', user: 'farm.two', pass: 'two-secret' },
];
const THREE = [...TWO, { url: 'stratum+tcp://three.example:1', user: 'farm.three', pass: 'x' }];
const LOGIN = { user: 'root', password: 'page-secret' };

function bench(options: AvalonOptions = {}, credential: typeof LOGIN | null = LOGIN) {
  return setUp({
    family: 'avalon',
    model: options.model ?? 'AvalonMiner 1246',
    credential,
    start: (place, clock) => startAvalon(place, { pools: THREE, login: LOGIN, ...options, clock }),
  });
}

const KINDS: [string, AvalonOptions][] = [
  ['a rack model with three pools', {}],
  ['a rack model with two', { pools: TWO }],
  ['a rack model with one', { pools: TWO.slice(0, 1) }],
  ['a Q that shows passwords', { model: 'Avalon Q', showsPasswords: true }],
  ['a Nano 3 that counts from one', { model: 'Avalon Nano3', firstIndex: 1, showsPasswords: true }],
];

describe('Avalon', () => {
  it('is read, one command after the other', async () => {
    const { clock, link } = await bench();
    expect(await inTime(clock, avalonDriver.read(link))).toMatchObject({
      family: 'avalon',
      model: 'AvalonMiner 1246',
      mac: '02:bb:00:00:00:01',
      serial: '0123456789abcdef',
      hashrate: { now: 90_000.5e9, average: 89_500e9, nominal: 91_000e9 },
      temperatures: { inlet: 25, outlet: 70, chip: 83 },
      fansRpm: [4200, 0],
      powerWatts: 3300,
      isAsleep: false,
      pools: [{ url: TWO[0]?.url, isActive: true }, { url: TWO[1]?.url }, { user: 'farm.three' }],
    });
  });

  it('is never asked two things at a time, whoever asks', async () => {
    const { machine, clock, link } = await bench();
    const readings = await inTime(
      clock,
      Promise.all([avalonDriver.read(link), avalonDriver.snapshot(link), avalonDriver.isPointed(link, OURS)]),
    );
    expect(readings[1].pools).toHaveLength(3);
    expect(machine.body.requests).toHaveLength(6);
  });

  it.each(KINDS)('is pointed and put back on %s', async (_, options) => {
    const at = await bench(options);
    const { machine, clock, link } = at;
    const original = machine.rules.configuration();
    const passwords = THREE.map((pool) => pool.pass);
    const before = await pointIt(avalonDriver, at, passwords);
    expect(before.promise).toBe(options.showsPasswords === true ? 'exact' : 'typed');
    const pools = options.pools ?? THREE;
    expect(machine.rules.running).toEqual(
      [{ url: OURS.url, user: OURS.user, pass: OURS.password }, ...pools].slice(0, 3),
    );
    expect(await inTime(clock, avalonDriver.isPointed(link, OURS))).toBe(true);
    expect(await inTime(clock, avalonDriver.isRestored(link, before))).toBe(false);
    const writes = machine.writes.length;
    await inTime(clock, avalonDriver.point(link, OURS, before));
    expect(machine.writes).toHaveLength(writes);

    await inTime(clock, avalonDriver.restore(link, before));
    expect(machine.rules.configuration()).toEqual(original);
    expect(machine.rules.running).toEqual(pools);
    expect(await inTime(clock, avalonDriver.isRestored(link, before))).toBe(true);
  });

  it('is told no login when another miner has its address by now', async () => {
    const { machine, clock, link } = await bench({ model: 'Otherminer 5', showsPasswords: true });
    const before = await inTime(clock, avalonDriver.snapshot(link));
    const error = await failureOf(clock, avalonDriver.point(link, OURS, before));
    expect(error.message).toMatch(/does not say that it is an Avalon.*Nothing was written/);
    expect(machine.writes).toEqual([]);
    expect(machine.body.requests).toHaveLength(3);
    expect(machine.body.requests.join('\n')).not.toMatch(/ascset|page-secret/);
  });

  it('that cannot empty a place ends with the previous pool and its repeat, never ours', async () => {
    const at = await bench({ pools: TWO.slice(0, 1), canClear: false });
    const { machine, clock, link } = at;
    const before = await pointIt(avalonDriver, at, ['one-secret']);
    await inTime(clock, avalonDriver.restore(link, before));
    expect(machine.rules.running).toEqual([TWO[0], TWO[0]]);
    expect(await inTime(clock, avalonDriver.isRestored(link, before))).toBe(true);
  });

  it('with the older form has its first place changed and put back', async () => {
    const at = await bench({ form: 'plain' });
    const { machine, clock, link } = at;
    const original = machine.rules.configuration();
    const before = await pointIt(avalonDriver, at, ['one-secret', 'two-secret', 'x']);
    expect(machine.rules.running.map((pool) => pool.url)).toEqual([OURS.url, THREE[1]?.url, THREE[2]?.url]);
    await inTime(clock, avalonDriver.restore(link, before));
    expect(machine.rules.configuration()).toEqual(original);
  });

  it.each([
    ['AvalonMiner 1246', ['hashpower 0', 'hashpower 1']],
    ['Avalon Q', ['softoff 1:1790000128', 'softon 1:1790000128']],
  ])('%s sleeps, wakes, blinks and restarts in its own words', async (model, words) => {
    const { machine, clock, link } = await bench({ model });
    const state = () =>
      model === 'Avalon Q' ? machine.rules.softTimes : [`hashpower ${machine.rules.hashpower}`];
    await inTime(clock, avalonDriver.sleep(link));
    expect(state().at(-1)).toBe(words[0]);
    await inTime(clock, avalonDriver.wake(link));
    expect(state().at(-1)).toBe(words[1]);
    clock.advance(60_000);
    await inTime(clock, avalonDriver.blink(link, true));
    expect(machine.rules.light).toBe(1);
    await inTime(clock, avalonDriver.blink(link, false));
    expect(machine.rules.light).toBe(0);
    await inTime(clock, avalonDriver.restart(link));
    expect((await failureOf(clock, avalonDriver.read(link))).trouble).toBe('closed');
  });
});

describe('an Avalon that does not do as it is told', () => {
  const passwords = THREE.map((pool) => pool.pass);

  it('without a login is not written to, and the owner learns which one is needed', async () => {
    const at = await bench({}, null);
    const error = await failureOf(at.clock, pointIt(avalonDriver, at, passwords));
    expect(error.trouble).toBe('unauthorized');
    expect(error.message).toContain('root and root');
    expect(at.machine.writes).toEqual([]);
  });

  it('with a wrong login says so without repeating it', async () => {
    const at = await bench({}, { user: 'root', password: 'wrong-secret' });
    const error = await failureOf(at.clock, pointIt(avalonDriver, at, passwords));
    expect(error.trouble).toBe('unauthorized');
    for (const secret of SECRETS) expect(error.message).not.toContain(secret);
    expect(at.machine.writes).toEqual([]);
  });

  it('that had no pool before is not left without one', async () => {
    const at = await bench({ pools: [] });
    const before = await pointIt(avalonDriver, at);
    const error = await failureOf(at.clock, avalonDriver.restore(at.link, before));
    expect(error.message).toContain('not left without one');
    expect(at.machine.rules.running.map((pool) => pool.url)).toEqual([OURS.url]);
  });

  it('whose earlier passwords are not known is not written to', async () => {
    const at = await bench();
    const error = await failureOf(at.clock, pointIt(avalonDriver, at));
    expect(error.trouble).toBe('declined');
    expect(error.message).toContain('type it first');
    expect(at.machine.writes).toEqual([]);
  });

  it('that ignores the change silently is found out after its restart', async () => {
    const at = await bench();
    at.machine.rules.faults.ignoresWrites = true;
    const error = await failureOf(at.clock, pointIt(avalonDriver, at, passwords));
    expect(error.trouble).toBe('declined');
    expect(at.machine.rules.running).toEqual(THREE);
    for (const secret of SECRETS) expect(error.message).not.toContain(secret);
  });

  it.each([1, 2, 3])('that restarts at its write %i still has a pool, and comes round', async (nth) => {
    const at = await bench();
    const original = at.machine.rules.configuration();
    at.machine.rules.faults.restartsAtWrite = nth;
    const error = await failureOf(at.clock, pointIt(avalonDriver, at, passwords));
    expect(error.trouble).toBe('closed');
    expect(at.machine.rules.running).toHaveLength(3);
    at.clock.advance(60_000);
    // What was read before the first write is what counts, not what half a write left behind.
    const before: PoolSnapshot = {
      family: 'avalon',
      model: null,
      firmware: null,
      takenAtMs: 0,
      pools: THREE.map(({ url, user, pass }) => ({ url, user, password: pass })),
      promise: 'typed',
      raw: {},
    };
    await inTime(at.clock, avalonDriver.restore(at.link, before));
    expect(at.machine.rules.configuration()).toEqual(original);
  });
});

describe('any earlier list of an Avalon', () => {
  const text = fc.string({ unit: fc.constantFrom(...'aZ9.:/-_ ,|=\\"ä漢'), maxLength: 8 });
  const pool = fc.record({ url: text.map((tail) => `stratum+tcp://h${tail}:1`), user: text, pass: text });

  it('is the same after pointing and restoring, or is refused before anything is written', async () => {
    let refused = 0;
    let done = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(pool, { minLength: 1, maxLength: 3 }), async (pools) => {
        const at = await bench({ pools, showsPasswords: true });
        const original = at.machine.rules.configuration();
        try {
          const before = await pointIt(avalonDriver, at);
          await inTime(at.clock, avalonDriver.restore(at.link, before));
          done += 1;
        } catch (error) {
          expect(error).toBeInstanceOf(MinerError);
          expect(at.machine.writes).toEqual([]);
          refused += 1;
        }
        expect(at.machine.rules.configuration()).toEqual(original);
        await at.machine.stop();
      }),
      { numRuns: 20 },
    );
    expect(refused + done).toBe(20);
  });
});
