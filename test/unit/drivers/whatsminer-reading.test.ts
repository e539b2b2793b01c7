import { describe, expect, it } from 'vitest';

import { setUp, setUpV3 } from './whatsminer-setup.ts';

describe('reading a Whatsminer', () => {
  it('reads the second API in H/s, °C and W', async () => {
    const { driver, link } = await setUp();
    expect(await driver.read(link)).toEqual({
      family: 'whatsminer',
      model: 'M50-VH30',
      firmware: '20230803.11.REL',
      mac: 'ca:fe:00:12:34:56',
      serial: 'WM50S00042',
      hashrate: { now: 117.5e12, average: 117e12, nominal: 118e12 },
      boards: [
        board('0', { serial: 'BOARD0AA', rate: 39.1000005e12, chips: 105, hot: 81.25, cool: 66.5 }),
        board('1', { serial: 'BOARD1BB', rate: 38.9e12, chips: 105, hot: 83.5, cool: 67 }),
        board('2', { serial: 'BOARD2CC', rate: 39e12, chips: 104, hot: 82, cool: 66 }),
      ],
      chips: 314,
      temperatures: { board: 67, chip: 83.5, inlet: 24.5, outlet: null },
      fansRpm: [4500, 4620],
      powerWatts: 3410,
      uptimeSeconds: 7260,
      isAsleep: false,
      pools: [
        {
          url: 'stratum+tcp://pool.example:3333',
          user: 'farm.wm1',
          status: 'alive',
          isActive: true,
          accepted: 120,
          rejected: 0,
        },
      ],
      faults: [{ code: '217', text: 'error code' }],
    });
  });

  it('asks one command at a time', async () => {
    const { driver, link, machine } = await setUp();
    await driver.read(link);
    expect(machine.miner.uses.cgminer.most).toBe(1);
  });

  it.each(['cmd', 'command'] as const)('reads a build that takes only %j', async (onlyKey) => {
    const { driver, link, machine } = await setUp();
    machine.rules.failures.onlyKey = onlyKey;
    const { firmware, hashrate, pools } = await driver.read(link);
    expect({ firmware, now: hashrate.now, pools: pools.length }).toEqual({
      firmware: '20230803.11.REL',
      now: 117.5e12,
      pools: 1,
    });
  });

  it('leaves the rate of a sleeping machine unknown although it tells its last one', async () => {
    const { driver, link, machine } = await setUp();
    machine.rules.config.isOff = true;
    const { isAsleep, hashrate } = await driver.read(link);
    expect({ isAsleep, now: hashrate.now }).toEqual({ isAsleep: true, now: null });
  });

  it.each(['split', 'byte-by-byte', 'half-closed'] as const)('reads replies that come %s', async (manner) => {
    const { driver, link, machine } = await setUp();
    machine.miner.manners.cgminer = manner;
    expect((await driver.read(link)).hashrate.nominal).toBe(118e12);
  });

  it('reads a machine of the first API', async () => {
    const { driver, link } = await setUp({ firmware: '20210322.22.REL' });
    expect((await driver.read(link)).firmware).toBe('20210322.22.REL');
  });

  it('reads the third API where port 4028 is closed', async () => {
    const { driver, link } = await setUpV3();
    expect(await driver.read(link)).toEqual({
      family: 'whatsminer',
      model: 'M60S_VK40',
      firmware: '20250409.15.REL',
      mac: 'ca:fe:00:ab:cd:ef',
      serial: 'WM60S00077',
      hashrate: { now: 186.5e12, average: 185.25e12, nominal: 188e12 },
      boards: [],
      chips: null,
      temperatures: { board: null, chip: 79.25, inlet: 21.5, outlet: null },
      fansRpm: [5010, 5100],
      powerWatts: 3421,
      uptimeSeconds: 3600,
      isAsleep: false,
      pools: ['stratum+tcp://pool.example:3333', 'stratum+tcp://other.example:443'].map((url, index) => ({
        url,
        user: 'farm.wm3',
        status: 'alive',
        isActive: index === 0,
        accepted: null,
        rejected: null,
      })),
      faults: [{ code: '264', text: 'Board 1 is missing' }],
    });
  });

  it('says of a stopped machine of the third API that it sleeps', async () => {
    const { driver, link, machine } = await setUpV3();
    machine.rules.config.isOff = true;
    const { isAsleep, hashrate } = await driver.read(link);
    expect({ isAsleep, now: hashrate.now }).toEqual({ isAsleep: true, now: null });
  });
});

interface BoardNumbers {
  serial: string;
  rate: number;
  chips: number;
  hot: number;
  cool: number;
}

function board(name: string, { serial, rate, chips, hot, cool }: BoardNumbers): object {
  return {
    name,
    serial,
    hashrate: rate,
    nominalHashrate: 39.333e12,
    chips,
    boardTemperature: cool,
    chipTemperature: hot,
  };
}
