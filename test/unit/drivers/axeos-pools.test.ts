import { describe, expect, it } from 'vitest';

import { axeosDriver } from '#engine/drivers/axeos/axeos-driver.ts';
import type { AxeOptions } from '#test/support/simulators/axeos-rules.ts';
import { OURS, setUp, takeSnapshot } from './axeos-setup.ts';

const NO_FALLBACK = { fallbackStratumURL: '', fallbackStratumUser: '', fallbackStratumPassword: 'x' };
const OLD = ['stratumTLS', 'stratumCert', 'stratumProtocol', 'fallbackStratumTLS', 'fallbackStratumCert'];

const KINDS: [string, AxeOptions][] = [
  ['AxeOS 2.14', { generation: 'pair' }],
  ['AxeOS 2.14 without a fallback', { generation: 'pair', settings: NO_FALLBACK }],
  ['AxeOS 2.15', { generation: 'slots' }],
  ['AxeOS 2.15 with one pool', { generation: 'slots', slots: [slot('only.example')] }],
  [
    'AxeOS 2.15 whose second choice is the last slot, empty',
    { generation: 'slots', settings: { secondaryPoolIndex: 7 }, slots: [slot('only.example')] },
  ],
  ['AxeOS 2.15 that prefers its second pool', { generation: 'slots', settings: { useFallbackStratum: 1 } }],
  [
    'AxeOS 2.15 with the highest slot taken',
    {
      generation: 'slots',
      slots: [slot('a.example'), null, null, null, null, null, null, slot('h.example')],
    },
  ],
  ['Nerd*OS', { generation: 'nerd' }],
];

function slot(host: string): Record<string, string | number | boolean> {
  return {
    stratumProtocol: 'SV1',
    stratumURL: host,
    stratumPort: 3333,
    stratumUser: 'owner',
    stratumPassword: 'first secret',
    stratumSuggestedDifficulty: 7,
    stratumExtranonceSubscribe: true,
    stratumTLS: 2,
    stratumCert: 'PEM',
    stratumDecodeCoinbase: false,
  };
}

