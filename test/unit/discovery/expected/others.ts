import { GH, MH } from './expected.ts';
import type { Expected } from './expected.ts';

const EXAMPLE_POOL = { url: 'stratum+tcp://example.pool.com:3333', user: 'asic_rs.test', status: 'alive' };

/** Braiins OS, by file below its family's folder. */
export const braiinsOs: Record<string, Expected> = {
  'Antminer-55-chip-boards__BOS+-25.03__graphql-pools.json': {
    pools: 2,
    firstPool: { ...EXAMPLE_POOL, accepted: 10_781, rejected: 24 },
  },
  'Antminer-55-chip-boards__BOS+-25.05.1__graphql-boards.json': {
    boards: 3,
    firstSerial: 'NGSBYT0BEJCJD074A',
    now: 210_422_264.65126318 * MH,
    nominal: 216_722_441.99088 * MH,
    chips: 165,
    boardTemp: 54.5,
    chipTemp: 69.5,
    inlet: 39.5,
    outlet: 54.5,
  },
  'Antminer-55-chip-boards__BOS+-25.05.1__version.json': { firmware: 'boser-buildroot 0.1.0-45f356ea' },
  'Antminer-S19-XP__BOS+-25.07__cooling-state.json': { fans: [5904, 5874, 5874, 5904], power: null },
  'Antminer-S19-XP__BOS+-25.07__miner-errors.json': { faults: 8, firstFault: null },
  'Antminer-S19-XP__BOS+-25.07__miner-stats.json': {
    now: 141_463.56540072063 * GH,
    average: 142_751.90125095937 * GH,
    nominal: 142_876.598290866 * GH,
    power: 3137,
  },
  'Antminer-S19-XP__BOS+-25.07__pools.json': {
    pools: 2,
    firstPool: { ...EXAMPLE_POOL, accepted: 10_460, rejected: 18 },
  },
  'Antminer-S19-XP__BOS+-25.11__miner-stats.json': {
    now: 121_015.4090279137 * GH,
    average: 120_954.30730922602 * GH,
    nominal: 119_967.84610414201 * GH,
    power: 2472,
  },
  'Antminer-S21-Pro__BOS+-26.04__miner-hw-hashboards.json': {
    boards: 3,
    firstSerial: 'THQGYSCBDJIAH11S3',
    chips: 195,
    boardTemp: 50.375,
    chipTemp: 65.375,
    inlet: 36.625,
    outlet: 50.375,
  },
  'Antminer-S21-Pro__BOS+-26.04__miner-stats.json': {
    now: 248_186.67720002498 * GH,
    average: 245_405.6536543818 * GH,
    nominal: 252_597.58314720003 * GH,
    power: 3480,
  },
  'Antminer-S21-Pro__BOS+-26.04__pools.json': {
    pools: 2,
    firstPool: { ...EXAMPLE_POOL, accepted: 848, rejected: 0 },
  },
  'Antminer-S9__BOS+-2020-LuCI__luci-admin-miner-cfg-data.json': {
    model: 'Antminer S9',
    pools: 3,
    firstPool: {
      url: 'stratum2+tcp://v2.stratum.slushpool.com/u95GEReVMjK6k5YqiSFNqqTnKU4ypU2Wm8awa6tmbmDmk1bWt',
      user: '!non-existent-user!!',
      status: 'unknown',
      accepted: null,
    },
  },
  'Antminer-S9__BOS+-2020__fans.json': { fans: [2820, 3780, 0, 0] },
  'Antminer-S9__BOS+-2020__temps.json': { boardTemp: 75, chipTemp: null },
  'Antminer-S9__BOS+-2020__version.json': { firmware: '0.2.0-36c56a9363' },
  'Antminer-S9__BOS+-22.08__graphql-boards.json': {
    boards: 3,
    now: 8_936_678.062028097 * MH,
    nominal: 9_053_003.159424 * MH,
    chips: 189,
    boardTemp: 75.375,
    chipTemp: 89.25,
  },
  'Antminer-S9__BOSminer-0.2.0__fans.json': { fans: [1560, 1560, 0, 0] },
  'Antminer-S9__BOSminer-0.2.0__pools.json': {
    pools: 2,
    firstPool: {
      url: 'stratum+tcp://stratum.antpool.com:3333',
      user: 'antminer_1',
      status: 'alive',
      accepted: 68,
      rejected: 2,
    },
  },
  'IC078-65-chip-boards__BOS+-24.09__graphql-pools.json': {
    pools: 2,
    firstPool: { ...EXAMPLE_POOL, accepted: 111_393, rejected: 239 },
  },
  'IC078-65-chip-boards__BOS+-24.09__graphql-system.json': {
    firmware: '2024-10-17-0-75912fc7-24.09-plus',
    now: 230_700_949.2148378 * MH,
    nominal: 239_313_548.0814 * MH,
    fans: [6414, 6414, 6354, 6324],
    power: 3572,
    uptime: 717_641,
  },
};

