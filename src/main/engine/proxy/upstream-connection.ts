import { type EndpointPace, EndpointWatch } from '#engine/health/endpoint-watch.ts';
import type { Clock } from '#engine/lib/clock.ts';
import { Emitter } from '#engine/lib/emitter.ts';
import type { Ledger, ShareTicket } from '#engine/ledger/ledger.ts';
import type { PoolClient } from '#engine/stratum/pool-client.ts';
import type { PoolClosed } from '#engine/stratum/pool-types.ts';
import type { SubmitReply } from '#engine/stratum/reject.ts';

import { EntryGate } from './entry-gate.ts';
import { layOutTail, type SessionSizes } from './extranonce-layout.ts';
import { UpstreamJob } from './upstream-job.ts';
import { WorkSpace } from './work-space.ts';

/** Without an answer for this long a share is in doubt: it leaves the in-flight sum and is mined again. */
const ANSWER_LIMIT_MS = 60_000;

/** Work spaces remembered per connection; a pool keeps far fewer jobs alive. */
const MAX_SPACES = 64;

/** Sessions on one connection when the pad keeps them apart. */
const MAX_SESSIONS = 65_536;

/** Whoever takes a place on a connection: its slot byte is the first byte of the miner's extranonce1. */
export interface SlotHolder {
  readonly slot: number;
  readonly sizes: SessionSizes;
}

/** How a session can be served by this connection. */
export type Fit = 'fits' | 'slot-taken' | 'too-small';

interface PendingShare {
  ticket: ShareTicket;
  sentMonotonicMs: number;
  job: UpstreamJob;
  inDoubt: boolean;
}

export interface OutgoingShare {
  job: UpstreamJob;
  extranonce2Hex: string;
  ntime: number;
  nonce: number;
  versionBits: number | null;
  ticket: ShareTicket;
}

/**
 * One connection to a pool on behalf of one account: its current job, who has a place on it, and the
 * shares that wait for the pool's answer. Owns its `PoolClient`; `closed` fires exactly once.
 */
export class UpstreamConnection {
  readonly accountId: string;
  readonly endpointId: string;
  /** The miner this connection is for in dedicated mode, else null. */
  readonly dedicatedTo: string | null;
  readonly gate = new EntryGate();
  /** Whether the pool at the other end is of use. */
  readonly watch: EndpointWatch;
  readonly client: PoolClient;
  readonly jobArrived = new Emitter<[job: UpstreamJob]>();
  readonly closed = new Emitter<[reason: PoolClosed]>();
  currentJob: UpstreamJob | null = null;
  /** Takes late shares and answers, but gives no new work. */
  isDraining = false;
  isClosed = false;

  readonly #clock: Clock;
  readonly #ledger: Ledger;
  readonly #holders = new Map<SlotHolder, number>();
  #attachedHashrate = 0;
  readonly #spaces = new Map<string, WorkSpace>();
  readonly #pending = new Set<PendingShare>();
  #liveJobs: UpstreamJob[] = [];