describe('pools of AxeOS and Nerd*OS', () => {
  it.each(KINDS)('are pointed and put back exactly on %s', async (_, options) => {
    const bench = await setUp(options);
    const { axe, link, run } = bench;
    const original = axe.rules.configuration;
    const mined = axe.pools();
    const before = await takeSnapshot(bench);
    expect(await run(axeosDriver.isPointed(link, OURS))).toBe(false);

    await run(axeosDriver.point(link, OURS, before));
    expect(await run(axeosDriver.isPointed(link, OURS))).toBe(true);
    expect(await run(axeosDriver.isRestored(link, before))).toBe(false);
    expect(axe.pools().slice(0, 2)).toEqual([
      { url: '192.168.7.2:3333', user: 'desk-1', password: 'proxy secret' },
      mined[0],
    ]);

    await run(axeosDriver.restore(link, before));
    expect(axe.rules.configuration).toEqual(original);
    expect(axe.pools()).toEqual(mined);
    expect(await run(axeosDriver.isRestored(link, before))).toBe(true);
    expect(axe.miner.uses.http.most).toBe(1);
  });

  it.each(KINDS)('stay untouched when %s is pointed a second time', async (_, options) => {
    const bench = await setUp(options);
    const before = await takeSnapshot(bench);
    await bench.run(axeosDriver.point(bench.link, OURS, before));
    const written = [...bench.axe.writes];
    await bench.run(axeosDriver.point(bench.link, OURS, before));
    expect(bench.axe.writes).toEqual(written);
  });

  it.each(KINDS)('follow the proxy to another address and are put back exactly on %s', async (_, options) => {
    const bench = await setUp(options);
    const { axe, link, run } = bench;
    const original = axe.rules.configuration;
    const mined = axe.pools();
    const first = await takeSnapshot(bench);
    await run(axeosDriver.point(link, OURS, first));
    const moved = { ...OURS, url: 'stratum+tcp://192.168.7.99:3333' };
    await run(axeosDriver.point(link, moved, await takeSnapshot(bench)));
    expect(await run(axeosDriver.isPointed(link, moved))).toBe(true);
    expect(axe.pools()[1]).toEqual(mined[0]);
    expect(await run(axeosDriver.isRestored(link, first))).toBe(false);
    await run(axeosDriver.restore(link, first));
    expect(axe.rules.configuration).toEqual(original);
  });

  it.each(KINDS)('are put back exactly after the proxy had two addresses on %s', async (_, options) => {
    const bench = await setUp(options);
    const { axe, link, run } = bench;
    const original = axe.rules.configuration;
    const mined = axe.pools();
    const before = await takeSnapshot(bench);
    const moved = { ...OURS, url: 'stratum+tcp://192.168.7.9:3333' };
    for (const pool of [OURS, moved]) await run(axeosDriver.point(link, pool, before));
    expect(await run(axeosDriver.isPointed(link, moved))).toBe(true);
    expect(axe.pools().slice(0, 2)).toEqual([
      { url: '192.168.7.9:3333', user: 'desk-1', password: 'proxy secret' },
      mined[0],
    ]);
    await run(axeosDriver.restore(link, before));
    expect(await run(axeosDriver.isRestored(link, before))).toBe(true);
    expect(axe.rules.configuration).toEqual(original);
  });

  it('are told to the owner with the passwords that the firmware hides', async () => {
    const bench = await setUp({ generation: 'pair' });
    const { promise, pools } = await bench.run(axeosDriver.snapshot(bench.link));
    expect({ promise, pools }).toEqual({
      promise: 'typed',
      pools: [
        { url: 'pool.one.example:3333', user: 'owner.axe', password: null },
        { url: 'pool.two.example:4444', user: 'owner.spare', password: null },
      ],
    });
  });

  it('are promised exactly where the firmware keeps them in their slots', async () => {
    const bench = await setUp({ generation: 'slots' });
    const { promise, pools } = await bench.run(axeosDriver.snapshot(bench.link));
    expect({ promise, users: pools.map(({ user }) => user) }).toEqual({
      promise: 'exact',
      users: ['owner.axe', 'owner.spare'],
    });
  });

  it('never leave a chosen slot of AxeOS 2.15 empty', async () => {
    const bench = await setUp({ generation: 'slots' });
    const { axe, link, run } = bench;
    const before = await takeSnapshot(bench);
    await run(axeosDriver.point(link, OURS, before));
    await run(axeosDriver.restore(link, before));
    const steps = axe.writes.map((write) =>
      write.startsWith('DELETE') ? write : Object.keys(JSON.parse(write) as object).join(' '),
    );
    expect(steps).toEqual([
      'pools',
      'primaryPoolIndex secondaryPoolIndex useFallbackStratum',
      'primaryPoolIndex secondaryPoolIndex useFallbackStratum',
      'DELETE 7',
    ]);
  });

  it('are pointed on AxeOS 2.15 also when an earlier try ended after the slot was written', async () => {
    const bench = await setUp({ generation: 'slots' });
    const { axe, link, run } = bench;
    const original = axe.rules.configuration;
    const before = await takeSnapshot(bench);
    axe.rules.faults.staysAway = true;
    await bench.failure(axeosDriver.point(link, OURS, before));
    axe.rules.faults.staysAway = false;
    axe.rules.start();
    axe.rules.stored['primaryPoolIndex'] = 0;
    axe.rules.running = { ...axe.rules.stored };
    await run(axeosDriver.point(link, OURS, before));
    expect(await run(axeosDriver.isPointed(link, OURS))).toBe(true);
    await run(axeosDriver.restore(link, before));
    expect(axe.rules.configuration).toEqual(original);
  });

  it.each([
    ['knows neither TLS nor protocols', (key: string) => OLD.includes(key)],
    ['knows no fallback', (key: string) => OLD.includes(key) || key.startsWith('fallback')],
  ])('of very old AxeOS, which %s, are put back exactly', async (_, isMissing) => {
    const bench = await setUp({ generation: 'pair', version: 'v2.8.1' });
    const { axe, link, run } = bench;
    const { stored } = axe.rules;
    for (const key of Object.keys(stored).filter(isMissing)) delete stored[key];
    axe.rules.start();
    const original = axe.rules.configuration;
    const before = await takeSnapshot(bench);
    await run(axeosDriver.point(link, OURS, before));
    expect(await run(axeosDriver.isPointed(link, OURS))).toBe(true);
    await run(axeosDriver.restore(link, before));
    expect(axe.rules.configuration).toEqual(original);
  });

  it('waits for old values to pass after a write', async () => {
    const bench = await setUp({ generation: 'nerd' });
    const before = await takeSnapshot(bench);
    bench.axe.rules.faults.staleReadings = 3;
    await bench.run(axeosDriver.point(bench.link, OURS, before));
    expect(await bench.run(axeosDriver.isPointed(bench.link, OURS))).toBe(true);
  });
});
