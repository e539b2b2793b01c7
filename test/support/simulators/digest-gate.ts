import { createHash, randomBytes } from 'node:crypto';

/** A login as lighttpd's mod_auth asks for it. Change it to change the miner's password. */
export interface DigestLogin {
  realm: string;
  user: string;
  password: string;
  /** Default MD5. */
  algorithm?: 'MD5' | 'SHA-256';
  /** Default `auth`; null asks in the form of RFC 2069. */
  qop?: 'auth' | null;
}

/** What an Authorization header was taken for. */
export type Verdict = 'missing' | 'wrong' | 'stale' | 'right';

/** Checks digest logins: every nonce is good for one request, as some builds of lighttpd behave. */
export class DigestGate {
  readonly login: DigestLogin;
  readonly #nonces = new Set<string>();

  constructor(login: DigestLogin) {
    this.login = login;
  }

  /** The WWW-Authenticate header with a nonce of its own. */
  challenge(isStale = false): string {
    const { realm, algorithm, qop = 'auth' } = this.login;
    const nonce = randomBytes(16).toString('hex');
    this.#nonces.add(nonce);
    const parts = [`realm="${realm}"`, `nonce="${nonce}"`];
    if (algorithm) parts.push(`algorithm=${algorithm}`);
    if (qop) parts.push(`qop="${qop}"`);
    if (isStale) parts.push('stale=true');
    return `Digest ${parts.join(', ')}`;
  }

  check(method: string, uri: string, header: string | undefined): Verdict {
    if (!header?.startsWith('Digest ')) return 'missing';
    const given = new Map<string, string>();
    for (const [, name = '', quoted, bare = ''] of header.matchAll(
      /(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g,
    ))
      given.set(name, quoted?.replaceAll(/\\(.)/g, '$1') ?? bare);
    const { realm, user, password, algorithm = 'MD5', qop = 'auth' } = this.login;
    const hash = (text: string): string =>
      createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
        .update(text)
        .digest('hex');
    const nonce = given.get('nonce') ?? '';
    const [start, end] = [hash(`${user}:${realm}:${password}`), hash(`${method}:${uri}`)];
    const middle = qop ? `${nonce}:${given.get('nc')}:${given.get('cnonce')}:${qop}` : nonce;
    const isRight =
      given.get('username') === user &&
      given.get('realm') === realm &&
      given.get('uri') === uri &&
      (qop === null || (given.get('qop') === qop && given.get('nc') === '00000001')) &&
      given.get('response') === hash(`${start}:${middle}:${end}`);
    if (!isRight) return 'wrong';
    return this.#nonces.delete(nonce) ? 'right' : 'stale';
  }
}
