import type { Json, JsonObject } from '#engine/discovery/json.ts';
import { readCount, readText } from '#engine/discovery/read/values.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';

import type { PoolEntry } from '../driver.ts';
import { splitPoolUrl } from '../pool-url.ts';

/** ESP-Miner v2.15, validate_pool_json: longest URL, user and password. */
const MAX_LENGTH = 255;

/** A pool in the keys of the firmware, which keeps host and port apart and wants no scheme. */
export interface PoolFields {
  stratumURL: string;
  stratumPort: number;
  stratumUser: string;
  stratumPassword: string;
}

/** Throws `MinerError` before anything is sent for what the firmware could not hold. */
export function poolFields(pool: PoolEntry): PoolFields {
  const address = splitPoolUrl(pool.url);
  if (!address || (address.scheme !== null && address.scheme !== 'stratum+tcp')) {
    throw new MinerError('unsupported', 'AxeOS takes pools as stratum+tcp://host:port only.');
  }
  const password = pool.password ?? 'x';
  if (pool.user === '' || [address.host, pool.user, password].some((text) => lengthOf(text) > MAX_LENGTH)) {
    throw new MinerError('unsupported', `AxeOS holds workers and passwords of 1 to ${MAX_LENGTH} bytes.`);
  }
  return {
    stratumURL: address.host,
    stratumPort: address.port,
    stratumUser: pool.user,
    stratumPassword: password,
  };
}

/** True where these keys hold that address and worker, in plain stratum v1. */
export function holdsPool(place: JsonObject, pool: PoolEntry): boolean {
  const address = splitPoolUrl(pool.url);
  const host = place['stratumURL'];
  return (
    address !== null &&
    typeof host === 'string' &&
    host.toLowerCase() === address.host.toLowerCase() &&
    readCount(place['stratumPort']) === address.port &&
    place['stratumUser'] === pool.user &&
    isPlain(place)
  );
}

/** TLS off and stratum v1: `SV1` on AxeOS, 0 on Nerd*OS; firmware without these keys has nothing else. */
function isPlain(place: JsonObject): boolean {
  const tls = place['stratumTLS'] ?? 0;
  const protocol = place['stratumProtocol'] ?? 'SV1';
  return (tls === 0 || tls === false) && (protocol === 'SV1' || protocol === 0);
}

/** The pool in a place, its password unknown: the firmware never tells it. Null for an empty place. */
export function readPlace(
  place: JsonObject,
  keys: [url: string, port: string, user: string],
): PoolEntry | null {
  const host = readText(place[keys[0]]);
  if (host === null) return null;
  const port = readCount(place[keys[1]]);
  const user: Json | undefined = place[keys[2]];
  return {
    url: port === null ? host : `${host}:${port}`,
    user: typeof user === 'string' ? user : '',
    password: null,
  };
}

function lengthOf(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
