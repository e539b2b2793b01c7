import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { braiinsOsDriver } from '#engine/drivers/braiins-os/braiins-os-driver.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';
import { startBraiins } from '#test/support/simulators/braiins-os.ts';
import type { BraiinsOptions } from '#test/support/simulators/braiins-os.ts';
import { OURS, SECRETS, failureOf, inSlowTime, inTime, pointIt, setUp } from './cgminer-setup.ts';

const ONE = { url: 'stratum+tcp://one.example:3333', user: 'farm.one', password: 'one-secret' };
const TWO = { url: 'stratum2+tcp://two.example:3336/key', user: 'farm.two', password: 'two-secret' };
const BARE = { url: 'stratum+tcp://bare.example:1', user: 'farm.bare' };
const LOGIN = { user: 'root', password: 'page-secret' };

function bench(options: BraiinsOptions = {}, credential: typeof LOGIN | null = LOGIN) {
  return setUp({
    family: 'braiins-os',
    credential,
    start: (place, clock) =>
      startBraiins(place, {
        groups: [{ name: 'Mine', pools: [ONE, TWO] }],
        login: { username: 'root', password: 'page-secret' },
        ...options,
        clock,
      }),
  });
}

const KINDS: [string, BraiinsOptions][] = [
  ['one group', {}],
  ['a pool without a password', { groups: [{ name: 'Default', pools: [ONE, BARE] }] }],
  ['a pool switched off', { groups: [{ name: 'Default', pools: [ONE, { ...TWO, enabled: false }] }] }],
  [
    'two groups with shares',
    {
      groups: [
        { name: 'Main', strategy: { quota: { value: 3 } }, pools: [ONE] },
        { name: 'Fee', strategy: { fixed_share_ratio: { value: 0.02 } }, pools: [TWO, BARE] },
      ],
    },
  ],
];

describe('Braiins OS from 25.07', () => {
  it('is read over REST with a login', async () => {
    const { clock, link } = await bench();
    expect(await inTime(clock, braiinsOsDriver.read(link))).toMatchObject({
      family: 'braiins-os',
      model: 'Antminer S19 XP',
      firmware: '2025-07-22-0-abc-25.07-plus',
      mac: '02:cc:00:00:00:01',
      serial: 'SIM-BOS-1',
      hashrate: { now: 139_500.5e9, average: 139_000e9, nominal: 140_000e9 },
      powerWatts: 3010,
      fansRpm: [3900],
      pools: [
        { url: ONE.url, user: ONE.user, status: 'alive', isActive: true, accepted: 5 },
        { url: TWO.url, isActive: false },
      ],
    });
  });

  it('is read over port 4028 without one', async () => {
    const { machine, clock, link } = await bench({}, null);
    expect(await inTime(clock, braiinsOsDriver.read(link))).toMatchObject({
      hashrate: { now: 139_500_500e6 },
      pools: [{ url: ONE.url }, { url: TWO.url }],
    });
    expect(await inTime(clock, braiinsOsDriver.isPointed(link, { ...OURS, ...ONE }))).toBe(true);
    expect(machine.body.requests.every((request) => request.startsWith('cgminer'))).toBe(true);
  });

  it.each(KINDS)('is pointed and put back exactly with %s', async (_, options) => {
    const at = await bench(options);
    const { machine, clock, link } = at;
    machine.rules.faults.awayMs = 20_000;
    const original = machine.rules.configuration();
    const before = await pointIt(braiinsOsDriver, at);
    expect(before.promise).toBe('exact');
    const earlier = (options.groups ?? [{ pools: [ONE, TWO] }]).flatMap((group) => group.pools);
    expect(machine.rules.groups).toHaveLength(1);
    expect(machine.rules.groups[0]?.pools.map(({ uid: _uid, ...pool }) => pool)).toEqual([
      { url: OURS.url, user: OURS.user, password: OURS.password, enabled: true },
      ...earlier.map((pool) => ({ enabled: true, ...pool })),
    ]);
    expect(await inTime(clock, braiinsOsDriver.isPointed(link, OURS))).toBe(true);
    expect(await inTime(clock, braiinsOsDriver.isRestored(link, before))).toBe(false);
    await inTime(clock, braiinsOsDriver.point(link, OURS, before));
    expect(machine.writes).toHaveLength(1);

    await inTime(clock, braiinsOsDriver.restore(link, before));
    expect(machine.rules.configuration()).toEqual(original);
    expect(await inTime(clock, braiinsOsDriver.isRestored(link, before))).toBe(true);
    await inTime(clock, braiinsOsDriver.restore(link, before));
    expect(machine.writes).toHaveLength(2);
  });

  it('that tells no passwords is put back with those that the owner typed', async () => {
    const at = await bench({ tellsPasswords: false });
    const { machine, clock, link } = at;
    const original = machine.rules.configuration();
    const refusal = await failureOf(clock, pointIt(braiinsOsDriver, at));
    expect(refusal.message).toContain('type it first');
    expect(machine.writes).toEqual([]);
    const before = await pointIt(braiinsOsDriver, at, ['one-secret', 'two-secret']);
    expect(before.promise).toBe('typed');
    await inTime(clock, braiinsOsDriver.restore(link, before));
    expect(machine.rules.configuration()).toEqual(original);
    expect(await inTime(clock, braiinsOsDriver.isRestored(link, before))).toBe(true);
  });

  it('blinks, sleeps, wakes and restarts', async () => {
    const { machine, clock, link } = await bench();
    await inTime(clock, braiinsOsDriver.blink(link, true));
    expect(machine.rules.state.isLocating).toBe(true);
    await inTime(clock, braiinsOsDriver.blink(link, false));
    await inTime(clock, braiinsOsDriver.sleep(link));
    expect(machine.rules.state).toMatchObject({ isLocating: false, isPaused: true });
    await inTime(clock, braiinsOsDriver.wake(link));
    await inTime(clock, braiinsOsDriver.restart(link));
    expect(machine.rules.state).toMatchObject({ isPaused: false, reboots: 1 });
  });
});

