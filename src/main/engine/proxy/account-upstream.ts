import type { EndpointFault } from '#engine/health/endpoint-watch.ts';
import type { Clock } from '#engine/lib/clock.ts';
import { Emitter } from '#engine/lib/emitter.ts';
import type { Log } from '#engine/lib/log.ts';
import type { PoolClosed } from '#engine/stratum/pool-types.ts';
import type { UpstreamMode } from '#shared/model/account.ts';
import type { EndpointState } from '#shared/model/snapshot.ts';

import { Endpoint, type EndpointSettings } from './endpoint.ts';
import type { SlotHolder, UpstreamConnection } from './upstream-connection.ts';
import type { UpstreamJob } from './upstream-job.ts';

/** A better endpoint is taken up again after it has been good for this long. */
const RETURN_AFTER_MS = 60_000;
/** Late shares still reach a connection that gives no new work for this long. */
const DRAIN_MS = 120_000;
/** Aggregated connections of one account at most: 256 miners each with the smallest extranonce2. */
const MAX_AGGREGATED = 64;
/** Dedicated connections that may be coming up at one time. */
const MAX_OPENING = 50;

export interface UpstreamAccount {
  id: string;
  worker: string;
  mode: UpstreamMode;
  endpoints: EndpointSettings[];
}

/** Opens one connection; the caller has set nothing on it yet. Null when it cannot be; the endpoint knows why. */
export type OpenConnection = (request: {
  account: UpstreamAccount;
  endpoint: Endpoint;
  /** Dedicated mode: the miner it is for. */
  minerId: string | null;
}) => UpstreamConnection | null;

export type Acquired =
  | { kind: 'connection'; connection: UpstreamConnection }
  /** Not yet: `changed` tells when to ask again. */
  | { kind: 'wait' }
  | { kind: 'too-small'; extranonce2Size: number };

/**
 * The pool side of one account: which endpoint serves it, failover between them, and enough
 * connections for the miners that may be sent to it.
 */
export class AccountUpstream {
  readonly jobArrived = new Emitter<[job: UpstreamJob]>();
  readonly connectionLost = new Emitter<[connection: UpstreamConnection]>();
  /** Something that the plan or the screen looks at is different now. */
  readonly changed = new Emitter<[]>();
  account: UpstreamAccount;
  endpoints: Endpoint[];
  active: Endpoint | null = null;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #open: OpenConnection;
  readonly #draining = new Map<UpstreamConnection, number>();
  /** Live miners, oldest first: the farm that may be sent here. */
  #demand: readonly string[] = [];
  #groups = 1;
  #wanted = new Set<string>();
  #isStopped = false;

  constructor(deps: { clock: Clock; log: Log; open: OpenConnection }, account: UpstreamAccount) {
    this.#clock = deps.clock;
    this.#log = deps.log;
    this.#open = deps.open;
    this.account = account;
    this.endpoints = account.endpoints.map((settings) => new Endpoint(deps.clock, settings));
  }

  /** True when a miner sent here gets a job: an endpoint that is up, logged in, and has given work. */
  get isServable(): boolean {
    return this.active !== null && this.active.ready().length > 0;
  }

  /** What keeps it from being served, in words; null while it can be. */
  get trouble(): { kind: 'connecting' | 'unreachable' | 'refused'; text: string } | null {
    if (this.isServable) return null;
    const refused = this.endpoints.find((endpoint) => endpoint.refusal !== null);
    if (refused)
      return { kind: 'refused', text: `${refused.settings.url} refused the login: ${refused.refusal}` };
    const failed = this.endpoints.find((endpoint) => endpoint.lastError !== null);
    if (failed) return { kind: 'unreachable', text: `${failed.settings.url}: ${failed.lastError}` };
    if (this.endpoints.every((endpoint) => endpoint.isMarkedFailed)) {
      return { kind: 'unreachable', text: 'all its pool endpoints are marked failed by you' };
    }
    return { kind: 'connecting', text: 'connecting' };
  }