  constructor(
    deps: { clock: Clock; ledger: Ledger; client: PoolClient },
    options: { accountId: string; endpointId: string; dedicatedTo: string | null; pace: EndpointPace },
  ) {
    this.#clock = deps.clock;
    this.#ledger = deps.ledger;
    this.client = deps.client;
    this.accountId = options.accountId;
    this.endpointId = options.endpointId;
    this.dedicatedTo = options.dedicatedTo;
    this.watch = new EndpointWatch({ clock: deps.clock, pace: options.pace });
    this.client.ready.on(() => this.watch.loggedIn());
    this.client.job.on((params) => this.#onJob(params));
    this.client.closed.on((reason) => this.#onClosed(reason));
  }

  get isReady(): boolean {
    return !this.isClosed && this.client.phase === 'ready' && this.currentJob !== null;
  }

  get sessionCount(): number {
    return this.#holders.size;
  }

  /** H/s of those that sit on it, as measured when each came. */
  get attachedHashrate(): number {
    return this.#attachedHashrate;
  }

  get pendingCount(): number {
    return this.#pending.size;
  }

  fitOf(holder: SlotHolder): Fit {
    const layout = layOutTail(this.client.extranonce2Size, holder.sizes);
    if (layout === null) return 'too-small';
    if (this.#holders.has(holder)) return 'fits';
    if (this.#holders.size >= MAX_SESSIONS) return 'slot-taken';
    if (layout.freshBytes > 0) return 'fits';
    for (const other of this.#holders.keys()) if (other.slot === holder.slot) return 'slot-taken';
    return 'fits';
  }

  /** Sessions that this connection could take at most, given its pool's extranonce2. */
  get capacity(): number {
    return this.client.extranonce2Size > 4 ? MAX_SESSIONS : 256;
  }

  /** Gives a place; `hashrate` in H/s, 0 when not known. */
  attach(holder: SlotHolder, hashrate: number): void {
    this.detach(holder);
    this.#holders.set(holder, hashrate);
    this.#attachedHashrate += hashrate;
  }

  detach(holder: SlotHolder): void {
    const hashrate = this.#holders.get(holder);
    if (hashrate === undefined) return;
    this.#holders.delete(holder);
    this.#attachedHashrate = this.#holders.size === 0 ? 0 : this.#attachedHashrate - hashrate;
  }

  has(holder: SlotHolder): boolean {
    return this.#holders.has(holder);
  }

  /** Sends a share and keeps it as pending until the pool answers or its time is over. */
  submit(share: OutgoingShare): void {
    if (this.isClosed) {
      this.#ledger.markInDoubt(share.ticket);
      return;
    }
    const pending: PendingShare = {
      ticket: share.ticket,
      sentMonotonicMs: this.#clock.monotonicMs(),
      job: share.job,
      inDoubt: false,
    };
    this.#pending.add(pending);
    this.client.submit(
      {
        jobId: share.job.params.jobId,
        extranonce2Hex: share.extranonce2Hex,
        ntime: share.ntime,
        nonce: share.nonce,
        versionBits: share.versionBits,
      },
      (reply) => this.#onReply(pending, reply),
    );
  }

  /** Puts shares in doubt whose time is over; true when there was one, so the connection is not to be trusted. */
  expirePending(): boolean {
    const limitMs = this.#clock.monotonicMs() - ANSWER_LIMIT_MS;
    let hasExpired = false;
    for (const pending of this.#pending) {
      if (pending.inDoubt) continue;
      if (pending.sentMonotonicMs > limitMs) break;
      pending.inDoubt = true;
      this.#ledger.markInDoubt(pending.ticket);
      hasExpired = true;
    }
    return hasExpired;
  }

  #onJob(params: UpstreamJob['params']): void {
    this.watch.jobArrived();
    const space = this.#spaceOf(params);
    const job = new UpstreamJob(this, space, params, this.#clock.monotonicMs());
    const previous = this.currentJob;
    if (previous && previous.params.prevhash !== params.prevhash) {
      for (const old of this.#liveJobs) old.isStale = true;
      this.#liveJobs = [];
    }
    this.#liveJobs.push(job);
    if (this.#liveJobs.length > MAX_SPACES) this.#liveJobs.shift();
    this.currentJob = job;
    this.jobArrived.emit(job);
  }

  /** The same coinbase, branches and previous block give the same headers, whatever the job is called. */
  #spaceOf(params: UpstreamJob['params']): WorkSpace {
    const key = [
      this.client.extranonce1.toString('hex'),
      params.prevhash,
      params.coinb1,
      params.coinb2,
      params.branches.join(','),
    ].join('|');
    let space = this.#spaces.get(key);
    if (space) {
      this.#spaces.delete(key);
    } else {
      space = new WorkSpace();
      if (this.#spaces.size >= MAX_SPACES) {
        const oldest = this.#spaces.keys().next();
        if (!oldest.done) this.#spaces.delete(oldest.value);
      }
    }
    this.#spaces.set(key, space);
    return space;
  }

  #onReply(pending: PendingShare, reply: SubmitReply): void {
    if (!this.#pending.delete(pending)) return;
    if ('unanswered' in reply) {
      if (!pending.inDoubt) this.#ledger.markInDoubt(pending.ticket);
      return;
    }
    this.watch.answered(this.#clock.monotonicMs() - pending.sentMonotonicMs, reply.accepted);
    const isStraddling = this.client.difficultyEpoch !== pending.job.difficultyEpoch;
    if (reply.accepted) {
      this.#ledger.settle(pending.ticket, { kind: 'credited' }, isStraddling);
    } else if (reply.kind === 'stale') {
      this.#ledger.settle(pending.ticket, { kind: 'stale' }, isStraddling);
    } else {
      this.#ledger.settle(pending.ticket, { kind: 'rejected', reason: reply.kind }, isStraddling);
    }
  }

  #onClosed(reason: PoolClosed): void {
    this.isClosed = true;
    for (const pending of this.#pending) if (!pending.inDoubt) this.#ledger.markInDoubt(pending.ticket);
    this.#pending.clear();
    this.currentJob = null;
    this.#spaces.clear();
    this.closed.emit(reason);
  }
}
