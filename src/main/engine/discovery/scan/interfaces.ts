import { networkInterfaces } from 'node:os';
import type { NetworkInterfaceInfo } from 'node:os';

import type { NetworkSuggestion } from '#shared/model/machine.ts';

import { formatIpv4, isPrivateRange, networkAround, parseIpv4 } from './ipv4.ts';

type Interfaces = NodeJS.Dict<Pick<NetworkInterfaceInfo, 'address' | 'family' | 'internal' | 'cidr'>[]>;

/** Containers, virtual machines, VPNs and tunnels by the names that Linux, macOS and Windows give them. */
const VIRTUAL_NAME =
  /^(?:lo\d*$|docker|podman|br-|veth|virbr|cni|flannel|cali|vmnet|vboxnet|utun|tun|tap|ppp|wg|zt|ipsec|tailscale|awdl|llw)|vEthernet|VirtualBox|VMware|Hyper-V|WSL|Loopback|ZeroTier|WireGuard|OpenVPN|TAP-Windows|Hamachi|NordLynx/i;
/** Networks wider than this are suggested as the /24 around the PC's own address. */
const WIDEST_PREFIX = 20;
const CARRIER_NAT = networkAround(0x6440_0000, 10);
const LINK_LOCAL = networkAround(0xa9fe_0000, 16);

/**
 * The private IPv4 networks of this PC, physical adapters first. Point-to-point links, which hold no other
 * machine, and self-assigned addresses (169.254) are left out.
 */
export function suggestNetworks(interfaces: Interfaces = networkInterfaces()): NetworkSuggestion[] {
  const suggestions = new Map<string, NetworkSuggestion>();
  for (const [name, addresses] of Object.entries(interfaces)) {
    for (const one of addresses ?? []) {
      const suggestion = suggest(name, one);
      if (suggestion === null) continue;
      const earlier = suggestions.get(suggestion.cidr);
      if (earlier === undefined || (earlier.isVirtual && !suggestion.isVirtual))
        suggestions.set(suggestion.cidr, suggestion);
    }
  }
  return [...suggestions.values()].toSorted((a, b) => Number(a.isVirtual) - Number(b.isVirtual));
}

function suggest(
  name: string,
  { address: text, family, internal, cidr }: NonNullable<Interfaces[string]>[number],
): NetworkSuggestion | null {
  const address = family === 'IPv4' ? parseIpv4(text) : null;
  const prefix = Number(cidr?.split('/')[1] ?? Number.NaN);
  if (address === null || !(prefix >= 0 && prefix <= 30)) return null;
  const isIn = (range: { first: number; last: number }): boolean =>
    address >= range.first && address <= range.last;
  if (!isPrivateRange({ first: address, last: address }) || isIn(LINK_LOCAL)) return null;
  const shownPrefix = prefix < WIDEST_PREFIX ? 24 : prefix;
  return {
    cidr: `${formatIpv4(networkAround(address, shownPrefix).first)}/${shownPrefix}`,
    interfaceName: name,
    address: text,
    addresses: 2 ** (32 - shownPrefix) - 2,
    isVirtual: internal || VIRTUAL_NAME.test(name) || isIn(CARRIER_NAT),
  };
}
