import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';

import { realClock } from '#engine/lib/clock.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';
import { ValidatingPool } from '#main/demo/validating-pool.ts';
import type { WhatsminerPool } from '#test/support/simulators/whatsminer-rules.ts';
import { OURS, setUp, typed } from './whatsminer-setup.ts';

const FIRST = { url: 'stratum+tcp://pool.example:3333', user: 'farm.wm1', password: 'pool-secret' };
const SECOND = { url: 'stratum+tcp://other.example:443', user: 'farm,2 "wm"', password: '' };
const THIRD = { url: 'third.example:25', user: 'bc1qinvented.wm1', password: 'a b,c\\d' };
const EMPTY = { url: '', user: '', password: '' };
const PASSWORDS = [FIRST.password, SECOND.password, THIRD.password];

describe('pools of a Whatsminer', () => {
  it('snapshots addresses and workers, and that the passwords are to be typed', async () => {
    const { driver, link } = await setUp({ pools: [FIRST, SECOND] });
    const { pools, promise, firmware, family } = await driver.snapshot(link);
    expect({ pools, promise, firmware, family }).toEqual({
      pools: [FIRST, SECOND].map((pool) => ({ ...pool, password: null })),
      promise: 'typed',
      firmware: '20230803.11.REL',
      family: 'whatsminer',
    });
  });

  it('puts our pool first and keeps the first two of the others behind it', async () => {
    const { driver, link, machine } = await setUp({ pools: [FIRST, SECOND, THIRD] });
    const before = typed(await driver.snapshot(link), PASSWORDS);
    await driver.point(link, OURS, before);
    expect(machine.pools).toEqual([OURS, FIRST, SECOND]);
    expect(await driver.isPointed(link, OURS)).toBe(true);
  });

  it('restores the whole configuration to the byte', async () => {
    const { driver, link, machine } = await setUp({ pools: [FIRST, SECOND, THIRD] });
    const wasConfigured = JSON.stringify(machine.rules.config);
    const before = typed(await driver.snapshot(link), PASSWORDS);
    await driver.point(link, OURS, before);
    expect(await driver.isRestored(link, before)).toBe(false);
    await driver.restore(link, before);
    expect(JSON.stringify(machine.rules.config)).toBe(wasConfigured);
    expect(await driver.isRestored(link, before)).toBe(true);
    expect(await driver.isPointed(link, OURS)).toBe(false);
  });

  it('leaves the places empty that were empty', async () => {
    const { driver, link, machine } = await setUp({ pools: [FIRST] });
    const before = typed(await driver.snapshot(link), PASSWORDS);
    await driver.point(link, OURS, before);
    expect(machine.pools).toEqual([OURS, FIRST, EMPTY]);
    await driver.restore(link, before);
    expect(machine.pools).toEqual([FIRST, EMPTY, EMPTY]);
  });

  it('writes nothing the second time', async () => {
    const { driver, link, machine } = await setUp({ pools: [FIRST] });
    const before = typed(await driver.snapshot(link), PASSWORDS);
    await driver.point(link, OURS, before);
    await driver.point(link, OURS, before);
    await driver.restore(link, before);
    await driver.restore(link, before);
    expect(machine.writes).toEqual(['update_pools', 'update_pools']);
  });

  it('skips a place that is already ours, however its address is spelled', async () => {
    const { driver, link, machine } = await setUp({
      pools: [{ url: '192.168.7.2:3333', user: 'old-name', password: 'x' }, FIRST, SECOND],
    });
    await driver.point(link, OURS, typed(await driver.snapshot(link), ['x', 'pool-secret', '']));
    expect(machine.pools).toEqual([OURS, FIRST, SECOND]);
  });

  it('is not pointed when another worker is on our address', async () => {
    const { driver, link } = await setUp({ pools: [{ url: OURS.url, user: 'somebody', password: 'x' }] });
    expect(await driver.isPointed(link, OURS)).toBe(false);
  });

  it('waits while the machine still shows its earlier pools', async () => {
    const { driver, link, machine } = await setUp({ pools: [FIRST] });
    machine.rules.failures.staleLooks = 5;
    await driver.point(link, OURS, typed(await driver.snapshot(link), PASSWORDS));
    expect(machine.writes).toEqual(['update_pools']);
    expect(await driver.isPointed(link, OURS)).toBe(true);
  });

  it('restarts the mining process once where new pools show only then', async () => {
    const { driver, link, machine } = await setUp({ pools: [FIRST] });
    machine.rules.failures.needsRestart = true;
    await driver.point(link, OURS, typed(await driver.snapshot(link), PASSWORDS));
    expect(machine.writes).toEqual(['update_pools', 'restart_btminer']);
    expect(await driver.isPointed(link, OURS)).toBe(true);
  });

  it.each(['cutsOn', 'rebootsOn'] as const)(
    'finds the pools written when it %s the write',
    async (failure) => {
      const { driver, link, machine } = await setUp({ pools: [FIRST] });
      machine.rules.failures[failure] = 'update_pools';
      await driver.point(link, OURS, typed(await driver.snapshot(link), PASSWORDS));
      expect(machine.pools[0]).toEqual(OURS);
    },
  );

  it('mines where it is pointed, and back where it was', async () => {
    const newPool = () => new ValidatingPool({ clock: realClock, difficulty: 0.000_01 });
    const [theirs, ours] = [newPool(), newPool()];
    for (const pool of [theirs, ours]) {
      await pool.start();
      onTestFinished(() => pool.stop());
    }
    const { driver, link, machine } = await setUp({
      pools: [{ url: theirs.url, user: 'farm.wm1', password: 'x' }],
      mining: {},
    });
    const at = (pool: ValidatingPool) => machine.miner.mining!.whenAt(({ url }) => url === pool.url);
    await at(theirs);
    const before = typed(await driver.snapshot(link), ['x']);
    await driver.point(link, { url: ours.url, user: 'shed4-01', password: 'x' }, before);
    const shares = await (await at(ours)).mine({ shares: 1 });
    expect(shares.map(({ outcome }) => outcome)).toEqual(['accepted']);
    await driver.restore(link, before);
    expect((await at(theirs)).worker).toBe('farm.wm1');
    await machine.stop();
  });

  it('gives every earlier list back, or refuses it before anything is written', async () => {
    const text = (most: number) => fc.string({ unit: 'grapheme', maxLength: most });
    const lists = fc.array(
      fc.record<WhatsminerPool>({
        url: fc.oneof(
          text(20),
          fc.domain().map((name) => `stratum+tcp://${name}:3333`),
        ),
        user: fc.oneof(text(20), fc.constantFrom('a,b', 'naïve "quoted"', '', ' spaced ', 'x'.repeat(300))),
        password: fc.oneof(text(20), fc.constantFrom('', 'x', 'd=512,x', '密码', 'tab\there')),
      }),
      { minLength: 1, maxLength: 3 },
    );
    const { driver, link, machine } = await setUp();
    const ends = { restored: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(lists, async (pools) => {
        const places = [...pools, EMPTY, EMPTY].slice(0, 3);
        machine.rules.load(places);
        const wasConfigured = JSON.stringify(machine.rules.config);
        const kept = pools.filter(({ url }) => url.trim() !== '');
        const snapshot = await driver.snapshot(link);
        const before = typed(
          snapshot,
          kept.map(({ password }) => password),
        );
        try {
          await driver.point(link, OURS, before);
          await driver.restore(link, before);
        } catch (error) {
          expect(error).toBeInstanceOf(MinerError);
          expect([...machine.writes], 'written before it was refused').toEqual([]);
          expect(JSON.stringify(machine.rules.config)).toBe(wasConfigured);
          ends.refused += 1;
          return;
        }
        ends.restored += 1;
        const filled = machine.pools.filter(({ url }) => url !== '');
        expect(filled).toEqual(kept);
      }),
      { numRuns: 30, seed: 20_261_123 },
    );
    expect(Math.min(ends.restored, ends.refused), JSON.stringify(ends)).toBeGreaterThan(3);
  });
});
