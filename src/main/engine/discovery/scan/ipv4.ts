/** IPv4 addresses from `first` to `last`, both included, each as a number of 32 bits. */
export interface AddressRange {
  first: number;
  last: number;
}

const DOTTED = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/** Reads `10.0.4.17`, leading zeros as decimal; null for anything else, parts above 255 included. */
export function parseIpv4(text: string): number | null {
  const match = DOTTED.exec(text);
  if (match === null) return null;
  let address = 0;
  for (const part of match.slice(1)) {
    if (Number(part) > 255) return null;
    address = address * 256 + Number(part);
  }
  return address;
}

export function formatIpv4(address: number): string {
  return [address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255].join('.');
}

/** The addresses of a network of `prefix` bits around `address`, network and broadcast address included. */
export function networkAround(address: number, prefix: number): AddressRange {
  const size = 2 ** (32 - prefix);
  const first = Math.floor(address / size) * size;
  return { first, last: first + size - 1 };
}

function block(cidr: string): AddressRange {
  const [address = '', prefix] = cidr.split('/');
  return networkAround(parseIpv4(address) ?? 0, Number(prefix));
}

/** RFC 1918, RFC 6598 (carrier NAT, VPNs), RFC 3927 (link-local) and loopback. */
const PRIVATE_BLOCKS = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '127.0.0.0/8',
].map(block);

/** True when the whole range lies in one private block. */
export function isPrivateRange({ first, last }: AddressRange): boolean {
  return PRIVATE_BLOCKS.some((one) => first >= one.first && last <= one.last);
}

export function isPrivateAddress(text: string): boolean {
  const address = parseIpv4(text);
  return address !== null && isPrivateRange({ first: address, last: address });
}
