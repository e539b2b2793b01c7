import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { cgminerDriver } from '#engine/drivers/cgminer/cgminer-driver.ts';
import type { PoolSnapshot } from '#engine/drivers/driver.ts';
import { startCgminer } from '#test/support/simulators/cgminer.ts';
import type { CgminerOptions } from '#test/support/simulators/cgminer.ts';
import {
  OURS,
  SECRETS,
  failureOf,
  hasConnections,
  inSlowTime,
  inTime,
  pointIt,
  setUp,
} from './cgminer-setup.ts';

const TWO = [
  { url: 'stratum+tcp://one.example:3333', user: 'farm.one', pass: 'one-secret' },
  { url: 'stratum+tcp://two.example:443', user: 'farm.two', pass: 'two-secret' },
];

function bench(options: CgminerOptions = { pools: TWO }) {
  return setUp({
    family: 'cgminer-unknown',
    start: (place, clock) => startCgminer(place, { ...options, clock }),
  });
}

describe('a plain cgminer', () => {
  it('is read, with its algorithm by its own word', async () => {
    const { clock, link } = await bench();
    expect(await inTime(clock, cgminerDriver.read(link))).toMatchObject({
      family: 'cgminer-unknown',
      firmware: '4.12.1',
      algorithm: 'sha256d',
      hashrate: { now: 13_600_000.5e6, average: 13_500_000e6 },
      uptimeSeconds: 3600,
      boards: [{ boardTemperature: 61.5 }],
      pools: [
        { url: TWO[0]?.url, status: 'alive', isActive: true, accepted: 10, rejected: 0 },
        { url: TWO[1]?.url, status: 'alive', isActive: false, accepted: 11, rejected: 1 },
      ],
    });
  });

  it('says when it computes something else', async () => {
    const { clock, link } = await bench({ pools: TWO, hashMethod: 'scrypt' });
    expect((await inTime(clock, cgminerDriver.read(link))).algorithm).toBe('other');
  });

  it('is pointed and put back to exactly the same list', async () => {
    const at = await bench();
    const { machine, clock, link } = at;
    const original = machine.rules.configuration();
    expect(await inTime(clock, cgminerDriver.isPointed(link, OURS))).toBe(false);
    const before = await pointIt(cgminerDriver, at);
    expect(before.promise).toBe('exact');
    expect(machine.rules.inOrder().map((pool) => [pool.url, pool.pass])).toEqual([
      [OURS.url, 'proxy-secret'],
      [TWO[0]?.url, 'one-secret'],
      [TWO[1]?.url, 'two-secret'],
    ]);
    expect(await inTime(clock, cgminerDriver.isPointed(link, OURS))).toBe(true);
    expect(await inTime(clock, cgminerDriver.isRestored(link, before))).toBe(false);

    await inTime(clock, cgminerDriver.restore(link, before));
    expect(machine.rules.configuration()).toEqual(original);
    expect(await inTime(clock, cgminerDriver.isRestored(link, before))).toBe(true);
    expect(await inTime(clock, cgminerDriver.isPointed(link, OURS))).toBe(false);
  });

  it('is not written to when it is pointed already, nor when it is restored already', async () => {
    const at = await bench();
    const { machine, clock, link } = at;
    const before = await pointIt(cgminerDriver, at);
    const writes = machine.writes.length;
    await inTime(clock, cgminerDriver.point(link, OURS, before));
    expect(machine.writes).toHaveLength(writes);
    await inTime(clock, cgminerDriver.restore(link, before));
    const after = machine.writes.length;
    await inTime(clock, cgminerDriver.restore(link, before));
    expect(machine.writes).toHaveLength(after);
  });

  it('lets go of a pool that somebody else put into its list, never of the first', async () => {
    const at = await bench();
    const { machine, clock, link } = at;
    machine.rules.answer('addpool', 'stratum+tcp://stranger.example:1,someone,x');
    await pointIt(cgminerDriver, at);
    const strangers = [{ url: 'stratum+tcp://stranger.example:1', user: 'someone' }];
    await inTime(clock, cgminerDriver.remove!(link, [...strangers, OURS]));
    const urls = [OURS.url, TWO[0]?.url, TWO[1]?.url];
    expect(machine.rules.inOrder().map((pool) => pool.url)).toEqual(urls);
    const writes = machine.writes.length;
    await inTime(clock, cgminerDriver.remove!(link, strangers));
    expect(machine.writes).toHaveLength(writes);
  });

  it('keeps pools that are switched off switched off, and their order', async () => {
    const at = await bench({
      pools: [
        { ...TWO[0], priority: 1 },
        { ...TWO[1], priority: 0, isEnabled: false },
        { url: 'stratum+tcp://three.example:1', user: 'farm.three', pass: '', priority: 2 },
      ],
    });
    const original = at.machine.rules.configuration();
    const before = await pointIt(cgminerDriver, at);
    expect(before.pools.map((pool) => pool.url)).toEqual([
      TWO[1]?.url,
      TWO[0]?.url,
      'stratum+tcp://three.example:1',
    ]);
    await inTime(at.clock, cgminerDriver.restore(at.link, before));
    expect(at.machine.rules.configuration()).toEqual(original);
  });

  it('has its switch undone when somebody else reordered and added pools meanwhile', async () => {
    const at = await bench();
    const original = at.machine.rules.configuration();
    const before = await pointIt(cgminerDriver, at);
    at.machine.rules.answer('addpool', 'stratum+tcp://stranger.example:1,someone,x');
    at.machine.rules.answer('switchpool', '1');
    expect(await inTime(at.clock, cgminerDriver.isPointed(at.link, OURS))).toBe(false);
    await inTime(at.clock, cgminerDriver.restore(at.link, before));
    expect(at.machine.rules.configuration()).toEqual(original);
  });

  it('is followed through replies that show the old list for a while', async () => {
    const at = await bench();
    const original = at.machine.rules.configuration();
    at.machine.rules.faults.staleReplies = 4;
    const before = await pointIt(cgminerDriver, at);
    expect(at.machine.rules.inOrder()[0]?.url).toBe(OURS.url);
    await inTime(at.clock, cgminerDriver.restore(at.link, before));
    expect(at.machine.rules.configuration()).toEqual(original);
  });

  it('has its own pools again after a restart, since nothing is saved', async () => {
    const at = await bench();
    const before = await pointIt(cgminerDriver, at);
    await inTime(at.clock, cgminerDriver.restart(at.link));
    expect(at.machine.writes.at(-1)).toBe('restart');
    expect(await inTime(at.clock, cgminerDriver.isRestored(at.link, before))).toBe(true);
  });
});

