import { isIP, isIPv4 } from 'node:net';

import { AppError } from '#shared/errors.ts';

/** Where a server listens. Port 0 asks the system for a free one. */
export interface ListenAddress {
  host: string;
  port: number;
}

const HOST_NAME = /^(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})(?:\.[A-Za-z0-9-]{1,63})*$/;

/** Reads `host:port`, `[ipv6]:port` or `:port` (all interfaces). Throws one sentence without a place. */
export function parseListenAddress(text: string): ListenAddress {
  const match = /^(?:\[([^\]]*)\]|([^:[\]]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  const host = match?.[1] ?? (match?.[2] || '0.0.0.0');
  const isHostFine = match?.[1] === undefined ? isFineName(host) : isIP(host) === 6;
  if (!match || !isHostFine || port > 65_535)
    throw new AppError(
      'BAD_INPUT',
      `${JSON.stringify(text.slice(0, 80))} stands here; allowed is HOST:PORT with a port from 0 to 65535, such as "0.0.0.0:3333" or "[::]:3333"`,
    );
  return { host, port };
}

function isFineName(host: string): boolean {
  return /^[\d.]+$/.test(host) ? isIPv4(host) : HOST_NAME.test(host);
}

/** `host:port` with brackets around IPv6, as in URLs. */
export function formatAddress(address: ListenAddress): string {
  return isIP(address.host) === 6 ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}

/** Reads an address range such as `192.168.0.0/16`; a bare address is a range of one. Returns `ip/prefix`. */
export function parseAddressRange(text: string): string {
  const [ip = '', prefix, ...rest] = text.split('/');
  const family = isIP(ip);
  const bits = family === 4 ? 32 : 128;
  const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : NaN;
  if (family === 0 || ip.includes('%') || rest.length > 0 || !(length <= bits))
    throw new AppError(
      'BAD_INPUT',
      `${JSON.stringify(text.slice(0, 80))} stands here; allowed is an address range such as "192.168.0.0/16" or "fd00::/8"`,
    );
  return `${ip}/${length}`;
}
