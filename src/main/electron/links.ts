import { isIP } from 'node:net';

import type { FarmClient } from './engine-host.ts';

/** Tells whether a machine of this farm has this address. */
export type IsKnownAddress = (address: string) => Promise<boolean>;

/**
 * True for an address the system's browser may be sent to: any https page, or the own page of a machine of this
 * farm at `http://<its ip>/`. Everything else, `file:` and program schemes above all, stays shut.
 */
export async function mayOpenOutside(address: string, isKnown: IsKnownAddress): Promise<boolean> {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') return false;
  if (url.protocol === 'https:') return true;
  if (url.protocol !== 'http:' || url.port !== '') return false;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(host) !== 0 && (await isKnown(host));
}

/** Opens `address` in the system's browser where the rule allows it; tells whether it did. */
export async function openOutside(
  address: string,
  isKnown: IsKnownAddress,
  opener: (address: string) => Promise<void>,
): Promise<boolean> {
  if (!(await mayOpenOutside(address, isKnown))) return false;
  await opener(new URL(address).href);
  return true;
}

/** Asks the engine whether a machine or a miner has the address; no, while it does not run. */
export async function isFarmAddress(client: FarmClient | null, address: string): Promise<boolean> {
  if (client === null) return false;
  const machines = await client.machines.list();
  if (machines.some((machine) => machine.address === address)) return true;
  const { miners } = await client.farm.get();
  return miners.some((miner) => miner.address === address);
}
