import { AppError } from './errors.ts';

/** Where a pool listens; `ssl` is Stratum inside TLS. */
export interface PoolAddress {
  scheme: 'tcp' | 'ssl';
  /** Lower case; an IPv6 address without its brackets. */
  host: string;
  port: number;
}

const SCHEMES: Record<string, PoolAddress['scheme']> = {
  'stratum+tcp': 'tcp',
  tcp: 'tcp',
  'stratum+ssl': 'ssl',
  'stratum+tls': 'ssl',
  ssl: 'ssl',
  tls: 'ssl',
};

const ALLOWED = 'write stratum+tcp://host:port or stratum+ssl://host:port';

/**
 * A pool address as a person writes it: `stratum+tcp://`, `tcp://`, `stratum+ssl://`, `stratum+tls://`,
 * `ssl://`, `tls://` or nothing (plain TCP), then host and port. Throws AppError BAD_INPUT with a
 * sentence that says what stands there and what is allowed.
 */
export function parsePoolUrl(text: string): PoolAddress {
  const trimmed = text.trim();
  const parts = /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/)?(.*)$/.exec(trimmed);
  const rest = parts?.[2] ?? '';
  if (trimmed === '' || rest === '') throw bad(text, 'has no host');
  const scheme = parseScheme(text, parts?.[1]);
  if (rest.includes('@')) {
    throw bad(text, 'holds a user name or password, which belong in the fields for them');
  }
  const [authority = '', ...path] = rest.split(/[/?#]/);
  if (rest !== authority && (rest !== `${authority}/` || path.length !== 1)) {
    throw bad(text, 'has something after the port');
  }
  const { host, portText } = splitAuthority(text, authority);
  return { scheme, host: parseHost(text, host), port: parsePort(text, portText) };
}

/** The one way an address is stored and shown: `stratum+tcp://host:port` or `stratum+ssl://host:port`. */
export function formatPoolUrl(address: PoolAddress): string {
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return `stratum+${address.scheme}://${host}:${address.port}`;
}

function bad(text: string, problem: string): AppError {
  const shown = text.length > 80 ? `${text.slice(0, 79)}…` : text;
  return new AppError('BAD_INPUT', `The pool address "${shown}" ${problem}; ${ALLOWED}.`);
}

function parseScheme(text: string, scheme: string | undefined): PoolAddress['scheme'] {
  if (scheme === undefined) return 'tcp';
  const name = scheme.toLowerCase();
  if (name.startsWith('stratum2')) throw bad(text, 'is a Stratum V2 address, which is not supported');
  const known = Object.hasOwn(SCHEMES, name) ? SCHEMES[name] : undefined;
  if (!known) throw bad(text, `begins with "${scheme}://", which is no Stratum scheme`);
  return known;
}

function splitAuthority(text: string, authority: string): { host: string; portText: string | undefined } {
  if (authority.startsWith('[')) {
    const match = /^\[([^\]]*)\](?::(.*))?$/.exec(authority);
    if (!match || !isIpv6(match[1] ?? '')) throw bad(text, 'has no valid IPv6 address in its brackets');
    return { host: match[1] ?? '', portText: match[2] };
  }
  const colons = authority.split(':');
  if (colons.length > 2) throw bad(text, 'has more than one colon (an IPv6 address goes in brackets)');
  return { host: colons[0] ?? '', portText: colons[1] };
}

function parseHost(text: string, host: string): string {
  const name = host.toLowerCase();
  if (name === '') throw bad(text, 'has no host');
  if (name.includes(':')) return name;
  if (/^[\d.]+$/.test(name)) {
    const octets = name.split('.');
    const isIpv4 =
      octets.length === 4 && octets.every((octet) => /^\d{1,3}$/.test(octet) && Number(octet) <= 255);
    if (!isIpv4) throw bad(text, `names the host "${host}", which is no valid IPv4 address`);
    return name;
  }
  const isName =
    name.length <= 253 &&
    /^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\.?$/.test(name);
  if (!isName) throw bad(text, `names the host "${host}", which is no valid host name`);
  return name;
}

function parsePort(text: string, portText: string | undefined): number {
  if (portText === undefined || portText === '') throw bad(text, 'has no port (1 to 65535)');
  const port = Number(portText);
  if (!/^\d{1,5}$/.test(portText) || port < 1 || port > 65_535) {
    throw bad(text, `has the port "${portText}", which is not 1 to 65535`);
  }
  return port;
}

/** True for eight groups of 1 to 4 hex digits, one run of zero groups written `::`, IPv4 allowed at the end. */
function isIpv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1)?.at(-1);
  let count = groups.flat().length;
  if (last?.includes('.')) {
    const octets = last.split('.');
    if (octets.length !== 4 || !octets.every((octet) => /^\d{1,3}$/.test(octet) && Number(octet) <= 255))
      return false;
    groups.at(-1)?.pop();
    count += 1;
  }
  if (!groups.flat().every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  return halves.length === 2 ? count <= 7 : count === 8;
}
