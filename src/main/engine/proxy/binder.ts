import type { WorkMeters } from '#engine/history/work-meter.ts';
import type { Clock } from '#engine/lib/clock.ts';
import { Emitter } from '#engine/lib/emitter.ts';
import type { Log } from '#engine/lib/log.ts';
import { assertNever } from '#shared/errors.ts';
import type { DifficultySettings } from '#shared/model/farm-file.ts';

import { fallbackFor, misfitOf } from './eligibility.ts';
import { difficultyFor, type Issued, issueJob } from './issue-job.ts';
import type { IssuedJob } from './issued-job.ts';
import type { MinerSession } from './miner-session.ts';
import type { UpstreamConnection } from './upstream-connection.ts';
import type { UpstreamJob } from './upstream-job.ts';
import type { UpstreamSet } from './upstream-set.ts';

/**
 * A job is not older than this at the miner: with 3 bytes of extranonce2 and no version rolling 500 TH/s
 * have hashed all of one in 144 s, and a miner takes a pool for dead after 90 s without a line (cgminer).
 */
const KEEP_ALIVE_MS = 45_000;
/** When ntime cannot rise on this connection for so long, another one is opened. */
const NO_FRESH_WORK_MS = 5_000;

interface Binding {
  cause: string;
  /** The account of the miner's current job; undefined before the first. */
  workingFor: string | null | undefined;
  /** The move or refresh that could not be made yet. */
  isDue: boolean;
  dueSinceMonotonicMs: number;
}

export interface WorkChange {
  minerId: string;
  accountId: string | null;
  previousAccountId: string | null;
  cause: string;
}

/**
 * Binds sessions to upstream connections: carries out the plan's orders, hands on every new job, and
 * finds another place when one is lost. A session keeps its present work until the next is there.
 */
export class Binder {
  /** The account of a miner's current job is another one now (null: it has none any more). */
  readonly workChanged = new Emitter<[change: WorkChange]>();
  /** A miner got a job of this difficulty. */
  readonly jobIssued = new Emitter<[minerId: string, accountId: string, difficulty: number]>();
  /** A miner that worked for this account is gone. */
  readonly workEnded = new Emitter<[accountId: string]>();
  /** A miner has to be reconnected once, to get a smaller extranonce2. */
  readonly reconnectNeeded = new Emitter<
    [session: MinerSession, extranonce2Size: number, accountId: string]
  >();
  /** Some miners cannot work where they were sent: told once for all that were found together. */
  readonly becameIneligible = new Emitter<[]>();
  difficulty: DifficultySettings;
  /** Whether a miner that is to leave an account may have its jobs until the next one has a job for it. */
  mayLinger: (minerId: string) => boolean = () => true;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #upstreams: UpstreamSet;
  readonly #meters: WorkMeters;
  readonly #bindings = new Map<MinerSession, Binding>();
  /** Why a miner cannot work for an account, by miner and account; found out when it is tried. */
  readonly #ineligible = new Map<string, Map<string, string>>();
  #isIneligibleTold = false;

  constructor(
    deps: { clock: Clock; log: Log; upstreams: UpstreamSet; minerMeters: WorkMeters },
    difficulty: DifficultySettings,
  ) {
    this.#clock = deps.clock;
    this.#log = deps.log;
    this.#upstreams = deps.upstreams;
    this.#meters = deps.minerMeters;
    this.difficulty = difficulty;
    this.#upstreams.jobArrived.on((job) => this.#onJob(job));
    this.#upstreams.connectionLost.on((connection) => this.#onLost(connection));
    this.#upstreams.changed.on((accountId) => this.#retryWaiting(accountId));
  }

  add(session: MinerSession): void {
    this.#bindings.set(session, { cause: '', workingFor: undefined, isDue: false, dueSinceMonotonicMs: 0 });
  }

  has(session: MinerSession): boolean {
    return this.#bindings.has(session);
  }