describe('a cgminer that does not do as it is told', () => {
  it('that denies access is not written to, and the owner learns about api-allow', async () => {
    const at = await bench();
    at.machine.rules.faults.isReadOnly = true;
    const error = await failureOf(at.clock, pointIt(cgminerDriver, at));
    expect(error.trouble).toBe('forbidden');
    expect(error.message).toMatch(/“W:”.*“api-allow”/);
    expect(at.machine.writes).toEqual([]);
    expect((await failureOf(at.clock, cgminerDriver.restart(at.link))).trouble).toBe('forbidden');
  });

  it.each(['addpool', 'switchpool'])('that ignores %s silently is found out', async (command) => {
    const at = await bench();
    at.machine.rules.faults.ignored.add(command);
    const error = await failureOf(at.clock, pointIt(cgminerDriver, at));
    expect(error.trouble).toBe('declined');
    expect(error.message).toContain('ignores such changes');
    expect(at.machine.rules.inOrder()[0]?.url).toBe(TWO[0]?.url);
  });

  it('whose previous pools are dead keeps ours behind them rather than no pool at all', async () => {
    const at = await bench();
    const before = await pointIt(cgminerDriver, at);
    for (const pool of TWO) at.machine.rules.faults.dead.add(pool.url);
    at.machine.rules.choose();
    const error = await failureOf(at.clock, cgminerDriver.restore(at.link, before));
    expect(error.trouble).toBe('declined');
    expect(error.message).toContain('does not let go');
    expect(at.machine.rules.inOrder().map((pool) => pool.url)).toEqual([TWO[0]?.url, OURS.url, TWO[1]?.url]);

    at.machine.rules.faults.dead.clear();
    at.machine.rules.choose();
    await inTime(at.clock, cgminerDriver.restore(at.link, before));
    expect(await inTime(at.clock, cgminerDriver.isRestored(at.link, before))).toBe(true);
  });

  it('whose previous pool was removed by somebody is not restored without its password', async () => {
    const at = await bench();
    const original = at.machine.rules.configuration();
    const before = await pointIt(cgminerDriver, at);
    at.machine.rules.answer('removepool', '1');
    const writes = at.machine.writes.length;
    const error = await failureOf(at.clock, cgminerDriver.restore(at.link, before));
    expect(error.trouble).toBe('declined');
    expect(error.message).toContain(TWO[1]?.url);
    expect(at.machine.writes).toHaveLength(writes);

    const typed = { ...before, pools: before.pools.map((pool) => ({ ...pool, password: 'two-secret' })) };
    await inTime(at.clock, cgminerDriver.restore(at.link, typed));
    expect(at.machine.rules.configuration()).toEqual(original);
  });

  it.each([
    ['cut', 'bad-reply'],
    ['hang-up', 'closed'],
    ['silent', 'timeout'],
    ['html', 'bad-reply'],
  ] as const)('with replies that are %s fails as %s and is not written to', async (manner, trouble) => {
    const at = await bench();
    at.machine.body.manners.cgminer = manner;
    const pass = manner === 'silent' ? inSlowTime : inTime;
    const before = { ...SNAPSHOT };
    const error = await failureOf(at.clock, cgminerDriver.point(at.link, OURS, before), pass);
    expect(error.trouble).toBe(trouble);
    expect(at.machine.writes).toEqual([]);
  });

  it.each(['split', 'byte-by-byte', 'half-closed', 'open'] as const)(
    'with replies sent %s is pointed all the same',
    async (manner) => {
      const at = await bench();
      at.machine.body.manners.cgminer = manner;
      await pointIt(cgminerDriver, at);
      expect(at.machine.rules.inOrder()[0]?.url).toBe(OURS.url);
    },
  );

  it('that goes away while a pool is added has its pools as before, and comes round later', async () => {
    const at = await bench();
    const original = at.machine.rules.configuration();
    at.machine.rules.faults.hangsUpAt.add('addpool');
    expect((await failureOf(at.clock, pointIt(cgminerDriver, at))).trouble).toBe('closed');
    expect(at.machine.rules.configuration()).toEqual(original);
    at.machine.rules.faults.hangsUpAt.clear();
    await pointIt(cgminerDriver, at);
    expect(at.machine.rules.inOrder()[0]?.url).toBe(OURS.url);
  });

  it('that hangs up first leaves no connection of ours behind', async () => {
    const at = await bench();
    at.machine.body.manners.cgminer = 'hang-up';
    for (let times = 0; times < 3; times += 1) await failureOf(at.clock, cgminerDriver.read(at.link));
    for (let turn = 0; turn < 1000 && hasConnections(); turn += 1)
      await new Promise((resolve) => setImmediate(resolve));
    expect(hasConnections()).toBe(false);
  });

  it('that had no pool before is pointed, and not left without one', async () => {
    const at = await bench({ pools: [] });
    const before = await pointIt(cgminerDriver, at);
    expect(before.pools).toEqual([]);
    expect(at.machine.rules.inOrder().map((pool) => pool.url)).toEqual([OURS.url]);
    const error = await failureOf(at.clock, cgminerDriver.restore(at.link, before));
    expect(error).toMatchObject({ trouble: 'declined' });
    expect(error.message).toContain('not left without one');
    expect(at.machine.rules.inOrder()).toHaveLength(1);
  });

  it.each(['plain-secret', 'com,ma', 'quo"te', 'back\\slash'])(
    'has its words kept back when they repeat %s',
    async (password) => {
      const at = await bench();
      at.machine.rules.faults.refusesPools = true;
      const point = cgminerDriver.point(at.link, { ...OURS, password }, SNAPSHOT);
      const error = await failureOf(at.clock, point);
      expect(error.trouble).toBe('declined');
      expect(error.message).not.toContain('details');
      expect(error.message).toContain('without a reason that can be shown');
    },
  );

  it('never has a secret repeated in an error', async () => {
    const at = await bench();
    const errors = [];
    for (const url of ['', 'stratum+tcp://a\nb:1']) {
      errors.push(await failureOf(at.clock, cgminerDriver.point(at.link, { ...OURS, url }, SNAPSHOT)));
    }
    at.machine.rules.faults.ignored.add('addpool');
    errors.push(await failureOf(at.clock, pointIt(cgminerDriver, at)));
    for (const error of errors) {
      for (const secret of SECRETS) expect(`${error.message} ${String(error.cause)}`).not.toContain(secret);
    }
    expect(at.machine.writes).toEqual([]);
  });
});