const LUXOS = 'luxos/Antminer-S19k-Pro__LUXminer-2025.4.8.220305';

/** LuxOS, AxeOS and the families that only the plain cgminer API is read of, by path. */
export const others: Record<string, Expected> = {
  [`${LUXOS}__devs.json`]: {
    now: 59_756_066.72695652 * MH,
    nominal: 61_954_200 * MH,
    boards: 3,
    firstSerial: 'JYZZYRSBDJEBI06Z5',
    boardTemp: 47,
  },
  [`${LUXOS}__pools.json`]: {
    pools: 4,
    firstPool: {
      url: 'stratum+tcp://ca.stratum.braiins.com:3333',
      user: 'asic-rs.user1',
      status: 'alive',
      accepted: 724,
      rejected: 0,
    },
  },
  [`${LUXOS}__power.json`]: { power: 1051 },
  [`${LUXOS}__stats.json`]: {
    model: 'Antminer S19k Pro',
    now: 59_756.06 * GH,
    average: 56_917.91 * GH,
    nominal: 61_954.2 * GH,
    boards: 3,
    chips: 231,
    boardTemp: 47,
    chipTemp: 47,
    fans: [1920, 1920, 2340, 2340],
    uptime: 3453,
  },
  [`${LUXOS}__temps.json`]: { boardTemp: 47 },
  [`${LUXOS}__version.json`]: { model: 'Antminer S19k Pro', firmware: '2025.4.8.220305-57b389c7' },
  'bitaxe/Bitaxe-Supra__AxeOS-2025__system-asic.json': { model: 'Supra', chips: 1, now: null },
  'nerdqaxe/NerdQAxe++__NerdOS-2025-08__system-asic.txt': { model: 'NerdQAxe++', chips: 4, now: null },
  'auradine/Teraflux__FluxOS-mixed__devs.json': {
    now: 20_700_000 * MH,
    average: null,
    boards: 3,
    boardTemp: 30.12,
  },
  'baikal/Baikal__sgminer__devs.json': {
    now: 10_137.5518 * MH,
    average: 9292.5889 * MH,
    boards: 3,
    boardTemp: 47,
  },
  'hammer/Hammer-D10__2023-05-28__summary.json': {
    now: 4885.0813 * MH,
    average: 4872.9297 * MH,
    uptime: 119_134,
  },
  'hammer/Hammer-D10__2023-05-28__version.json': { model: 'Hammer D10', firmware: '2.0.2.2' },
  'innosilicon/A9__new__summary.json': { now: null, average: null, uptime: 48_768 },
  'sealminer/Sealminer-A2__2025091001__summary.json': {
    now: 368_479_432.78 * MH,
    average: 206_860_473.51 * MH,
    uptime: 2481,
  },
  'strongu/STU-U6__stock__devs.json': {
    now: 400_160.6 * MH,
    average: 387_186.78 * MH,
    boards: 2,
    chips: 140,
    boardTemp: 55.62,
  },
  'strongu/STU-U6__stock__pools.txt': {
    pools: 3,
    firstPool: {
      url: 'stratum+tcp://img.f2pool.com:4400',
      user: 'xxx',
      status: 'alive',
      accepted: 162,
      rejected: 4,
    },
  },
  'strongu/STU-U6__stock__summary.json': { now: 397_759.08 * MH, average: 387_186.77 * MH, uptime: 2416 },
};