  remove(session: MinerSession): void {
    const workedFor = this.#bindings.get(session)?.workingFor ?? null;
    if (!this.#bindings.delete(session)) return;
    if (workedFor !== null) this.workEnded.emit(workedFor);
    session.connection?.detach(session);
    session.connection = null;
    if (session.minerId !== null) this.#ineligible.delete(session.minerId);
    if (session.minerId !== null)
      for (const upstream of this.#upstreams.all()) upstream.release(session.minerId);
  }

  /** The account of the session's current job; null when it has none or is parked. */
  workingFor(session: MinerSession): string | null {
    return this.#bindings.get(session)?.workingFor ?? null;
  }

  /** Sends the miner to an account, or parks it (null): no new job, but shares of its jobs are taken. */
  assign(session: MinerSession, accountId: string | null, cause: string): void {
    const binding = this.#bindings.get(session);
    if (!binding) return;
    const hasChanged = session.assignedAccountId !== accountId || binding.workingFor === undefined;
    if (
      session.assignedAccountId !== null &&
      session.assignedAccountId !== accountId &&
      session.minerId !== null
    ) {
      this.#upstreams.get(session.assignedAccountId)?.release(session.minerId);
    }
    session.assignedAccountId = accountId;
    binding.cause = cause;
    if (accountId === null) this.#park(session, binding);
    else if (hasChanged || session.connection === null) this.#bind(session, binding);
  }

  /** Miner id → account id → why it cannot work there. */
  ineligible(): ReadonlyMap<string, ReadonlyMap<string, string>> {
    return this.#ineligible;
  }

  /** The account's pool is another one now: whoever could not work for it may be tried again. */
  forgetIneligible(accountId: string): void {
    for (const reasons of this.#ineligible.values()) reasons.delete(accountId);
  }

  /** Once a second: what could not be done before, difficulty by time, keep-alive. */
  tick(): void {
    for (const [session, binding] of this.#bindings) {
      if (binding.isDue) this.#retry(session, binding);
      this.refreshDifficulty(session);
      if (session.currentJob) this.#keepAlive(session, session.currentJob);
    }
  }

  /** Sends a new job at once when vardiff wants another difficulty than the present job's. */
  refreshDifficulty(session: MinerSession): void {
    session.vardiff.retarget(this.#clock.monotonicMs());
    const job = session.connection?.currentJob;
    if (!job || !session.currentJob || session.assignedAccountId === null) return;
    if (job !== session.currentJob.upstream) return;
    if (difficultyFor(this.difficulty, session, job) === session.currentJob.difficulty) return;
    this.#issue(session, job, false);
  }

  #keepAlive(session: MinerSession, current: IssuedJob): void {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - current.issuedMonotonicMs < KEEP_ALIVE_MS) return;
    const job = session.connection?.currentJob;
    if (job && this.#issue(session, job, false) === 'sent') return;
    if (nowMs - session.lastSentMonotonicMs >= KEEP_ALIVE_MS) session.sendKeepAlive();
  }

  #issue(session: MinerSession, job: UpstreamJob, clean: boolean): Issued | 'withheld' {
    const isLeaving = session.assignedAccountId !== job.connection.accountId;
    if (isLeaving && session.minerId !== null && !this.mayLinger(session.minerId)) return 'withheld';
    const issued = issueJob({ clock: this.#clock, difficulty: this.difficulty }, session, job, clean);
    if (issued === 'sent' && session.minerId !== null && session.currentJob) {
      this.jobIssued.emit(session.minerId, job.connection.accountId, session.currentJob.difficulty);
    }
    return issued;
  }

  #bind(session: MinerSession, binding: Binding): void {
    const accountId = session.assignedAccountId;
    const upstream = accountId === null ? undefined : this.#upstreams.get(accountId);
    if (!upstream || accountId === null || session.minerId === null || !session.isSubscribed) return;
    const got = upstream.acquire(session.minerId, session, this.#hashrateOf(session));
    if (got.kind === 'too-small') {
      this.#fallBack(session, binding, got.extranonce2Size);
      return;
    }
    const job = got.kind === 'connection' ? got.connection.currentJob : null;
    if (got.kind === 'wait' || !job) {
      this.#defer(binding);
      return;
    }
    const misfit = misfitOf(session, job);
    if (misfit !== null) {
      this.#noteIneligible(session, misfit);
      return;
    }
    this.#enter(session, binding, got.connection, job);
  }

  #enter(session: MinerSession, binding: Binding, connection: UpstreamConnection, job: UpstreamJob): void {
    if (session.connection === connection && session.currentJob?.upstream === job && !binding.isDue) {
      this.#noteWork(session, binding, connection.accountId);
      return;
    }
    if (this.#issue(session, job, true) !== 'sent') {
      this.#deferNoFreshWork(session, binding);
      return;
    }
    binding.isDue = false;
    if (session.connection !== connection) {
      session.connection?.detach(session);
      connection.attach(session, this.#hashrateOf(session));
      session.connection = connection;
    }
    this.#noteWork(session, binding, connection.accountId);
  }

  /** H/s; 0 = not known. */
  #hashrateOf(session: MinerSession): number {
    return (
      (session.minerId === null ? null : this.#meters.hashrate(session.minerId, this.#clock.monotonicMs())) ??
      0
    );
  }

  #fallBack(session: MinerSession, binding: Binding, poolBytes: number): void {
    const fallback = fallbackFor(session, poolBytes, this.#hashrateOf(session));
    switch (fallback.kind) {
      case 'set-extranonce':
        session.tellExtranonce({
          extranonce1: Buffer.from([session.slot]),
          extranonce2Size: fallback.extranonce2Size,
        });
        this.#bind(session, binding);
        return;
      case 'reconnect':
        this.reconnectNeeded.emit(session, fallback.extranonce2Size, session.assignedAccountId ?? '');
        return;
      case 'none':
        this.#noteIneligible(session, fallback.reason);
        return;
      default:
        assertNever(fallback);
    }
  }

  #noteIneligible(session: MinerSession, reason: string): void {
    const { minerId, assignedAccountId } = session;
    if (minerId === null || assignedAccountId === null) return;
    this.#log.warn({ minerId, accountId: assignedAccountId, reason }, 'miner cannot work for this account');
    const reasons = this.#ineligible.get(minerId) ?? new Map<string, string>();
    this.#ineligible.set(minerId, reasons.set(assignedAccountId, reason));
    this.#tellIneligible();
  }

  /** Not at once: whoever sends a whole farm to an account is not to plan anew within each of its orders. */
  #tellIneligible(): void {
    if (this.#isIneligibleTold) return;
    this.#isIneligibleTold = true;
    queueMicrotask(() => {
      this.#isIneligibleTold = false;
      this.becameIneligible.emit();
    });
  }

  #defer(binding: Binding): void {
    if (!binding.isDue) binding.dueSinceMonotonicMs = this.#clock.monotonicMs();
    binding.isDue = true;
  }

  #deferNoFreshWork(session: MinerSession, binding: Binding): void {
    this.#defer(binding);
    if (this.#clock.monotonicMs() - binding.dueSinceMonotonicMs < NO_FRESH_WORK_MS) return;
    const accountId = session.assignedAccountId;
    if (accountId !== null) this.#upstreams.get(accountId)?.openAnother();
  }

  #retry(session: MinerSession, binding: Binding): void {
    if (session.assignedAccountId !== null) this.#bind(session, binding);
    else binding.isDue = false;
  }

  #retryWaiting(accountId: string): void {
    for (const [session, binding] of this.#bindings) {
      if (session.assignedAccountId !== accountId) continue;
      const isLost =
        session.connection === null || session.connection.isDraining || session.connection.isClosed;
      if (binding.isDue || isLost) this.#bind(session, binding);
    }
  }

  #park(session: MinerSession, binding: Binding): void {
    binding.isDue = false;
    session.connection?.detach(session);
    session.connection = null;
    session.parkedSinceMonotonicMs ??= this.#clock.monotonicMs();
    this.#noteWork(session, binding, null);
  }