describe('any earlier list of a cgminer', () => {
  const text = fc.string({
    unit: fc.constantFrom(...'aZ9.:/-_ ,\\|=;"\'{}[]&%ä€漢🙂'.split(/(?:)/u)),
    maxLength: 12,
  });
  const pool = fc.record({
    url: text.map((tail) => `stratum+tcp://host${tail}:3333`),
    user: text,
    pass: text,
    isEnabled: fc.boolean(),
  });

  it('is the same after pointing and restoring', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(pool, { minLength: 1, maxLength: 5 }), text, async (pools, password) => {
        const first = { ...pools[0], isEnabled: true };
        const at = await bench({ pools: [first, ...pools.slice(1)] });
        const original = at.machine.rules.configuration();
        const before = JSON.parse(JSON.stringify(await inTime(at.clock, cgminerDriver.snapshot(at.link))));
        const ours = { ...OURS, user: `w,${password}\\`, password };
        await inTime(at.clock, cgminerDriver.point(at.link, ours, before));
        expect(at.machine.rules.inOrder()[0]).toMatchObject({
          url: ours.url,
          user: ours.user,
          pass: password,
        });
        await inTime(at.clock, cgminerDriver.restore(at.link, before));
        expect(at.machine.rules.configuration()).toEqual(original);
        await at.machine.stop();
      }),
      { numRuns: 15 },
    );
  });
});

const SNAPSHOT: PoolSnapshot = {
  family: 'cgminer-unknown',
  model: null,
  firmware: null,
  takenAtMs: 0,
  pools: [],
  promise: 'exact',
  raw: { rows: [] },
};