describe('Braiins OS that does not do as it is told', () => {
  it.each([
    ['2025-05-15-0-9d0a9ae5-25.05.1-plus', false],
    ['BOSminer+ 0.2.0-36c56a936', false],
    ['2025-07-22-0-abc-25.07-plus', true],
    ['2026-04-01-0-abc-26.04-plus', true],
    ['boser-buildroot 0.1.0-45f356ea', true],
    [null, true],
  ])('of version %s can be written: %s', (firmware, can) => {
    const controls = braiinsOsDriver.controls({ family: 'braiins-os', model: null, firmware });
    expect(controls.pools === true).toBe(can);
    expect(controls.blink).toBe(can);
    if (!can) expect(controls.pools).toContain('before 25.07');
  });

  it('without the API says that it is too old, and is read over port 4028 instead', async () => {
    const at = await bench({ hasRest: false });
    const error = await failureOf(at.clock, pointIt(braiinsOsDriver, at));
    expect(error.trouble).toBe('unsupported');
    expect(error.message).toContain('before 25.07');
    expect((await inTime(at.clock, braiinsOsDriver.read(at.link))).pools).toHaveLength(2);
  });

  it.each([null, { user: 'root', password: 'wrong-secret' }])('wants the right login', async (login) => {
    const at = await bench({}, login);
    const error = await failureOf(at.clock, pointIt(braiinsOsDriver, at));
    expect(error.trouble).toBe('unauthorized');
    for (const secret of SECRETS) expect(error.message).not.toContain(secret);
    expect(at.machine.writes).toEqual([]);
  });

  it('explains its refusal in its own words', async () => {
    const at = await bench();
    at.machine.rules.faults.refusal = 'pool groups are managed remotely';
    const error = await failureOf(at.clock, pointIt(braiinsOsDriver, at));
    expect(error.trouble).toBe('declined');
    expect(error.message).toContain('pool groups are managed remotely');
  });

  it('has its words kept back when they repeat a password', async () => {
    const at = await bench();
    at.machine.rules.faults.refusal = 'cannot parse {"password":"two-secret"}';
    const error = await failureOf(at.clock, pointIt(braiinsOsDriver, at));
    expect(error.trouble).toBe('declined');
    for (const secret of SECRETS) expect(error.message).not.toContain(secret);
  });

  it('with read-only access says so', async () => {
    const at = await bench();
    at.machine.rules.faults.isReadOnly = true;
    expect((await failureOf(at.clock, pointIt(braiinsOsDriver, at))).trouble).toBe('unauthorized');
  });

  it('that had no pool before is not left without one', async () => {
    const at = await bench({ groups: [] });
    const before = await pointIt(braiinsOsDriver, at);
    const error = await failureOf(at.clock, braiinsOsDriver.restore(at.link, before));
    expect(error.message).toContain('not left without one');
    expect(at.machine.rules.groups[0]?.pools.map((pool) => pool.url)).toEqual([OURS.url]);
  });

  it('that ignores the write silently is found out', async () => {
    const at = await bench();
    at.machine.rules.faults.ignoresWrites = true;
    const error = await failureOf(at.clock, pointIt(braiinsOsDriver, at));
    expect(error.trouble).toBe('declined');
    expect(error.message).toContain('three minutes');
  });

  it.each([
    ['cut', 'closed'],
    ['hang-up', 'closed'],
    ['silent', 'timeout'],
    ['html', 'bad-reply'],
  ] as const)('with replies that are %s fails as %s', async (manner, trouble) => {
    const at = await bench();
    at.machine.body.manners.http = manner;
    const pass = manner === 'silent' ? inSlowTime : inTime;
    expect((await failureOf(at.clock, braiinsOsDriver.snapshot(at.link), pass)).trouble).toBe(trouble);
  });
});

describe('any earlier groups of Braiins OS', () => {
  const text = fc.string({ unit: fc.constantFrom(...'aZ9.:/-_ ,|=\\"\'{}%ä漢'), minLength: 1, maxLength: 8 });
  const pool = fc.record({
    url: text.map((tail) => `stratum+tcp://h${tail}:1`),
    user: text,
    password: text,
    enabled: fc.boolean(),
  });
  const group = fc.record({ name: text, pools: fc.array(pool, { minLength: 1, maxLength: 3 }) });

  it('are the same after pointing and restoring, or are refused before anything is written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(group, { minLength: 1, maxLength: 3 }), async (groups) => {
        const at = await bench({ groups });
        const original = at.machine.rules.configuration();
        try {
          const before = await pointIt(braiinsOsDriver, at);
          await inTime(at.clock, braiinsOsDriver.restore(at.link, before));
          expect(at.machine.writes).toHaveLength(2);
        } catch (error) {
          if (!(error instanceof MinerError)) throw error;
          expect(at.machine.writes).toEqual([]);
        }
        expect(at.machine.rules.configuration()).toEqual(original);
        await at.machine.stop();
      }),
      { numRuns: 15 },
    );
  });
});
