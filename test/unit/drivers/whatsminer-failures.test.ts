import { describe, expect, it } from 'vitest';

import type { WhatsminerRules } from '#test/support/simulators/whatsminer-rules.ts';
import { type Bench, failureOf, OURS, PASSWORD, setUp, typed } from './whatsminer-setup.ts';

const FIRST = { url: 'stratum+tcp://pool.example:3333', user: 'farm.wm1', password: 'pool-secret' };

/** Snapshots, lets things go wrong, points. */
async function pointAfter(bench: Bench, goWrong: (rules: WhatsminerRules) => void) {
  const { driver, link, machine } = bench;
  const before = typed(await driver.snapshot(link), ['pool-secret']);
  goWrong(machine.rules);
  return failureOf(driver.point(link, OURS, before));
}

describe('a Whatsminer that does not do as it is told', () => {
  it('says which switch the owner must turn in WhatsMinerTool', async () => {
    const bench = await setUp();
    const failure = await pointAfter(bench, (rules) => (rules.failures.apiOff = true));
    const { address } = bench.link.host;
    expect(failure).toEqual({
      trouble: 'forbidden',
      message:
        `${address} does not take changes from programs: in WhatsMinerTool, change its admin password from the ` +
        'default and switch its API on, then try again.',
    });
  });

  it('says the same of a machine that still has the default password', async () => {
    const bench = await setUp({ password: 'admin' });
    bench.link = { ...bench.link, credential: { user: 'admin', password: 'admin' } };
    expect((await pointAfter(bench, () => undefined)).trouble).toBe('forbidden');
  });

  it.each([14, 23] as const)(
    'knows a wrong password by code %i, and goes on once it is right',
    async (code) => {
      const bench = await setUp({ pools: [FIRST] });
      const { driver, machine, link } = bench;
      const before = typed(await driver.snapshot(link), ['pool-secret']);
      machine.rules.failures.undecipherableCode = code;
      const wrong = { ...link, credential: { user: 'admin', password: 'wrong-guess' } };
      expect((await failureOf(driver.point(wrong, OURS, before))).trouble).toBe('unauthorized');
      expect(machine.writes).toEqual([]);
      await driver.point(link, OURS, before);
      expect(machine.pools[0]).toEqual(OURS);
    },
  );

  it.each([null, { user: 'admin', password: '' }])(
    'writes nothing with the credential %j',
    async (credential) => {
      const bench = await setUp();
      bench.link = { ...bench.link, credential };
      expect((await pointAfter(bench, () => undefined)).trouble).toBe('unauthorized');
      expect(bench.machine.rules.tokensGiven).toBe(0);
    },
  );

  it('leaves a machine alone that gives no more tokens', async () => {
    const bench = await setUp();
    for (let n = 0; n < 32; n += 1) bench.machine.rules.answer({ cmd: 'get_token' });
    const failure = await pointAfter(bench, () => undefined);
    expect(failure.trouble).toBe('locked-out');
    expect(failure.message).toContain('30 minutes');
  });

  it('names a write that is silently ignored, after one restart of the mining process', async () => {
    const bench = await setUp();
    const asked = bench.machine.miner.requests;
    const failure = await pointAfter(bench, (rules) => (rules.failures.ignoresWrites = true));
    expect(failure.trouble).toBe('declined');
    expect(failure.message).toContain('does not show them');
    expect(asked.filter((one) => one === 'cgminer get_token')).toHaveLength(1);
    expect(bench.machine.writes).toEqual([]);
  });

  it('quotes the machine’s words without what is secret in them', async () => {
    const bench = await setUp();
    const words = `bad request\n${PASSWORD} proxy-secret pool-secret`;
    const failure = await pointAfter(
      bench,
      ({ failures }) => (failures.declines = { cmd: 'update_pools', words }),
    );
    expect(failure.trouble).toBe('declined');
    expect(failure.message).toContain('declined the command update_pools: “bad request … … …”');
  });

  it.each([
    ['hang-up', 'closed'],
    ['html', 'bad-reply'],
    ['cut', 'bad-reply'],
  ] as const)('says of replies that come as %s that they are %s', async (manner, trouble) => {
    const { driver, link, machine } = await setUp();
    machine.miner.manners.cgminer = manner;
    const failures = [await failureOf(driver.snapshot(link)), await failureOf(driver.read(link))];
    expect(failures.map((failure) => failure.trouble)).toEqual([trouble, trouble]);
  });

  it('says that nothing answers when it is off', async () => {
    const { driver, link, machine } = await setUp();
    await machine.stop();
    expect((await failureOf(driver.read(link))).trouble).toBe('refused');
  });

  it('gives up when the caller does, in the middle of a wait', async () => {
    const { driver, link, machine, clock } = await setUp();
    const before = typed(await driver.snapshot(link), ['pool-secret']);
    machine.rules.failures.staleLooks = 5;
    const caller = new AbortController();
    const pointing = driver.point({ ...link, host: { ...link.host, signal: caller.signal } }, OURS, before);
    clock.paused = () => caller.abort();
    expect((await failureOf(pointing)).trouble).toBe('cancelled');
  });

  it('refuses a restore whose passwords were not typed, before anything is written', async () => {
    const { driver, link, machine } = await setUp({ pools: [FIRST] });
    const untyped = await driver.snapshot(link);
    machine.rules.load([OURS, FIRST].map((pool) => ({ ...pool, password: 'x' })));
    const failure = await failureOf(driver.restore(link, untyped));
    expect(failure.trouble).toBe('unauthorized');
    expect(failure.message).toContain('farm.wm1');
    expect(machine.writes).toEqual([]);
  });
});

describe('tokens of a Whatsminer', () => {
  it('serve several commands within their life', async () => {
    const { driver, link, machine } = await setUp();
    for (const isOn of [true, false, true]) await driver.blink(link, isOn);
    expect(machine.rules.tokensGiven).toBe(1);
  });

  it('are renewed before the machine forgets them', async () => {
    const { driver, link, machine, clock } = await setUp();
    await driver.blink(link, true);
    clock.skip(26 * 60_000);
    await driver.blink(link, false);
    expect(machine.rules.tokensGiven).toBe(2);
  });

  it('are renewed when the machine has forgotten them in a restart', async () => {
    const { driver, link, machine } = await setUp();
    machine.rules.failures.rebootLooks = 1;
    await driver.restart(link);
    await failureOf(driver.blink(link, true));
    await driver.blink(link, true);
    expect({ tokens: machine.rules.tokensGiven, writes: machine.writes }).toEqual({
      tokens: 2,
      writes: ['reboot', 'set_led'],
    });
  });
});
