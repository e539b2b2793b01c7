import { describe, expect, it } from 'vitest';

import { mayOpenOutside, openOutside } from '#main/electron/links.ts';

const miners = new Set(['192.168.1.43', 'fd00::43']);

describe('mayOpenOutside', () => {
  it.each([
    'https://pool.example/stats',
    'http://192.168.1.43/',
    'http://192.168.1.43/cgi-bin/a?b',
    'http://[fd00::43]/',
  ])('allows %s', (address) => {
    expect(mayOpenOutside(address, miners)).toBe(true);
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
  ])('refuses %s', (address) => {
    expect(mayOpenOutside(address, miners)).toBe(false);
  });
});

describe('openOutside', () => {
  it('hands the parsed address to the system', async () => {
    const opened: string[] = [];
    const opener = async (address: string): Promise<void> => {
      opened.push(address);
    };
    expect(await openOutside(' https://POOL.example/a b', miners, opener)).toBe(true);
    expect(await openOutside('file:///etc/passwd', miners, opener)).toBe(false);
    expect(opened).toEqual(['https://pool.example/a%20b']);
  });
});
