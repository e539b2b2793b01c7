import { describe, expect, it } from 'vitest';

import type { FarmClient } from '#main/electron/engine-host.ts';
import { isFarmAddress, mayOpenOutside, openOutside } from '#main/electron/links.ts';

const isKnown = async (address: string): Promise<boolean> => ['192.168.1.43', 'fd00::43'].includes(address);

describe('mayOpenOutside', () => {
  it.each([
    'https://pool.example/stats',
    'http://192.168.1.43/',
    'http://192.168.1.43/cgi-bin/a?b',
    'http://[fd00::43]/',
  ])('allows %s', async (address) => {
    expect(await mayOpenOutside(address, isKnown)).toBe(true);
  });

  it.each([
    'http://pool.example/',
    'http://192.168.1.44/',
    'http://192.168.1.43:8080/',
    'http://user@192.168.1.43/',
    'https://user:pass@pool.example/',
    'http://192.168.1.43.evil.example/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://192.168.1.43/share',
    'ms-msdt:/id',
    'app://farm/',
    'not an address',
    '',
  ])('refuses %s', async (address) => {
    expect(await mayOpenOutside(address, isKnown)).toBe(false);
  });
});

describe('openOutside', () => {
  it('hands the parsed address to the system', async () => {
    const opened: string[] = [];
    const opener = async (address: string): Promise<void> => {
      opened.push(address);
    };
    expect(await openOutside(' https://POOL.example/a b', isKnown, opener)).toBe(true);
    expect(await openOutside('file:///etc/passwd', isKnown, opener)).toBe(false);
    expect(opened).toEqual(['https://pool.example/a%20b']);
  });
});

describe('isFarmAddress', () => {
  const client = {
    machines: { list: async () => [{ address: '10.0.0.1' }] },
    farm: { get: async () => ({ miners: [{ address: '10.0.0.2' }, { address: null }] }) },
  } as unknown as FarmClient;

  it('knows the machines that were found and the miners that are connected, and nobody else', async () => {
    const asked = ['10.0.0.1', '10.0.0.2', '10.0.0.3'].map((address) => isFarmAddress(client, address));
    expect(await Promise.all(asked)).toEqual([true, true, false]);
  });

  it('knows nobody while the engine does not run', async () => {
    expect(await isFarmAddress(null, '10.0.0.1')).toBe(false);
  });
});
