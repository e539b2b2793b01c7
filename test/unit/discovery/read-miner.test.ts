import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MinerFamily } from '#engine/discovery/families.ts';
import { isUnitDoubtful } from '#engine/discovery/miner-reading.ts';
import type { MinerReading } from '#engine/discovery/miner-reading.ts';
import { readMiner } from '#engine/discovery/read-miner.ts';
import { parseReply } from '#engine/discovery/reply-parser.ts';
import { hashesPerSecond } from '#shared/units.ts';

function readFixture(family: MinerFamily, ...names: string[]): MinerReading {
  const folder = path.resolve(import.meta.dirname, '../../fixtures/discovery');
  const replies = names.map((command) => {
    const { value } = parseReply(readFileSync(path.join(folder, command)));
    if (value === null) throw new Error(`${command} is unreadable`);
    return { command, value };
  });
  return readMiner(family, replies);
}

describe('readMiner', () => {
  it('reads an old Antminer whose third board is gone and whose second fan stands still', () => {
    const reading = readFixture('antminer-stock', 'antminer-stats-missing-comma.txt');
    expect(reading).toMatchObject({
      model: 'Antminer S9',
      firmware: '16.8.1.3',
      mac: null,
      hashrate: { now: 13_501.5e9, average: 13_490.25e9, nominal: 13_500e9 },
      chips: 125,
      temperatures: { board: 61, chip: 75, inlet: null, outlet: null },
      fansRpm: [5400, 0],
      powerWatts: null,
      uptimeSeconds: 3601,
    });
    expect(reading.boards.map((board) => [board.name, board.chips])).toEqual([
      ['6', 63],
      ['7', 62],
    ]);
  });

  it('takes the unit from rate_unit and the fault from the state list of the newer web API', () => {
    expect(readFixture('antminer-stock', 'modern-cgi-summary.json')).toMatchObject({
      model: 'Antminer L7',
      hashrate: { now: 9400.5e6, average: 9380.25e6, nominal: 9500e6 },
      uptimeSeconds: 1200,
      faults: [{ code: '1', text: 'fans: fan lost' }],
    });
  });

  it('reads MH/s and GH/s side by side, a cold inlet and a stopped fan of a Whatsminer', () => {
    expect(readFixture('whatsminer', 'whatsminer-summary.json')).toMatchObject({
      mac: 'c4:11:22:33:44:55',
      hashrate: { now: 112_000_000.25e6, average: 110_000_000.5e6, nominal: 112_500e9 },
      temperatures: { board: 66.5, chip: 81.25, inlet: -5.5, outlet: null },
      fansRpm: [4800, 0],
      powerWatts: 3400,
      uptimeSeconds: 7300,
      faults: [{ code: '530', text: 'error code' }],
    });
  });

  it('reads TH/s and the error list of the third Whatsminer API', () => {
    expect(readFixture('whatsminer', 'whatsminer-v3.json')).toMatchObject({
      model: 'M60S_VK40',
      firmware: '20251209.16.Rel2',
      mac: 'c4:11:22:33:44:66',
      serial: 'SN-TEST-1',
      hashrate: { now: 185.5e12, average: 184.25e12, nominal: 186e12 },
      powerWatts: 3420,
      uptimeSeconds: 900,
      fansRpm: [5010, 5100],
      faults: [{ code: '264', text: 'Slot 1 lost' }],
    });
  });

  it('reads the pool slots of AxeOS 2.15 and never a password', () => {
    const reading = readFixture('bitaxe', 'axeos-info-2.15.json');
    expect(reading).toMatchObject({
      model: '601',
      firmware: 'v2.15.0',
      mac: 'aa:bb:cc:00:11:22',
      hashrate: { now: 1205.25e9, average: 1190.5e9, nominal: 1224e9 },
      temperatures: { chip: 58.5 },
      powerWatts: 17.5,
      isAsleep: false,
      faults: [],
    });
    expect(reading.pools.map((pool) => [pool.url, pool.isActive])).toEqual([
      ['one.example:3333', false],
      ['10.0.0.5:3334', true],
    ]);
    expect(JSON.stringify(reading)).not.toContain('*****');
  });

  it('reads the two pools of older firmware, and an unknown nominal rate as unknown', () => {
    const reading = readFixture('nerdqaxe', 'axeos-info-2.10.json');
    expect(reading.hashrate).toEqual({ now: 480.5e9, average: null, nominal: null });
    expect(reading.pools.map((pool) => [pool.url, pool.isActive])).toEqual([
      ['one.example:3333', false],
      ['two.example:4444', true],
    ]);
    expect(reading.faults).toHaveLength(1);
  });

  it('reads VNish in GH/s and TH/s and leaves the fee pools out', () => {
    const reading = readFixture('vnish', 'vnish-rest.json');
    expect(reading).toMatchObject({
      model: 'Antminer S19j Pro',
      firmware: '1.2.6',
      mac: '02:00:00:aa:bb:cc',
      serial: 'SER1',
      hashrate: { now: 102_500.5e9, average: 101_500.25e9, nominal: 104_000e9 },
      temperatures: { board: 55, chip: 72 },
      powerWatts: 3050,
      isAsleep: true,
      fansRpm: [4000, 0],
    });
    expect(reading.boards).toMatchObject([{ name: '1', hashrate: 34_000.5e9, nominalHashrate: 34_600e9 }]);
    expect(reading.pools).toMatchObject([{ url: 'pool.example:3333', user: 'u.w', status: 'alive' }]);
  });

  it('reads the nameplate and the sleep of LuxOS from its configuration', () => {
    expect(readFixture('luxos', 'luxos-config.json')).toMatchObject({
      model: 'Antminer S19',
      mac: '10:20:30:40:50:60',
      serial: 'LUX1',
      hashrate: { now: null, average: null, nominal: 95e12 },
      isAsleep: true,
    });
  });

  it('states no rate for a family whose unit is not known', () => {
    const value = { SUMMARY: [{ Elapsed: 5, 'MHS 5s': 51_451.63, 'MHS av': 51_274.6 }] };
    const replies = [{ command: 'summary', value }];
    expect(readMiner('innosilicon', replies).hashrate).toEqual({ now: null, average: null, nominal: null });
    expect(readMiner('cgminer-unknown', replies).hashrate.now).toBe(51_451.63e6);
  });

  it('doubts a rate far above the nominal one, not one far below', () => {
    const reading = readFixture('antminer-stock', 'antminer-stats-missing-comma.txt');
    expect(isUnitDoubtful(reading)).toBe(false);
    const withRate = (rate: number): MinerReading => ({
      ...reading,
      hashrate: { ...reading.hashrate, now: hashesPerSecond(rate) },
    });
    expect(isUnitDoubtful(withRate(13_500e9 * 5.01))).toBe(true);
    expect(isUnitDoubtful(withRate(1e9))).toBe(false);
    expect(isUnitDoubtful(readFixture('nerdqaxe', 'axeos-info-2.10.json'))).toBe(false);
  });

  it.each([
    [
      'a status text without an end',
      { STATS: [{ 'MM ID0': 'A'.repeat(199_999) }, { 'MM ID1': 'A['.repeat(99_999) }] },
    ],
    ['a hundred thousand pools', { POOLS: Array.from({ length: 100_000 }, () => ({ URL: 'x' })) }],
    ['a unit of spaces', { SUMMARY: [{ rate_unit: ' '.repeat(1_000_000), rate_5s: 1 }] }],
  ])('reads %s to an end and within bounds', (_name, value) => {
    for (const family of [
      'antminer-stock',
      'avalon',
      'whatsminer',
      'braiins-os',
      'luxos',
      'vnish',
    ] as const) {
      const reading = readMiner(family, [{ command: 'stats', value }]);
      expect(reading.pools.length).toBeLessThanOrEqual(512);
      expect(reading.hashrate.now).toBeNull();
    }
  });

  it('takes hostile values for unknown instead of failing', () => {
    const hostile = {
      Elapsed: -1,
      'GHS 5s': 1e300,
      'GHS av': '1e999',
      fan1: '0x10',
      fan_num: 1e9,
      chain_acn1: 2.5,
    };
    const value = {
      STATS: [{ Type: 'Antminer S19' }, { ...hostile, temp_pcb1: '255-127--1', chain: null }],
      POOLS: 'x',
    };
    const reading = readMiner('antminer-stock', [{ command: 'stats', value }]);
    expect(reading.hashrate).toEqual({ now: null, average: null, nominal: null });
    expect(reading.uptimeSeconds).toBeNull();
    expect(reading.boards).toEqual([]);
    expect(reading.fansRpm).toEqual([]);
    expect(reading.pools).toEqual([]);
  });
});
