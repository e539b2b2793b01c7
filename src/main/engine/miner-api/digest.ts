import { createHash } from 'node:crypto';

import type { MinerCredential } from './miner-host.ts';

/** A server's digest challenge (RFC 7616, 3.3). */
export interface DigestChallenge {
  realm: string;
  nonce: string;
  opaque: string | null;
  algorithm: DigestAlgorithm;
  /** Named by the server; the oldest neither name one nor know the word. */
  isAlgorithmNamed: boolean;
  /** `auth` where it is offered; null for the form of RFC 2069, which the oldest servers ask for. */
  qop: 'auth' | null;
  isStale: boolean;
}

type DigestAlgorithm = 'MD5' | 'MD5-sess' | 'SHA-256' | 'SHA-256-sess';

/** The request that an answer is for. */
export interface DigestRequest {
  method: string;
  /** The path with its query, as in the request line. */
  uri: string;
  credential: MinerCredential;
  /** Our own nonce, fresh for every request. */
  cnonce: string;
}

const ALGORITHMS: readonly DigestAlgorithm[] = ['SHA-256', 'SHA-256-sess', 'MD5', 'MD5-sess'];
const TOKEN = String.raw`[!#$%&'*+\-.^_\u0060|~\w]+`;
const PARAMETER = new RegExp(String.raw`^[\s,]*(${TOKEN})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|(${TOKEN}))`);
const SCHEME = new RegExp(String.raw`^[\s,]*(${TOKEN})(?:\s+|$)(?!=)`);

/** The strongest digest challenge of a WWW-Authenticate header that can be answered, or null. */
export function readChallenge(header: string): DigestChallenge | null {
  const found = parseSchemes(header)
    .map(toChallenge)
    .filter((challenge) => challenge !== null);
  return found.sort((a, b) => ALGORITHMS.indexOf(a.algorithm) - ALGORITHMS.indexOf(b.algorithm))[0] ?? null;
}

/** The realm that a WWW-Authenticate header names first, whatever its scheme; it tells firmwares apart. */
export function readRealm(header: string): string | null {
  for (const { parameters } of parseSchemes(header)) {
    const realm = parameters.get('realm');
    if (realm !== undefined) return realm;
  }
  return null;
}

/** The Authorization header that answers a challenge (RFC 7616, 3.4; without qop RFC 2069). */
export function answerChallenge(challenge: DigestChallenge, request: DigestRequest): string {
  const { realm, nonce, opaque, algorithm, qop } = challenge;
  const { method, uri, credential, cnonce } = request;
  const hash = (text: string): string =>
    createHash(algorithm.startsWith('MD5') ? 'md5' : 'sha256')
      .update(text, 'utf8')
      .digest('hex');
  const secret = hash(`${credential.user}:${realm}:${credential.password}`);
  const a1 = algorithm.endsWith('-sess') ? hash(`${secret}:${nonce}:${cnonce}`) : secret;
  const a2 = hash(`${method}:${uri}`);
  const nc = '00000001';
  const response = hash(qop ? `${a1}:${nonce}:${nc}:${cnonce}:${qop}:${a2}` : `${a1}:${nonce}:${a2}`);
  const parts = [
    `username="${escape(credential.user)}"`,
    `realm="${escape(realm)}"`,
    `nonce="${escape(nonce)}"`,
    `uri="${uri}"`,
    `response="${response}"`,
  ];
  if (challenge.isAlgorithmNamed) parts.push(`algorithm=${algorithm}`);
  if (opaque !== null) parts.push(`opaque="${escape(opaque)}"`);
  if (qop) parts.push(`qop=${qop}`, `nc=${nc}`);
  if (qop || algorithm.endsWith('-sess')) parts.push(`cnonce="${cnonce}"`);
  return `Digest ${parts.join(', ')}`;
}

interface Scheme {
  name: string;
  parameters: Map<string, string>;
}

function parseSchemes(header: string): Scheme[] {
  const schemes: Scheme[] = [];
  let rest = header;
  for (;;) {
    const parameter = PARAMETER.exec(rest);
    const scheme = parameter ? null : SCHEME.exec(rest);
    if (parameter) {
      const [whole, name = '', quoted, bare = ''] = parameter;
      schemes.at(-1)?.parameters.set(name.toLowerCase(), quoted?.replaceAll(/\\(.)/g, '$1') ?? bare);
      rest = rest.slice(whole.length);
    } else if (scheme) {
      schemes.push({ name: scheme[1]?.toLowerCase() ?? '', parameters: new Map() });
      rest = rest.slice(scheme[0].length);
    } else return schemes;
  }
}

function toChallenge({ name, parameters }: Scheme): DigestChallenge | null {
  const realm = parameters.get('realm');
  const nonce = parameters.get('nonce');
  const wanted = (parameters.get('algorithm') ?? 'MD5').toLowerCase();
  const algorithm = ALGORITHMS.find((known) => known.toLowerCase() === wanted);
  if (name !== 'digest' || realm === undefined || nonce === undefined || !algorithm) return null;
  const qops = parameters
    .get('qop')
    ?.toLowerCase()
    .split(/[\s,]+/);
  if (qops && !qops.includes('auth')) return null;
  return {
    realm,
    nonce,
    opaque: parameters.get('opaque') ?? null,
    algorithm,
    isAlgorithmNamed: parameters.has('algorithm'),
    qop: qops ? 'auth' : null,
    isStale: parameters.get('stale')?.toLowerCase() === 'true',
  };
}

function escape(text: string): string {
  return text.replaceAll(/["\\]/g, String.raw`\$&`);
}
