import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { AddressSet } from '#engine/discovery/scan/address-set.ts';
import { formatIpv4, parseIpv4 } from '#engine/discovery/scan/ipv4.ts';
import { parseRanges } from '#engine/discovery/scan/ranges.ts';
import { AppError } from '#shared/errors.ts';

function spans(text: string, insist = false): string[] {
  return parseRanges(text, { insist }).ranges.map(({ first, last }) =>
    first === last ? formatIpv4(first) : `${formatIpv4(first)}-${formatIpv4(last)}`,
  );
}

function refusal(text: string, insist = false): string {
  try {
    parseRanges(text, { insist });
  } catch (error) {
    if (error instanceof AppError && error.code === 'BAD_INPUT') return error.message;
    throw error;
  }
  return 'accepted';
}

describe('ranges that an owner types or pastes', () => {
  it.each<[string, string[]]>([
    ['192.168.1.0/24, 10.0.4.10-50', ['10.0.4.10-10.0.4.50', '192.168.1.1-192.168.1.254']],
    ['10.0.4.10-10.0.5.20', ['10.0.4.10-10.0.5.20']],
    ['192.168.1.17', ['192.168.1.17']],
    ['192.168.1.17/24', ['192.168.1.1-192.168.1.254']],
    ['192.168.1.0 / 24', ['192.168.1.1-192.168.1.254']],
    ['192.168.1.0/255.255.255.0', ['192.168.1.1-192.168.1.254']],
    ['192.168.1.4/30', ['192.168.1.5-192.168.1.6']],
    ['192.168.1.4/31', ['192.168.1.4-192.168.1.5']],
    ['192.168.1.4/32', ['192.168.1.4']],
    ['10.0.4.*', ['10.0.4.1-10.0.4.254']],
    ['10.0.4.10 – 50', ['10.0.4.10-10.0.4.50']],
    ['- 10.0.4.10\n- 10.0.4.12\n', ['10.0.4.10', '10.0.4.12']],
    ['10.0.4.10;10.0.4.12\t10.0.4.14\r\n10.0.4.16', ['10.0.4.10', '10.0.4.12', '10.0.4.14', '10.0.4.16']],
    [
      'http://10.0.0.5/ https://10.0.0.7:8443/cgi-bin/luci 10.0.0.9:4028',
      ['10.0.0.5', '10.0.0.7', '10.0.0.9'],
    ],
    ['10.0.4.1-20, 10.0.4.10-30, 10.0.4.31', ['10.0.4.1-10.0.4.31']],
    ['192.168.1.0/24 192.168.1.255', ['192.168.1.1-192.168.1.255']],
    ['192.168.001.010', ['192.168.1.10']],
    [
      '100.64.0.0/20 169.254.3.0/24 127.0.0.1',
      ['100.64.0.1-100.64.15.254', '127.0.0.1', '169.254.3.1-169.254.3.254'],
    ],
    ['10.0.0.0/16', ['10.0.0.1-10.0.255.254']],
  ])('reads %j', (text, expected) => {
    expect(spans(text).toSorted()).toEqual(expected.toSorted());
  });

  it.each<[string, string]>([
    ['', 'No range is given'],
    [' , ;\n', 'No range is given'],
    ['http://', 'No range is given'],
    ['miner-7.local', '"miner-7.local" is a name'],
    ['http://antminer.local/x', '"antminer.local" is a name'],
    ['fe80::1', '"fe80::1" is an IPv6 address'],
    ['10.0.0.256', '"10.0.0.256" has a part above 255'],
    ['10.0.0.10-256', '"10.0.0.10-256" ends above 255'],
    ['10.0.0.50-10', '"10.0.0.50-10" ends before it begins'],
    ['10.0.5.1-10.0.4.9', '"10.0.5.1-10.0.4.9" ends before it begins'],
    ['10.0.0.1-2-3', '"10.0.0.1-2-3" has more than one "-"'],
    ['192.168.1.0/33', '"192.168.1.0/33" has no prefix length from 0 to 32'],
    ['192.168.1.0/24/8', '"192.168.1.0/24/8" has no prefix length'],
    ['192.168.1.0/255.0.255.0', '"192.168.1.0/255.0.255.0" has no prefix length'],
    ['10.0.4', '"10.0.4" is no whole address'],
    ['1e3.0.0.1', '"1e3.0.0.1" is a name'],
    ['10.*.4.1', '"10.*.4.1" has a * where none can stand'],
    ['*.*.*.*', '"*.*.*.*" has a * where none can stand'],
    ['10.0.0.1%eth0', '"10.0.0.1%eth0" is no IPv4 range'],
    ['10.0.0.1\u0000', '"10.0.0.1\\u0000" is no IPv4 range'],
    ['8.8.8.0/24', '"8.8.8.0/24" is not private'],
    ['172.31.255.250-172.32.0.5', '"172.31.255.250-172.32.0.5" is not private'],
    ['0.0.0.0/0', '"0.0.0.0/0" reaches into 0.0.0.0/8'],
    ['224.0.0.75', '"224.0.0.75" reaches into multicast'],
    ['255.255.255.255', '"255.255.255.255" reaches into multicast'],
    ['10.0.0.0/15', '"10.0.0.0/15" makes it 131,070 addresses'],
    ['10.0.0.0/17 10.1.0.0/16', '"10.1.0.0/16" makes it 98,300 addresses'],
    ['10.0.0.0/8', 'never more than 1,048,576'],
    ['10.0.0.1 '.repeat(500), 'The ranges are 4500 characters long'],
    ['1 '.repeat(1500), '1500 ranges are given'],
  ])('answers %j with one sentence', (text, words) => {
    const message = refusal(text);
    expect(message).toContain(words);
    expect(message).toMatch(/^[^\n]+\.$/);
  });

  it('scans public and larger networks only if the owner insists, and some never', () => {
    expect(spans('8.8.8.0/30', true)).toEqual(['8.8.8.1-8.8.8.2']);
    expect(parseRanges('10.0.0.0/13', { insist: true }).size).toBe(2 ** 19 - 2);
    expect(refusal('10.0.0.0/11', true)).toContain('never more than 1,048,576');
    expect(refusal('239.1.1.1', true)).toContain('never scanned');
    expect(refusal('0.1.1.1', true)).toContain('never scanned');
  });

  it('never throws anything but its sentence', () => {
    const pieces = fc.stringMatching(/^[0-9./:,;*\- hxtp]{0,40}$/);
    fc.assert(fc.property(fc.oneof(pieces, fc.string()), (text) => void refusal(text, true)));
  });

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (address) => {
        expect(parseIpv4(formatIpv4(address))).toBe(address);
      }),
    );
  });
});

describe('the order of addresses', () => {
  it('visits every address once, whatever the size and the seed', () => {
    const range = fc.tuple(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 300 }));
    fc.assert(
      fc.property(fc.array(range, { minLength: 1, maxLength: 6 }), fc.integer(), (parts, seed) => {
        const set = new AddressSet(parts.map(([first, more]) => ({ first, last: first + more })));
        const wanted = new Set(
          parts.flatMap(([first, more]) => Array.from({ length: more + 1 }, (_, index) => first + index)),
        );
        const visited = [...set.shuffled(seed)].map((index) => set.at(index));
        expect(visited).toHaveLength(wanted.size);
        expect(new Set(visited)).toEqual(wanted);
      }),
      { numRuns: 50 },
    );
  });

  it('spreads over the networks: of the first tenth of a /20, every /24 gets some', () => {
    const set = parseRanges('10.0.0.0/20');
    const blocks = new Set<number>();
    for (const index of set.shuffled(5).take(409)) blocks.add(set.at(index) >>> 8);
    expect(blocks.size).toBe(16);
  });
});