  stateOf(endpoint: Endpoint): EndpointState {
    if (endpoint.isMarkedFailed) return 'failed';
    if (endpoint.ready().length > 0) return 'up';
    if (endpoint.refusal !== null) return 'refused';
    if (endpoint.isConnecting) return endpoint.hasFailed ? 'down' : 'connecting';
    if (endpoint.hasFailed) return 'down';
    return this.isServable ? 'standby' : 'connecting';
  }

  difficultyOf(endpoint: Endpoint): number | null {
    const first = endpoint.ready()[0];
    return first ? first.client.difficulty : null;
  }

  connections(): UpstreamConnection[] {
    return this.endpoints
      .flatMap((endpoint) => [...endpoint.connections])
      .concat(
        [...this.#draining.keys()].filter(
          (one) => !this.endpoints.some((endpoint) => endpoint.connections.has(one)),
        ),
      );
  }

  /** New settings: endpoints that stay keep their connections unless the login changed. */
  update(account: UpstreamAccount): void {
    const hasLoginChanged = account.worker !== this.account.worker || account.mode !== this.account.mode;
    const old = this.endpoints;
    this.endpoints = account.endpoints.map((settings) => {
      const same = old.find((one) => one.id === settings.id);
      const isUnchanged = same && same.settings.url === settings.url && same.settings.ca === settings.ca;
      return isUnchanged && !hasLoginChanged ? same : new Endpoint(this.#clock, settings);
    });
    this.account = account;
    for (const endpoint of old) {
      if (this.endpoints.includes(endpoint)) continue;
      for (const connection of endpoint.live()) this.#drain(connection);
      if (this.active === endpoint) this.active = null;
    }
    this.reconcile();
  }

  /** The stored password is different: all logins are made anew. */
  loginAgain(): void {
    for (const endpoint of this.endpoints) {
      endpoint.forgive();
      for (const connection of endpoint.live()) this.#drain(connection);
    }
    this.active = null;
    this.reconcile();
  }

  setMarkedFailed(endpointId: string, isFailed: boolean): void {
    const endpoint = this.endpoints.find((one) => one.id === endpointId);
    if (!endpoint || endpoint.isMarkedFailed === isFailed) return;
    endpoint.isMarkedFailed = isFailed;
    if (isFailed) {
      for (const connection of endpoint.live()) this.#drain(connection);
      if (this.active === endpoint) this.active = null;
    } else {
      endpoint.forgive();
      endpoint.isWantedBack = true;
    }
    this.reconcile();
  }

  /** Tells which miners may be sent here (ids, oldest first) and in how many slot groups they are. */
  setDemand(minerIds: readonly string[], groups: number): void {
    this.#demand = minerIds;
    this.#groups = groups;
  }

  /** A place for a miner (hashrate in H/s, 0 = not known) on the active endpoint, or why there is none (yet). */
  acquire(minerId: string, holder: SlotHolder, hashrate: number): Acquired {
    const ready = this.active?.ready() ?? [];
    if (this.account.mode === 'dedicated') {
      const own = ready.find((connection) => connection.dedicatedTo === minerId);
      if (own) return this.#fitted(own, holder);
      this.#wanted.add(minerId);
      this.reconcile();
      return { kind: 'wait' };
    }
    for (const connection of ready) {
      const fit = connection.fitOf(holder);
      if (fit === 'fits')
        return this.#mayEnter(connection, holder, hashrate)
          ? { kind: 'connection', connection }
          : { kind: 'wait' };
      if (fit === 'too-small')
        return { kind: 'too-small', extranonce2Size: connection.client.extranonce2Size };
    }
    if (this.active && ready.length > 0) this.#openMore(this.active);
    return { kind: 'wait' };
  }

  /** The miner is no longer sent here: its dedicated connection need not be opened. */
  release(minerId: string): void {
    this.#wanted.delete(minerId);
  }

  /** A connection that a session can no longer use without repeating work: another one is opened. */
  openAnother(): void {
    if (this.active) this.#openMore(this.active);
  }

  /** Once a second, and after every event: fail over, retry, return, open what is missing. */
  reconcile(): void {
    if (this.#isStopped) return;
    this.#closeDrained();
    this.#chooseActive();
    this.#openMissing();
  }

  /** Connections that their pool lets down are put out of use, and their endpoint in backoff. */
  judgeConnections(): void {
    for (const connection of this.connections()) {
      const isUnanswered = connection.expirePending();
      if (connection.isDraining || connection.isClosed) continue;
      const fault = connection.watch.fault();
      if (!isUnanswered && (!fault || !this.#isWorthLeaving(connection, fault))) continue;
      const reason = fault?.evidence ?? 'the pool has not answered shares for 60 s';
      this.#log.warn(
        { accountId: this.account.id, endpointId: connection.endpointId, reason },
        'pool connection is given up',
      );
      this.#drain(connection);
      const isLasting = fault?.kind === 'refusing' || fault?.kind === 'slow';
      this.#endpointOf(connection)?.noteFault(reason, isLasting);
      this.#afterLoss(connection);
    }
  }

  stop(): void {
    this.#isStopped = true;
    for (const connection of this.connections()) connection.client.close('shutting down');
  }

  #mayEnter(connection: UpstreamConnection, holder: SlotHolder, hashrate: number): boolean {
    if (hashrate === 0 || connection.has(holder)) return true;
    return connection.gate.mayEnter({
      nowMs: this.#clock.monotonicMs(),
      hashrateThen: connection.attachedHashrate + hashrate,
      difficulty: connection.client.difficulty,
      farmSize: this.#demand.length,
    });
  }

  #fitted(connection: UpstreamConnection, holder: SlotHolder): Acquired {
    const fit = connection.fitOf(holder);
    if (fit === 'fits') return { kind: 'connection', connection };
    return { kind: 'too-small', extranonce2Size: connection.client.extranonce2Size };
  }

  #chooseActive(): void {
    if (this.active && this.active.ready().length === 0 && !this.active.isConnecting) this.active = null;
    const isServed = this.isServable;
    for (const endpoint of this.endpoints) {
      if (endpoint.isMarkedFailed) continue;
      if (endpoint === this.active && isServed) return;
      if (endpoint.ready().length > 0) {
        if (!isServed || this.#isGoodEnough(endpoint)) this.#activate(endpoint);
        return;
      }
      if (endpoint.isConnecting) {
        // One that has failed before may take its time: the next is not kept waiting for it.
        if (isServed || !endpoint.hasFailed) return;
        continue;
      }
      if (endpoint.mayBeTried) {
        this.#connect(endpoint, this.account.mode === 'dedicated' ? this.#pilot() : null);
        return;
      }
    }
  }

  #isGoodEnough(endpoint: Endpoint): boolean {
    if (endpoint.isWantedBack) return true;
    const sinceMs = endpoint.readySinceMonotonicMs;
    return sinceMs !== null && this.#clock.monotonicMs() - sinceMs >= RETURN_AFTER_MS;
  }

