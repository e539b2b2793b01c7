import { EndpointPace } from '#engine/health/endpoint-watch.ts';
import { backoffMs } from '#engine/lib/backoff.ts';
import type { Clock } from '#engine/lib/clock.ts';
import { parsePoolUrl, type PoolAddress } from '#shared/pool-url.ts';

import type { UpstreamConnection } from './upstream-connection.ts';

/** A refused login is the owner's to mend: asked again after a minute at first, ten minutes at last. */
const REFUSED_FIRST_MS = 60_000;
const REFUSED_MAX_MS = 600_000;

/** A pool that did no good this long ago may have been mended since. */
const UNHEALTHY_KEPT_MS = 3_600_000;

/** A connection that lasted this long was a good one: the next failure starts the backoff anew. */
const GOOD_CONNECTION_MS = 30_000;

export interface EndpointSettings {
  id: string;
  url: string;
  ca?: string;
}

/** One pool address of an account: its connections and when it may be tried (again). */
export class Endpoint {
  readonly id: string;
  readonly settings: EndpointSettings;
  readonly address: PoolAddress;
  readonly connections = new Set<UpstreamConnection>();
  /** Where a `client.reconnect` of this pool has sent us, until the next failure. */
  redirect: { host: string; port: number } | null = null;
  /** How often its pool has sent us elsewhere; connections that are sent together count once. */
  redirectCount = 0;
  /** Set when the pool hung up on `mining.configure`. */
  skipConfigure = false;
  isMarkedFailed = false;
  /** The pool's words when it refused the login, else null. */
  refusal: string | null = null;
  /** Why the last connection ended, else null. */
  lastError: string | null = null;
  readySinceMonotonicMs: number | null = null;
  /** Put back by the operator: return to it as soon as it is ready. */
  isWantedBack = false;
  /** How often it sends jobs, over all its connections. */
  readonly pace = new EndpointPace();
  #retryAtMonotonicMs = 0;
  #failures = 0;
  #timesUnhealthy = 0;
  #unhealthyAtMonotonicMs = 0;
  #hastyRedirects = 0;
  #redirectedUntilMonotonicMs = Number.NEGATIVE_INFINITY;
  readonly #clock: Clock;

  constructor(clock: Clock, settings: EndpointSettings) {
    this.#clock = clock;
    this.id = settings.id;
    this.settings = settings;
    this.address = parsePoolUrl(settings.url);
  }

  /** Connections that give new work. */
  live(): UpstreamConnection[] {
    return [...this.connections].filter((connection) => !connection.isDraining && !connection.isClosed);
  }

  ready(): UpstreamConnection[] {
    return this.live().filter((connection) => connection.isReady);
  }

  get isConnecting(): boolean {
    return this.live().some((connection) => !connection.isReady);
  }

  get mayBeTried(): boolean {
    return !this.isMarkedFailed && this.#clock.monotonicMs() >= this.#retryAtMonotonicMs;
  }

  get hasFailed(): boolean {
    return this.#failures > 0;
  }

  noteReady(): void {
    this.readySinceMonotonicMs ??= this.#clock.monotonicMs();
    this.refusal = null;
    this.lastError = null;
  }

  /** A connection ended or never came up; `wasIdle`: it had nobody to serve, so nothing is lost. */
  noteFailure(reason: string, wasIdle: boolean): void {
    const lastedMs =
      this.readySinceMonotonicMs === null ? 0 : this.#clock.monotonicMs() - this.readySinceMonotonicMs;
    if (lastedMs >= GOOD_CONNECTION_MS) this.#failures = 0;
    if (!(wasIdle && lastedMs >= GOOD_CONNECTION_MS)) {
      this.#failures += 1;
      this.lastError = reason;
    }
    if (this.ready().length === 0) this.readySinceMonotonicMs = null;
    this.redirect = null;
    this.refusal = null;
    this.#retryAtMonotonicMs = this.#clock.monotonicMs() + backoffMs(this.#failures);
  }

  noteRefused(message: string): void {
    this.#failures += 1;
    this.refusal = message;
    this.readySinceMonotonicMs = null;
    this.#retryAtMonotonicMs = this.#clock.monotonicMs() + longBackoffMs(this.#failures);
  }

  /** It is up but of no use; where that `isLasting` it is left alone for a minute at first, ten at last. */
  noteFault(reason: string, isLasting: boolean): void {
    this.noteFailure(reason, false);
    if (!isLasting) return;
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#unhealthyAtMonotonicMs > UNHEALTHY_KEPT_MS) this.#timesUnhealthy = 0;
    this.#unhealthyAtMonotonicMs = nowMs;
    this.#timesUnhealthy += 1;
    this.#retryAtMonotonicMs = nowMs + longBackoffMs(this.#timesUnhealthy);
  }

  /** Lets the endpoint be tried at once, as after a change of settings or an operator's "put back". */
  forgive(): void {
    this.#failures = 0;
    this.#timesUnhealthy = 0;
    this.#retryAtMonotonicMs = 0;
    this.refusal = null;
    this.lastError = null;
  }

  /**
   * The pool asks to be called at `to` in `waitMs`. One that sends every new connection away is called in
   * longer and longer intervals. `redirectsSeen`: `redirectCount` when the connection that was asked was opened.
   */
  noteRedirect(to: { host: string; port: number }, waitMs: number, redirectsSeen: number): void {
    this.redirect = to;
    if (redirectsSeen < this.redirectCount) return;
    this.redirectCount += 1;
    const nowMs = this.#clock.monotonicMs();
    const isHasty = nowMs - this.#redirectedUntilMonotonicMs < GOOD_CONNECTION_MS;
    this.#hastyRedirects = isHasty ? this.#hastyRedirects + 1 : 0;
    const backoff = this.#hastyRedirects === 0 ? 0 : backoffMs(this.#hastyRedirects);
    this.#redirectedUntilMonotonicMs = nowMs + Math.max(waitMs, backoff);
    this.#retryAtMonotonicMs = this.#redirectedUntilMonotonicMs;
  }
}

function longBackoffMs(times: number): number {
  const delayMs = backoffMs(times, { firstMs: REFUSED_FIRST_MS * 1.5, maxMs: REFUSED_MAX_MS });
  return Math.max(delayMs, REFUSED_FIRST_MS);
}
