import { describe, expect, it } from 'vitest';

import type { MinerFamily } from '#engine/discovery/families.ts';
import { algorithmOf } from '#engine/drivers/algorithm.ts';
import { driverFor } from '#engine/drivers/driver-for.ts';
import { familyName } from '#engine/drivers/family-names.ts';
import { readOnlyDriver } from '#engine/drivers/read-only/read-only-driver.ts';
import { REASONS } from '#engine/drivers/read-only/reasons.ts';
import type { ReadOnlyFamily } from '#engine/drivers/read-only/reasons.ts';
import { askHttp } from '#engine/miner-api/http-api.ts';
import { startCgminer } from '#test/support/simulators/cgminer.ts';
import { SimulatedMiner } from '#test/support/simulators/simulated-miner.ts';
import { OURS, failureOf, inTime, setUp } from './cgminer-setup.ts';

const FAMILIES: MinerFamily[] = [
  'antminer-stock',
  'asicseer',
  'auradine',
  'avalon',
  'bitaxe',
  'blackminer',
  'braiins-os',
  'cgminer-unknown',
  'elphapex',
  'epic',
  'futurebit',
  'goldshell',
  'hammer',
  'hiveon',
  'iceriver',
  'innosilicon',
  'luxos',
  'mara',
  'mskminer',
  'nerdqaxe',
  'proto',
  'sealminer',
  'strongu',
  'unknown',
  'vnish',
  'volcminer',
  'whatsminer',
];
const READ_ONLY = Object.keys(REASONS) as ReadOnlyFamily[];

function bench(family: ReadOnlyFamily) {
  return setUp({
    family,
    model: 'Given',
    start: (place, clock) =>
      startCgminer(place, { pools: [{ url: OURS.url, user: OURS.user, pass: 'one-secret' }], clock }),
  });
}

describe('every family', () => {
  it.each(FAMILIES)('%s has a driver of its own and a name', (family) => {
    expect(driverFor(family).families).toContain(family);
    expect(familyName(family)).not.toBe('');
    const { pools } = driverFor(family).controls({ family, model: null, firmware: null });
    if (pools !== true) expect(pools).toMatch(/^[A-Z].*\.$/);
  });

  it('has a name that no other has', () => {
    expect(new Set(FAMILIES.map(familyName)).size).toBe(FAMILIES.length);
  });
});

describe('a family that is only read', () => {
  it.each(READ_ONLY)('%s says why, and nothing is ever written', async (family) => {
    const { machine, clock, link } = await bench(family);
    const driver = readOnlyDriver(family);
    const calls = [
      () => driver.snapshot(link),
      () => driver.blink(link, true),
      () => driver.restart(link),
      () => driver.sleep(link),
      () => driver.wake(link),
    ];
    for (const call of calls) {
      const error = await failureOf(clock, call());
      expect(error).toMatchObject({ trouble: 'unsupported', message: REASONS[family] });
    }
    expect(machine.body.requests).toEqual([]);
  });

  it.each(['auradine', 'sealminer', 'mara', 'strongu', 'goldshell'] as const)(
    '%s is read over the cgminer API, and knows when the owner pointed it by hand',
    async (family) => {
      const { machine, clock, link } = await bench(family);
      const reading = await inTime(clock, readOnlyDriver(family).read(link));
      expect(reading).toMatchObject({
        family,
        model: 'Given',
        hashrate: { now: 13_600_000.5e6 },
        pools: [{ url: OURS.url }],
      });
      expect(await inTime(clock, readOnlyDriver(family).isPointed(link, OURS))).toBe(true);
      expect(machine.writes).toEqual([]);
    },
  );

  it('gives no rate where the unit is not known', async () => {
    const { clock, link } = await bench('volcminer');
    expect((await inTime(clock, readOnlyDriver('volcminer').read(link))).hashrate.now).toBeNull();
  });

  it('ePIC is asked over HTTP on the cgminer port', async () => {
    const { clock, link, machine } = await setUp({
      family: 'epic',
      start: async (place, on) => {
        const swapped = {
          ...place,
          ports: { ...place.ports, http: place.ports.cgminer, cgminer: place.ports.http },
        };
        const body = new SimulatedMiner(swapped, on);
        await body.serveHttp(({ path }) =>
          path === '/summary'
            ? { body: { Hostname: 'epic', Status: { 'Operating State': 'Mining' } } }
            : { status: 404 },
        );
        return { body, stop: () => body.stop() };
      },
    });
    const { ports } = link.host;
    const host = { ...link.host, ports: { ...ports, http: ports.cgminer, cgminer: ports.http } };
    expect(await inTime(clock, readOnlyDriver('epic').read({ ...link, host }))).toMatchObject({
      family: 'epic',
    });
    expect(machine.body.requests).toEqual(['GET /summary']);
    expect((await inTime(clock, askHttp(link.host, { method: 'GET', path: '/' }))).status).toBe(404);
  });

  it('a miner with a web page only is asked whether it answers', async () => {
    const { clock, link } = await setUp({
      family: 'proto',
      start: async (place, on) => {
        const body = new SimulatedMiner(place, on);
        await body.serveHttp(() => ({ body: '<title>Proto OS</title>' }));
        return { body, stop: () => body.stop() };
      },
    });
    expect(await inTime(clock, readOnlyDriver('proto').read(link))).toMatchObject({
      family: 'proto',
      pools: [],
    });
  });
});

