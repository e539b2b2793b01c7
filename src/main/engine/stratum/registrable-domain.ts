import { isIP } from 'node:net';

import { getDomain } from 'tldts';

/**
 * Whether a pool's `client.reconnect` may lead to `newHost`: the same host, or another of the same
 * registrable domain (names under a shared suffix such as duckdns.org count as different owners).
 * Addresses and single-label names only lead to themselves. Anything else is how hashrate is stolen
 * on plain Stratum.
 */
export function mayReconnectTo(currentHost: string, newHost: string): boolean {
  const current = normalise(currentHost);
  const next = normalise(newHost);
  if (next === '' || current === '') return false;
  if (current === next) return true;
  if (isIP(current) || isIP(next)) return false;
  const options = { allowPrivateDomains: true };
  const domain = getDomain(current, options);
  return domain !== null && domain === getDomain(next, options);
}

function normalise(host: string): string {
  return host
    .trim()
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
}