  #activate(endpoint: Endpoint): void {
    const previous = this.active;
    this.active = endpoint;
    endpoint.isWantedBack = false;
    this.#log.info({ accountId: this.account.id, endpointId: endpoint.id }, 'endpoint serves the account');
    for (const other of this.endpoints) {
      if (other !== endpoint) for (const connection of other.live()) this.#drain(connection);
    }
    if (previous !== endpoint) this.changed.emit();
  }

  /** A slow pool is left only for another endpoint that has not failed. */
  #isWorthLeaving(connection: UpstreamConnection, { kind }: EndpointFault): boolean {
    const others = this.endpoints.filter((one) => one.id !== connection.endpointId);
    return kind !== 'slow' || others.some((one) => one.mayBeTried && !one.hasFailed);
  }

  /** The miner whose own connection also shows whether a dedicated account can be served. */
  #pilot(): string | null {
    return [...this.#wanted][0] ?? this.#demand[0] ?? null;
  }

  #openMissing(): void {
    const endpoint = this.active;
    if (!endpoint || endpoint.ready().length === 0 || !endpoint.mayBeTried) return;
    if (this.account.mode === 'dedicated') {
      const live = endpoint.live();
      let opening = live.filter((connection) => !connection.isReady).length;
      const have = new Set(live.map((connection) => connection.dedicatedTo));
      for (const minerId of this.#wanted) {
        if (opening >= MAX_OPENING) break;
        if (have.has(minerId)) continue;
        this.#connect(endpoint, minerId);
        opening += 1;
      }
      return;
    }
    const first = endpoint.ready()[0];
    const needed = first && first.capacity <= 256 ? Math.min(this.#groups, MAX_AGGREGATED) : 1;
    for (let have = endpoint.live().length; have < needed; have += 1) this.#connect(endpoint, null);
  }

  #openMore(endpoint: Endpoint): void {
    const live = endpoint.live();
    if (this.account.mode === 'dedicated' || live.length >= MAX_AGGREGATED || endpoint.isConnecting) return;
    if (endpoint.mayBeTried) this.#connect(endpoint, null);
  }

  #connect(endpoint: Endpoint, minerId: string | null): void {
    if (this.account.mode === 'dedicated' && minerId === null) return;
    const connection = this.#open({ account: this.account, endpoint, minerId });
    if (!connection) return;
    endpoint.connections.add(connection);
    const { client } = connection;
    const redirectsSeen = endpoint.redirectCount;
    client.refused.on((refusal) => {
      endpoint.noteRefused(refusal.message);
      this.#log.warn({ accountId: this.account.id, endpointId: endpoint.id }, 'pool refused the login');
    });
    client.reconnectRequested.on((target) => {
      endpoint.noteRedirect({ host: target.host, port: target.port }, target.waitMs, redirectsSeen);
      this.#drain(connection);
      this.#afterLoss(connection);
    });
    client.ready.on(() => {
      if (connection.currentJob) this.#onJob(endpoint, connection.currentJob);
    });
    client.difficultyChanged.on(() => this.changed.emit());
    connection.jobArrived.on((job) => this.#onJob(endpoint, job));
    connection.closed.on((reason) => this.#onClosed(endpoint, connection, reason));
    client.start();
  }

  #onJob(endpoint: Endpoint, job: UpstreamJob): void {
    if (job.connection.isReady && !job.connection.isDraining) {
      endpoint.noteReady();
      this.reconcile();
    }
    this.jobArrived.emit(job);
    this.changed.emit();
  }

  #onClosed(endpoint: Endpoint, connection: UpstreamConnection, reason: PoolClosed): void {
    endpoint.connections.delete(connection);
    const wasDraining = this.#draining.delete(connection);
    if (this.#isStopped) return;
    if (!wasDraining && reason.code !== 'AUTHORIZE_REFUSED') {
      const isConfigureUnloved = reason.phase === 'configure' && reason.code === 'CLOSED_BY_POOL';
      if (isConfigureUnloved && !endpoint.skipConfigure) endpoint.skipConfigure = true;
      else endpoint.noteFailure(reason.reason, connection.sessionCount === 0);
    }
    this.#log.info(
      { accountId: this.account.id, endpointId: endpoint.id, reason: reason.reason },
      'pool connection closed',
    );
    this.#afterLoss(connection);
  }

  #afterLoss(connection: UpstreamConnection): void {
    this.reconcile();
    this.connectionLost.emit(connection);
    this.changed.emit();
  }

  #endpointOf(connection: UpstreamConnection): Endpoint | undefined {
    return this.endpoints.find((endpoint) => endpoint.connections.has(connection));
  }

  #drain(connection: UpstreamConnection): void {
    if (connection.isDraining || connection.isClosed) return;
    connection.isDraining = true;
    this.#draining.set(connection, this.#clock.monotonicMs() + DRAIN_MS);
    if (!connection.isReady) connection.client.close('no longer needed');
  }

  #closeDrained(): void {
    const nowMs = this.#clock.monotonicMs();
    for (const [connection, untilMs] of this.#draining) {
      if (nowMs >= untilMs) connection.client.close('no longer needed');
    }
  }
}
