import { isIP } from 'node:net';

/**
 * True for an address the system's browser may be sent to: any https page, or the own page of a miner of this
 * farm at `http://<its ip>/`. Everything else, `file:` and program schemes above all, stays shut.
 */
export function mayOpenOutside(address: string, minerAddresses: ReadonlySet<string>): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') return false;
  if (url.protocol === 'https:') return true;
  if (url.protocol !== 'http:' || url.port !== '') return false;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(host) !== 0 && minerAddresses.has(host);
}

/** Opens `address` in the system's browser where the rule allows it; tells whether it did. */
export async function openOutside(
  address: string,
  minerAddresses: ReadonlySet<string>,
  opener: (address: string) => Promise<void>,
): Promise<boolean> {
  if (!mayOpenOutside(address, minerAddresses)) return false;
  await opener(new URL(address).href);
  return true;
}
