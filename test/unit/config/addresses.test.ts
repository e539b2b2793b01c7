import { describe, expect, it } from 'vitest';

import { formatAddress, parseAddressRange, parseListenAddress } from '#engine/config/addresses.ts';

describe('a listen address', () => {
  it.each([
    ['0.0.0.0:3333', { host: '0.0.0.0', port: 3333 }],
    ['[::]:3333', { host: '::', port: 3333 }],
    [':0', { host: '0.0.0.0', port: 0 }],
    ['farm-pc.local:65535', { host: 'farm-pc.local', port: 65535 }],
  ])('is read: %s', (text, address) => {
    expect(parseListenAddress(text)).toEqual(address);
  });

  it.each([
    '',
    '3333',
    '1.2.3:80',
    '1.2.3.4',
    '1.2.3.4:',
    '1.2.3.4:65536',
    '::1:80',
    '[1.2.3.4]:80',
    'a b:80',
    '-x:80',
    'a:-1',
    'a:1.5',
  ])('is refused: %j', (text) => {
    expect(() => parseListenAddress(text)).toThrow(/allowed is HOST:PORT/);
  });

  it('is written with brackets around IPv6', () => {
    expect([formatAddress({ host: '::1', port: 80 }), formatAddress({ host: 'a', port: 1 })]).toEqual([
      '[::1]:80',
      'a:1',
    ]);
  });
});

describe('an address range', () => {
  it.each([
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['192.168.1.5', '192.168.1.5/32'],
    ['fe80::/10', 'fe80::/10'],
    ['::1', '::1/128'],
    ['0.0.0.0/0', '0.0.0.0/0'],
  ])('is read: %s', (text, range) => {
    expect(parseAddressRange(text)).toBe(range);
  });

  it.each([
    '',
    '10.0.0/8',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '::/129',
    'fe80::1%eth0/64',
    'lan',
  ])('is refused: %j', (text) => {
    expect(() => parseAddressRange(text)).toThrow(/allowed is an address range/);
  });
});
