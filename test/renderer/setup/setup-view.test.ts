import { describe, expect, it } from 'vitest';

import {
  arrivals,
  latestShare,
  pointAddresses,
  stepsDone,
  stepToShow,
} from '#renderer/features/setup/setup-view.ts';
import { scriptedMachine } from '#test/support/scripted-machines.ts';

import { account, miner, NOON_MS, overflow, snapshot } from '../make.ts';

const LAN = {
  cidr: '192.168.1.0/24',
  interfaceName: 'eth0',
  address: '192.168.1.10',
  addresses: 254,
  isVirtual: false,
};
const DOCKER = { ...LAN, address: '172.17.0.1', interfaceName: 'docker0', isVirtual: true };

describe('the steps of Setup', () => {
  const empty = snapshot({ accounts: [], miners: [] });

  it('begin at the first that has come to nothing', () => {
    expect(stepToShow(undefined, stepsDone(empty, []))).toBe('accounts');
    const withAccount = snapshot({ miners: [] });
    expect(stepToShow(undefined, stepsDone(withAccount, []))).toBe('find');
    expect(stepToShow(undefined, stepsDone(withAccount, [scriptedMachine(1)]))).toBe('point');
    expect(stepToShow(undefined, stepsDone(snapshot(), []))).toBe('point');
  });

  it('can be gone to in any order', () => {
    expect(stepToShow('point', stepsDone(empty, []))).toBe('point');
    expect(stepToShow('nonsense', stepsDone(empty, []))).toBe('accounts');
  });

  it('count a miner as pointed here only while it is connected', () => {
    const offline = snapshot({ miners: [miner({ state: 'offline' })] });
    expect(stepsDone(offline, [])).toEqual({ accounts: true, find: true, point: false });
  });
});

describe('the address that miners get', () => {
  it.each([
    ['0.0.0.0:3333', ['stratum+tcp://192.168.1.10:3333'], false],
    ['[::]:3333', ['stratum+tcp://192.168.1.10:3333'], false],
    ['192.168.1.10:4444', ['stratum+tcp://192.168.1.10:4444'], false],
    ['127.0.0.1:3333', ['stratum+tcp://127.0.0.1:3333'], true],
    ['[::1]:3333', ['stratum+tcp://[::1]:3333'], true],
    [null, [], false],
  ])('where the proxy listens on %s is %j', (listening, urls, isLocalOnly) => {
    expect(pointAddresses(listening, [DOCKER, LAN])).toEqual({ urls, isLocalOnly });
  });

  it('is that of a virtual network only where there is no other', () => {
    expect(pointAddresses('0.0.0.0:1', [DOCKER]).urls).toEqual(['stratum+tcp://172.17.0.1:1']);
  });
});

describe('who has come', () => {
  it('is listed before who is awaited, and nobody twice', () => {
    const here = { ...scriptedMachine(1), minerId: 'rack1-01', model: 'Antminer S21' };
    const awaited = { ...scriptedMachine(2), minerId: null };
    const other = { ...scriptedMachine(3), minerId: null, algorithm: 'other' as const };
    const lines = arrivals([miner({ id: 'away', state: 'offline' }), miner()], [awaited, here, other]);
    expect(lines.map(({ name, isHere }) => [name, isHere])).toEqual([
      ['rack1-01', true],
      ['away', false],
      [awaited.address, false],
    ]);
    expect(lines[0]?.detail).toBe('Antminer S21');
  });
});

describe('the first share', () => {
  it('is not there before a pool has accepted one', () => {
    expect(latestShare(snapshot({ miners: [miner({ acceptedShares: 0 })] }))).toBeNull();
  });

  it('is told with its miner, its account and how many there are', () => {
    const share = latestShare(
      snapshot({
        accounts: [account({ acceptedShares: 3 }), overflow({ acceptedShares: 2 })],
        miners: [miner({ id: 'a', lastShareAtMs: NOON_MS - 9000 }), miner({ id: 'b' })],
      }),
    );
    expect(share).toMatchObject({ miner: { id: 'b' }, accountName: 'alice', atMs: NOON_MS - 3000, total: 5 });
  });
});
