import { X509Certificate } from 'node:crypto';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { checkServerIdentity, connect as connectTls, type ConnectionOptions } from 'node:tls';

import type { PoolAddress } from '#shared/pool-url.ts';

import { LIMITS } from './limits.ts';

/** Where to connect; `ca` pins the TLS connection to these PEM certificates, and to nothing else. */
export interface PoolEndpoint extends PoolAddress {
  ca?: string | undefined;
}

/**
 * Opens a socket to a pool; the name is looked up anew each time and all its addresses are tried.
 * TLS certificates are always verified. Throws when the pinned certificate cannot be read.
 */
export function openPoolSocket(endpoint: PoolEndpoint): Socket {
  const { host, port } = endpoint;
  const place = { host, port, autoSelectFamily: true };
  const socket = endpoint.scheme === 'ssl' ? connectTls(tlsOptions(endpoint, place)) : connectTcp(place);
  // Not before: trying several addresses replaces the handle that these are set on.
  socket.once('connect', () => {
    socket.setNoDelay(true);
    socket.setKeepAlive(true, LIMITS.keepAliveMs);
  });
  return socket;
}

function tlsOptions({ host, ca }: PoolEndpoint, place: ConnectionOptions): ConnectionOptions {
  const verified = isIP(host) ? place : { ...place, servername: host.replace(/\.$/, '') };
  if (ca === undefined) return verified;
  const pinned = readCertificates(ca);
  const fingerprints = new Set(pinned.map((certificate) => certificate.fingerprint256));
  return {
    ...verified,
    ca: pinned.map((certificate) => certificate.toString()),
    // A pinned certificate is trusted itself, also when an unknown authority signed it.
    allowPartialTrustChain: true,
    checkServerIdentity: (peerHost, peer) =>
      fingerprints.has(peer.fingerprint256) ? undefined : checkServerIdentity(peerHost, peer),
  };
}

function readCertificates(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) throw new Error('no certificate in PEM form');
  return blocks.map((block) => new X509Certificate(block));
}

/** What went wrong with a socket, in words for a farm owner. */
export function describeSocketError(error: unknown, endpoint: PoolEndpoint): string {
  const code = errorCode(error);
  const place = `${endpoint.host}:${endpoint.port}`;
  switch (code) {
    case 'ENOTFOUND':
      return `the name "${endpoint.host}" cannot be found`;
    case 'EAI_AGAIN':
      return `the name "${endpoint.host}" could not be looked up: the name server does not answer`;
    case 'ECONNREFUSED':
      return `nothing listens on ${place}`;
    case 'ETIMEDOUT':
      return `${place} does not answer`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `${place} cannot be reached from this computer's network`;
    case 'ECONNRESET':
    case 'EPIPE':
      return `${place} cut the connection`;
    default:
      return describeTlsError(code, endpoint) ?? `the connection to ${place} failed (${code})`;
  }
}

function describeTlsError(code: string, endpoint: PoolEndpoint): string | null {
  if (endpoint.scheme !== 'ssl') return null;
  if (code === 'CERT_HAS_EXPIRED') return "the pool's certificate has expired";
  if (code === 'CERT_NOT_YET_VALID') return "the pool's certificate is not valid yet (is the clock right?)";
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return `the pool's certificate is not for the name "${endpoint.host}"`;
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL')) {
    return `${endpoint.host}:${endpoint.port} does not speak TLS (is it a stratum+tcp port?)`;
  }
  if (/SELF_SIGNED|UNABLE_TO|CERT_|INVALID_CA/.test(code)) {
    return endpoint.ca === undefined
      ? "the pool's certificate is not signed by an authority this computer trusts; pin it if it is the right one"
      : "the pool's certificate is not the pinned one";
  }
  return null;
}

function errorCode(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : 'unknown error';
}
