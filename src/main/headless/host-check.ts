import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

import { formatAddress, type ListenAddress } from '#engine/config/addresses.ts';

import { HttpFailure } from './http-errors.ts';

const LOOPBACK = ['localhost', '127.0.0.1', '::1'];
const WILDCARDS = new Set(['0.0.0.0', '::']);

/**
 * The values of `Host` under which this server may be asked. Any other name that leads here was brought
 * by a foreign page (DNS rebinding).
 */
export function allowedHosts(bound: ListenAddress): Set<string> {
  const hosts = new Set([...LOOPBACK, bound.host.toLowerCase()]);
  if (WILDCARDS.has(bound.host)) {
    for (const addresses of Object.values(networkInterfaces()))
      for (const { address } of addresses ?? []) hosts.add(address);
  }
  const values = new Set<string>();
  for (const host of hosts) {
    values.add(formatAddress({ host, port: bound.port }));
    if (bound.port === 80) values.add(isIP(host) === 6 ? `[${host}]` : host);
  }
  return values;
}

/** Throws 403 unless the request is meant for this server and comes from no foreign page. */
export function checkHostAndOrigin(headers: IncomingHttpHeaders, bound: ListenAddress): void {
  const host = headers.host?.toLowerCase() ?? '';
  if (!allowedHosts(bound).has(host))
    throw new HttpFailure(403, 'FORBIDDEN', 'The Host header does not name this server.');
  if (headers.origin !== undefined && headers.origin.toLowerCase() !== `http://${host}`)
    throw new HttpFailure(403, 'FORBIDDEN', 'The Origin header names another site than this server.');
}
