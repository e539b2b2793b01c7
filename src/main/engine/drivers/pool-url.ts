import type { PoolEntry } from './driver.ts';

/** A pool's address as miners write it: `host:port`, with or without `stratum+tcp://`. */
export interface PoolAddress {
  /** Lower case, null where none is written. */
  scheme: string | null;
  host: string;
  port: number;
}

/** Null for what is no `[scheme://]host:port[/…]`. */
export function splitPoolUrl(url: string): PoolAddress | null {
  const match = /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^\s:/@[\]]+|\[[0-9a-f:.]+\]):(\d{1,5})(?:\/\S*)?$/i.exec(
    url.trim(),
  );
  const port = Number(match?.[3]);
  if (!match?.[2] || port < 1 || port > 65_535) return null;
  return { scheme: match[1]?.toLowerCase() ?? null, host: match[2], port };
}

/** The same host and port, however written. An address that cannot be read equals only itself. */
export function isSameAddress(one: string, other: string): boolean {
  const [a, b] = [splitPoolUrl(one), splitPoolUrl(other)];
  if (!a || !b) return one.trim() === other.trim();
  return a.host.toLowerCase() === b.host.toLowerCase() && a.port === b.port;
}

/** The same address and worker; passwords are never compared. */
export function isSamePool(one: { url: string; user: string }, other: PoolEntry): boolean {
  return one.user === other.user && isSameAddress(one.url, other.url);
}

/**
 * Most likely our own proxy at an address it had before: our worker, on a private address, with the same host
 * or the same port. Such a place is no previous pool of the owner.
 */
export function isEarlierOurs(one: { url: string; user: string }, ours: PoolEntry): boolean {
  const [a, b] = [splitPoolUrl(one.url), splitPoolUrl(ours.url)];
  if (!a || !b || one.user !== ours.user) return false;
  return PRIVATE.test(a.host) && (a.host === b.host || a.port === b.port);
}

/** RFC 1918 and 3927, and loopback. */
const PRIVATE = /^(?:10|127|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.[\d.]+$/;
