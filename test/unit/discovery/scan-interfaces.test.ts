import { describe, expect, it } from 'vitest';

import { suggestNetworks } from '#engine/discovery/scan/interfaces.ts';

const ipv4 = (cidr: string, internal = false) => ({
  address: cidr.split('/')[0]!,
  family: 'IPv4' as const,
  internal,
  cidr,
});

describe('networks of this PC', () => {
  it('suggests physical ones first, marks virtual ones, and leaves out what holds no miner', () => {
    const suggested = suggestNetworks({
      lo: [ipv4('127.0.0.1/8', true)],
      docker0: [ipv4('172.17.0.1/16')],
      'br-5f21': [ipv4('172.18.0.1/24')],
      utun3: [ipv4('10.8.0.2/24')],
      'vEthernet (Default Switch)': [ipv4('172.20.16.1/20')],
      tailscale0: [ipv4('100.101.102.103/32')],
      'Some VPN': [ipv4('100.70.1.2/24')],
      eth0: [
        ipv4('192.168.1.20/24'),
        { address: 'fe80::1', family: 'IPv6', internal: false, cidr: 'fe80::1/64' },
      ],
      eth1: [ipv4('203.0.113.9/24')],
      eth2: [ipv4('169.254.7.7/16')],
      enp5s0: [ipv4('10.20.30.40/8')],
      wlan0: [ipv4('192.168.4.9/22')],
    });
    expect(suggested.map(({ cidr, addresses, isVirtual }) => [cidr, addresses, isVirtual])).toEqual([
      ['192.168.1.0/24', 254, false],
      ['10.20.30.0/24', 254, false],
      ['192.168.4.0/22', 1022, false],
      ['127.0.0.0/24', 254, true],
      ['172.17.0.0/24', 254, true],
      ['172.18.0.0/24', 254, true],
      ['10.8.0.0/24', 254, true],
      ['172.20.16.0/20', 4094, true],
      ['100.70.1.0/24', 254, true],
    ]);
  });

  it('names a network once, by its physical adapter where it has one', () => {
    const suggested = suggestNetworks({
      virbr0: [ipv4('192.168.1.1/24')],
      eth0: [ipv4('192.168.1.20/24')],
      wlan0: [ipv4('192.168.1.21/24')],
    });
    expect(suggested).toEqual([
      {
        cidr: '192.168.1.0/24',
        interfaceName: 'eth0',
        address: '192.168.1.20',
        addresses: 254,
        isVirtual: false,
      },
    ]);
  });

  it('reads the real interfaces without a fault', () => {
    for (const { cidr } of suggestNetworks()) expect(cidr).toMatch(/^\d+\.\d+\.\d+\.\d+\/\d+$/);
  });
});