describe('the algorithm of a machine', () => {
  it.each<[MinerFamily, string | null, string]>([
    ['antminer-stock', 'Antminer S9', 'sha256d'],
    ['antminer-stock', 'Antminer T9+', 'sha256d'],
    ['antminer-stock', 'Antminer S19j Pro', 'sha256d'],
    ['antminer-stock', 'Antminer S19 XP Hyd.', 'sha256d'],
    ['antminer-stock', 'Antminer S21+ Hyd', 'sha256d'],
    ['antminer-stock', 'Antminer S23', 'sha256d'],
    ['antminer-stock', 'Antminer T21', 'sha256d'],
    ['antminer-stock', 'Antminer L3+', 'other'],
    ['antminer-stock', 'Antminer L7', 'other'],
    ['antminer-stock', 'Antminer D9', 'other'],
    ['antminer-stock', 'Antminer E9 Pro', 'other'],
    ['antminer-stock', 'Antminer K7', 'other'],
    ['antminer-stock', 'Antminer KS5 Pro', 'other'],
    ['antminer-stock', 'Antminer Z15j', 'other'],
    ['antminer-stock', 'Antminer HS3', 'other'],
    ['antminer-stock', 'Antminer KA3', 'other'],
    ['antminer-stock', 'Antminer AL1 Pro', 'other'],
    ['antminer-stock', 'Antminer Q99', 'unknown'],
    ['antminer-stock', null, 'unknown'],
    ['vnish', 's19jpro', 'sha256d'],
    ['vnish', 'Antminer L7', 'other'],
    ['braiins-os', 'Antminer S19 XP', 'sha256d'],
    ['braiins-os', 'Braiins Mini Miner BMM 101', 'sha256d'],
    ['luxos', 'Antminer S19k Pro', 'sha256d'],
    ['whatsminer', 'M60S_VK40', 'sha256d'],
    ['whatsminer', 'WhatsMiner M30S++', 'sha256d'],
    ['whatsminer', 'D1_V10', 'other'],
    ['whatsminer', null, 'unknown'],
    ['avalon', null, 'sha256d'],
    ['bitaxe', null, 'sha256d'],
    ['nerdqaxe', 'NerdQAxe++', 'sha256d'],
    ['goldshell', 'CK5', 'other'],
    ['iceriver', null, 'other'],
    ['elphapex', 'DG1+', 'other'],
    ['cgminer-unknown', 'S9', 'unknown'],
    ['cgminer-unknown', 'Antminer S9', 'sha256d'],
    ['strongu', 'STU-U6', 'unknown'],
    ['unknown', null, 'unknown'],
  ])('%s %s is %s', (family, model, algorithm) => {
    expect(algorithmOf(family, model)).toBe(algorithm);
  });

  it('goes by its own word before its model, and by what a later reading tells', () => {
    expect(algorithmOf('cgminer-unknown', null, { model: null, algorithm: 'sha256d' })).toBe('sha256d');
    expect(algorithmOf('vnish', 'Antminer S19', { model: null, algorithm: 'other' })).toBe('other');
    expect(algorithmOf('antminer-stock', null, { model: 'Antminer L9' })).toBe('other');
  });
});
