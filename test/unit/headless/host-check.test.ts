import { networkInterfaces } from 'node:os';

import { describe, expect, it } from 'vitest';

import { allowedHosts } from '#main/headless/host-check.ts';

describe('the names of this server', () => {
  it('are the bound address and loopback', () => {
    expect(allowedHosts({ host: '192.168.1.5', port: 8420 })).toEqual(
      new Set(['localhost:8420', '127.0.0.1:8420', '[::1]:8420', '192.168.1.5:8420']),
    );
  });

  it('need no port where it is 80', () => {
    expect(allowedHosts({ host: '127.0.0.1', port: 80 })).toEqual(
      new Set(['localhost:80', 'localhost', '127.0.0.1:80', '127.0.0.1', '[::1]:80', '[::1]']),
    );
  });

  it('are all addresses of this machine when it listens on all', () => {
    const own = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
    const hosts = allowedHosts({ host: '0.0.0.0', port: 1 });
    for (const { address, family } of own)
      expect(hosts).toContain(family === 'IPv6' ? `[${address}]:1` : `${address}:1`);
  });
});