  #noteWork(session: MinerSession, binding: Binding, accountId: string | null): void {
    if (accountId !== null) session.parkedSinceMonotonicMs = null;
    if (binding.workingFor === accountId) return;
    const previousAccountId = binding.workingFor ?? null;
    binding.workingFor = accountId;
    if (session.minerId === null) return;
    this.workChanged.emit({ minerId: session.minerId, accountId, previousAccountId, cause: binding.cause });
  }

  #onJob(job: UpstreamJob): void {
    for (const [session, binding] of this.#bindings) {
      if (session.connection !== job.connection || session.currentJob?.upstream === job) continue;
      const isGoing = session.assignedAccountId !== job.connection.accountId;
      const misfit = misfitOf(session, job);
      if (misfit !== null) {
        if (!isGoing) this.#noteIneligible(session, misfit);
        continue;
      }
      const isNewBlock = session.currentJob?.upstream.params.prevhash !== job.params.prevhash;
      const issued = this.#issue(session, job, job.params.clean || isNewBlock);
      if (issued === 'too-small' && !isGoing) this.#fallBack(session, binding, job.extranonce2Size);
      if (issued === 'not-now') this.#defer(binding);
    }
  }

  #onLost(connection: UpstreamConnection): void {
    for (const [session, binding] of this.#bindings) {
      if (session.connection !== connection) continue;
      if (connection.isClosed) {
        connection.detach(session);
        session.connection = null;
      }
      this.#defer(binding);
      this.#bind(session, binding);
    }
  }
}
