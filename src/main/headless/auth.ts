import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

import type { Clock } from '#engine/lib/clock.ts';

/** Who asks, as it stands in marks and in the audit. */
export interface Identity {
  by: 'api' | 'browser';
  /** Of a browser's session, else null. */
  sessionId: string | null;
}

const SESSION_MS = 7 * 86_400_000;
const MAX_SESSIONS = 1000;
const ATTEMPT_WINDOW_MS = 60_000;
const MAX_ATTEMPTS_PER_ADDRESS = 10;
const MAX_ATTEMPTS = 100;
/** Wrong bearer tokens of one address a minute: a program with an old token comes less often than that. */
const MAX_WRONG_TOKENS = 60;
/** Addresses whose wrong tokens are counted; beyond them the longest known is forgotten. */
const MAX_COUNTED_ADDRESSES = 10_000;

export interface AuthOptions {
  token: string;
  /** The port is in the cookie's name, since cookies do not tell ports of one host apart. */
  cookieName: string;
}

/** Knows the token and the browser sessions made with it. Sessions end with the process. */
export class Auth {
  /** Called with the id of a session that has ended. */
  onSessionEnded: (sessionId: string) => void = () => {};
  readonly #clock: Clock;
  readonly #options: AuthOptions;
  /** Session id → the monotonic ms at which it ends. */
  readonly #sessions = new Map<string, number>();
  /** Monotonic ms of failed logins, by address. */
  #failures: { address: string; atMs: number }[] = [];
  /** Wrong bearer tokens in the present minute of each address. */
  readonly #wrongTokens = new Map<string, { count: number; sinceMs: number }>();

  constructor(clock: Clock, options: AuthOptions) {
    this.#clock = clock;
    this.#options = options;
  }

  /**
   * Who sends these headers; null when they prove nothing. An address that has sent too many wrong tokens within
   * a minute is `too-many`, also with the right one: or guessing would go on at any speed.
   */
  identify(headers: IncomingHttpHeaders, address: string): Identity | 'too-many' | null {
    const bearer = /^bearer +([^\s]+)$/i.exec(headers.authorization ?? '')?.[1];
    if (bearer !== undefined) return this.#identifyBearer(bearer, address);
    const sessionId = this.#sessionOf(headers);
    return sessionId === null ? null : { by: 'browser', sessionId };
  }

  #identifyBearer(bearer: string, address: string): Identity | 'too-many' | null {
    const nowMs = this.#clock.monotonicMs();
    const known = this.#wrongTokens.get(address);
    const wrong = known && nowMs - known.sinceMs < ATTEMPT_WINDOW_MS ? known : { count: 0, sinceMs: nowMs };
    if (wrong.count >= MAX_WRONG_TOKENS) return 'too-many';
    if (this.#isToken(bearer)) return { by: 'api', sessionId: null };
    wrong.count += 1;
    this.#wrongTokens.delete(address);
    this.#wrongTokens.set(address, wrong);
    const [oldest] = this.#wrongTokens.keys();
    if (this.#wrongTokens.size > MAX_COUNTED_ADDRESSES && oldest !== undefined)
      this.#wrongTokens.delete(oldest);
    return null;
  }

  /** Turns the token into a session: its cookie, or why not. */
  login(token: string, address: string): { cookie: string } | 'wrong' | 'too-many' {
    const nowMs = this.#clock.monotonicMs();
    this.#failures = this.#failures.filter(({ atMs }) => nowMs - atMs < ATTEMPT_WINDOW_MS);
    const ofAddress = this.#failures.filter((failure) => failure.address === address).length;
    if (ofAddress >= MAX_ATTEMPTS_PER_ADDRESS || this.#failures.length >= MAX_ATTEMPTS) return 'too-many';
    if (!this.#isToken(token)) {
      this.#failures.push({ address, atMs: nowMs });
      return 'wrong';
    }
    return { cookie: this.#cookie(this.#openSession(), SESSION_MS / 1000) };
  }

  /** Ends the session of these headers; returns a cookie that clears the browser's. */
  logout(headers: IncomingHttpHeaders): { cookie: string } {
    const sessionId = this.#sessionOf(headers);
    if (sessionId !== null) this.#endSession(sessionId);
    return { cookie: this.#cookie('', 0) };
  }

  #openSession(): string {
    for (const [sessionId, endsAtMs] of this.#sessions)
      if (endsAtMs <= this.#clock.monotonicMs()) this.#endSession(sessionId);
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size >= MAX_SESSIONS && oldest !== undefined) this.#endSession(oldest);
    const sessionId = randomBytes(32).toString('base64url');
    this.#sessions.set(sessionId, this.#clock.monotonicMs() + SESSION_MS);
    return sessionId;
  }

  #endSession(sessionId: string): void {
    if (this.#sessions.delete(sessionId)) this.onSessionEnded(sessionId);
  }

  #sessionOf(headers: IncomingHttpHeaders): string | null {
    for (const pair of (headers.cookie ?? '').split(';')) {
      const [name = '', value = ''] = pair.trim().split('=', 2);
      if (name !== this.#options.cookieName) continue;
      const endsAtMs = this.#sessions.get(value);
      if (endsAtMs === undefined) continue;
      if (endsAtMs > this.#clock.monotonicMs()) return value;
      this.#endSession(value);
    }
    return null;
  }

  #cookie(value: string, maxAgeSeconds: number): string {
    return `${this.#options.cookieName}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict`;
  }

  /** Compares digests, so that the time taken tells neither the token nor its length. */
  #isToken(candidate: string): boolean {
    const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
    return timingSafeEqual(digest(candidate), digest(this.#options.token));
  }
}
