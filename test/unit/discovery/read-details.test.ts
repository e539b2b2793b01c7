import { describe, expect, it } from 'vitest';
import type { MinerFamily } from '#engine/discovery/families.ts';
import type { Json } from '#engine/discovery/json.ts';
import { readMiner } from '#engine/discovery/read-miner.ts';

const read = (family: MinerFamily, value: Json) => readMiner(family, [{ command: 'stats', value }]);

describe("the firmware author's pool", () => {
  const pool = (POOL: number, User: string, Priority: number) => ({
    POOL,
    URL: `stratum+tcp://pool${POOL}.example:3333`,
    User,
    Status: 'Alive',
    Priority,
  });

  it("is left out by its name and its place behind the owner's slots", () => {
    const POOLS = [
      pool(0, 'farm.one', 0),
      { ...pool(1, '', 1), URL: '' },
      pool(2, 'devFeeMiner.9', 9998),
      pool(3, 'dev_fee.1', 998),
    ];
    expect(read('hiveon', { POOLS }).pools.map((one) => one.user)).toEqual(['farm.one']);
  });

  it('is not believed in for its name alone, nor for its place alone', () => {
    const POOLS = [pool(0, 'devFeeMiner.9', 0), pool(1, 'farm.one', 9999)];
    expect(read('hiveon', { POOLS }).pools.map((one) => one.user)).toEqual(['devFeeMiner.9', 'farm.one']);
  });
});

describe('a reply that says only a part', () => {
  it('gives the temperatures of a cut reply that does not come to its boards', () => {
    const STATS = [{ Type: 'Antminer S9' }, { 'GHS 5s': '13500.00', temp6: 71, temp7: 69, temp2_6: 86 }];
    const reading = read('antminer-stock', { STATS });
    expect(reading.boards).toEqual([]);
    expect(reading.temperatures).toMatchObject({ board: 71, chip: 86 });
  });

  it("adds the boards' rates up where no total is said, but only when every board says its part", () => {
    const DEVS: Record<string, Json>[] = [
      { ASC: 0, 'MHS 5s': 100.5, 'MHS av': 99 },
      { ASC: 1, 'MHS 5s': 101.25, 'MHS av': 98.5 },
    ];
    expect(read('auradine', { DEVS }).hashrate).toMatchObject({ now: 201.75e6, average: 197.5e6 });
    DEVS.push({ ASC: 2, 'MHS 5s': 100 });
    expect(read('auradine', { DEVS }).hashrate).toMatchObject({ now: 301.75e6, average: null });
    expect(read('innosilicon', { DEVS }).hashrate).toMatchObject({ now: null, average: null });
    expect(read('auradine', { DEVS: [] }).hashrate).toMatchObject({ now: null, average: null });
  });

  it('adds up the boards of Braiins OS and takes the hottest air of each side', () => {
    const board = (mhs: number, inlet: number) => ({
      nominalMhs: 7e7,
      realHashrate: { mhs5S: mhs },
      temperatures: [
        { name: 'INLET', degreesC: inlet },
        { name: 'OUTLET', degreesC: inlet + 15.5 },
      ],
    });
    const workSolver = { childSolvers: [board(6.5e7, 37.5), board(7.25e7, 39)] };
    const reading = read('braiins-os', { data: { bosminer: { info: { workSolver } } } });
    expect(reading.hashrate).toMatchObject({ now: 137.5e12, nominal: 140e12 });
    expect(reading.temperatures).toMatchObject({ inlet: 39, outlet: 54.5 });
  });
});

describe('the power of an Antminer', () => {
  it.each([
    [{ total_power: 3358, chain_power1: 1135 }, 3358],
    [{ chain_power: '3250 W' }, 3250],
    [{ chain_power: '34.65 (AB)' }, null],
  ])('reads %j as %s', (keys, watts) => {
    const STATS = [{ Type: 'Antminer S19' }, { Elapsed: 60, ...keys }];
    expect(read('mskminer', { STATS }).powerWatts).toBe(watts);
  });
});
