import type { Ledger } from '#engine/ledger/ledger.ts';
import type { Clock } from '#engine/lib/clock.ts';
import { Emitter } from '#engine/lib/emitter.ts';
import type { Log } from '#engine/lib/log.ts';
import { PoolClient } from '#engine/stratum/pool-client.ts';
import { AppError } from '#shared/errors.ts';

import { AccountUpstream, type OpenConnection, type UpstreamAccount } from './account-upstream.ts';
import type { Endpoint } from './endpoint.ts';
import { LoginResults } from './login-results.ts';
import { UpstreamConnection } from './upstream-connection.ts';
import type { UpstreamJob } from './upstream-job.ts';

/** The pool sides of all accounts, and of accounts just removed while late shares may still come. */
export class UpstreamSet {
  readonly jobArrived = new Emitter<[job: UpstreamJob]>();
  readonly connectionLost = new Emitter<[connection: UpstreamConnection]>();
  readonly changed = new Emitter<[accountId: string]>();
  /** A pool has something to say to people. */
  readonly messageShown = new Emitter<[accountId: string, endpointId: string, text: string]>();
  /** A pool asked to be called at another owner's address and is not followed. */
  readonly reconnectRefused = new Emitter<[accountId: string, endpointId: string, host: string]>();
  readonly logins = new LoginResults();
  readonly #deps: { clock: Clock; log: Log; ledger: Ledger };
  readonly #passwordOf: (accountId: string) => string;
  readonly #userAgent: string;
  readonly #isMarkedFailed: (endpointId: string) => boolean;
  readonly #upstreams = new Map<string, AccountUpstream>();
  readonly #retired = new Set<AccountUpstream>();

  constructor(
    deps: { clock: Clock; log: Log; ledger: Ledger },
    options: {
      userAgent: string;
      passwordOf: (accountId: string) => string;
      isMarkedFailed: (endpointId: string) => boolean;
    },
  ) {
    this.#deps = deps;
    this.#passwordOf = options.passwordOf;
    this.#userAgent = options.userAgent;
    this.#isMarkedFailed = options.isMarkedFailed;
  }

  get(accountId: string): AccountUpstream | undefined {
    return this.#upstreams.get(accountId);
  }

  all(): IterableIterator<AccountUpstream> {
    return this.#upstreams.values();
  }

  /** Makes the set equal to the accounts as they are now; connections that still fit stay. */
  sync(accounts: readonly UpstreamAccount[]): void {
    for (const [id, upstream] of this.#upstreams) {
      if (accounts.some((account) => account.id === id)) continue;
      this.#upstreams.delete(id);
      this.logins.forget(id);
      this.#retired.add(upstream);
      upstream.update({ ...upstream.account, endpoints: [] });
      this.changed.emit(id);
    }
    for (const account of accounts) {
      const upstream = this.#upstreams.get(account.id);
      if (upstream) upstream.update(account);
      else this.#add(account);
    }
  }

  setMarkedFailed(endpointId: string, isFailed: boolean): void {
    for (const upstream of this.#upstreams.values()) upstream.setMarkedFailed(endpointId, isFailed);
  }

  setDemand(minerIds: readonly string[], groups: number): void {
    for (const upstream of this.#upstreams.values()) upstream.setDemand(minerIds, groups);
  }

  tick(): void {
    for (const upstream of [...this.#upstreams.values(), ...this.#retired]) {
      upstream.judgeConnections();
      upstream.reconcile();
      if (this.#retired.has(upstream) && upstream.connections().length === 0) this.#retired.delete(upstream);
    }
  }

  /** Version bits that all pools allow which allow any. */
  versionMask(): number {
    let mask = 0x1fffe000;
    for (const upstream of this.#upstreams.values()) {
      for (const connection of upstream.connections()) {
        if (connection.isReady && connection.client.versionMask !== 0) mask &= connection.client.versionMask;
      }
    }
    return mask >>> 0;
  }

  pendingShares(): number {
    let count = 0;
    for (const upstream of [...this.#upstreams.values(), ...this.#retired]) {
      for (const connection of upstream.connections()) count += connection.pendingCount;
    }
    return count;
  }

  stop(): void {
    for (const upstream of [...this.#upstreams.values(), ...this.#retired]) upstream.stop();
  }

  #add(account: UpstreamAccount): void {
    const { clock, log } = this.#deps;
    const upstream = new AccountUpstream({ clock, log, open: this.#open }, account);
    for (const endpoint of upstream.endpoints) endpoint.isMarkedFailed = this.#isMarkedFailed(endpoint.id);
    upstream.jobArrived.on((job) => this.jobArrived.emit(job));
    upstream.connectionLost.on((connection) => this.connectionLost.emit(connection));
    upstream.changed.on(() => this.changed.emit(account.id));
    this.#upstreams.set(account.id, upstream);
    upstream.reconcile();
  }

  /** Before anybody else hears of the login. With a connection per miner all stand for the account's login. */
  #noteLogins(client: PoolClient, account: UpstreamAccount, endpointId: string): void {
    const note = (ok: boolean, text: string): void => {
      if (this.#upstreams.has(account.id))
        this.logins.note(account.id, { ok, text, atMs: this.#deps.clock.nowMs(), endpointId });
    };
    client.ready.on(() => note(true, `logged in as ${account.worker}`));
    client.refused.on(({ message }) => note(false, message));
  }

  /** A password that cannot be read keeps its account from its pools, and nothing else. */
  #readPassword(accountId: string, endpoint: Endpoint): string | null {
    try {
      return this.#passwordOf(accountId);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      endpoint.noteFailure(error.message.replace(/\.$/, ''), false);
      return null;
    }
  }

  readonly #open: OpenConnection = ({ account, endpoint, minerId }) => {
    const { address, redirect, settings } = endpoint;
    const password = this.#readPassword(account.id, endpoint);
    if (password === null) return null;
    const client = new PoolClient(
      { clock: this.#deps.clock, log: this.#deps.log },
      {
        endpoint: {
          host: redirect?.host ?? address.host,
          port: redirect?.port ?? address.port,
          scheme: address.scheme,
          ...(settings.ca === undefined ? {} : { ca: settings.ca }),
        },
        worker: minerId === null ? account.worker : dedicatedWorker(account.worker, minerId),
        password,
        userAgent: this.#userAgent,
        skipConfigure: endpoint.skipConfigure,
      },
    );
    this.#noteLogins(client, account, endpoint.id);
    client.messageShown.on((text) => this.messageShown.emit(account.id, endpoint.id, text));
    client.reconnectRefused.on((host) => this.reconnectRefused.emit(account.id, endpoint.id, host));
    return new UpstreamConnection(
      { ...this.#deps, client },
      { accountId: account.id, endpointId: endpoint.id, dedicatedTo: minerId, pace: endpoint.pace },
    );
  };
}

/** Worker name of a miner's own connection: `{miner}` is replaced by its id, else `-id` is appended. */
function dedicatedWorker(worker: string, minerId: string): string {
  return worker.includes('{miner}') ? worker.replaceAll('{miner}', minerId) : `${worker}-${minerId}`;
}
