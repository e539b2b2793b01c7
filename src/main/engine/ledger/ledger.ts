import type { HistoryBucket } from '#shared/model/history.ts';

import { type Clock, every } from '#engine/lib/clock.ts';
import { Emitter } from '#engine/lib/emitter.ts';
import type { Log } from '#engine/lib/log.ts';
import type { Database } from '#engine/store/database.ts';
import { WorkFold } from '#engine/store/work-fold.ts';
import { WorkHistory } from '#engine/store/work-history.ts';
import { WORK_KIND, type WorkKind } from '#engine/store/work-kind.ts';
import { WorkStore } from '#engine/store/work-store.ts';

import { changesOf, type Committed, type Entry } from './batch.ts';
import { Counts, type MinerTotals } from './counts.ts';
import { readHistory } from './history.ts';
import { Retention } from './retention.ts';
import type { Round } from './round-rule.ts';
import { MinerRef, ShareTicket } from './share-ticket.ts';
import { type AccountTotals, type DifficultyCount, ExactCounts } from './totals.ts';

export type { MinerTotals } from './counts.ts';
export type { ShareTicket } from './share-ticket.ts';
export type { AccountTotals, DifficultyCount } from './totals.ts';

type RejectReason = 'duplicate' | 'low-difficulty' | 'unauthorized' | 'other';
/** A pool's answer to a share. */
export type ShareOutcome =
  { kind: 'credited' } | { kind: 'stale' } | { kind: 'rejected'; reason: RejectReason };

const FOLD_PERIOD_MS = 10_000;
/** One fold of so many rows takes a few milliseconds; between two of them shares are served. */
const FOLD_CHUNK_ROWS = 500;
const FOLD_PAUSE_MS = 20;
const RETRY_AFTER_MS = 1000;

export interface LedgerDeps {
  database: Database;
  clock: Clock;
  log: Log;
  rounds: { current(): Round };
}

export interface LedgerOptions {
  /** How soon a commit follows what is to be committed; everything that arrives meanwhile joins it. */
  schedule?: (commit: () => void) => void;
}

/**
 * The only writer of work. A share belongs to the round in which it was received and keeps the minute, round,
 * account, miner and difficulty of its receipt through everything that becomes of it. Totals change only
 * after their commit, so a reader never sees what a kill could take back.
 */
export class Ledger {
  /** After each commit: the accounts whose work changed. */
  readonly committed = new Emitter<[{ accountIds: ReadonlySet<string> }]>();
  /** A commit was not possible (a full disk, say); what it held was refused, pools' answers wait. */
  readonly failed = new Emitter<[Error]>();
  readonly #deps: LedgerDeps;
  readonly #schedule: (commit: () => void) => void;
  readonly #store: WorkStore;
  readonly #fold: WorkFold;
  readonly #history: WorkHistory;
  readonly #counts: Counts;
  readonly #miners = new Map<string, MinerRef>();
  readonly #retention: Retention;
  readonly #stopFolding: () => void;
  #cancelNextFold: () => void = () => {};
  #cancelRetry: () => void = () => {};
  #queue: Entry[] = [];
  #isScheduled = false;
  #isClosed = false;

  /** Opens the books: what an earlier process left pending becomes in doubt. */
  constructor(deps: LedgerDeps, options: LedgerOptions = {}) {
    this.#deps = deps;
    this.#schedule = options.schedule ?? ((commit) => void setImmediate(commit));
    this.#store = new WorkStore(deps.database);
    this.#fold = new WorkFold(deps.database);
    this.#history = new WorkHistory(deps.database);
    const doubted = deps.database.transaction(() => this.#store.doubtPending());
    if (doubted > 0)
      deps.log.warn({ shares: doubted }, 'shares without an answer at the last stop are in doubt');
    this.#counts = new Counts(this.#store);
    this.#retention = new Retention(deps);
    this.#stopFolding = every(deps.clock, FOLD_PERIOD_MS, () => this.#foldChunk());
  }

  /**
   * Records a good share: verified at the miner's difficulty and, unless `pending` is null, as sent to the
   * pool at that upstream difficulty, in one transaction. `onCommitted` runs after it, or with its error.
   */
  recordShare(
    share: { accountId: string; minerId: string; verified: number; pending: number | null },
    onCommitted: Committed,
  ): ShareTicket {
    assertDifficulty(share.verified);
    if (share.pending !== null) assertDifficulty(share.pending);
    const ticket = new ShareTicket({
      receivedAtMs: Math.floor(this.#deps.clock.nowMs()),
      round: this.#deps.rounds.current(),
      accountId: share.accountId,
      miner: this.#miner(share.minerId),
      pending: share.pending,
    });
    this.#append({ type: 'share', ticket, verified: share.verified, onCommitted });
    return ticket;
  }

  /** Records our own refusal of a miner's share, which no pool sees; `accountId` null = of no job of ours. */
  recordRefusal(
    refusal: { minerId: string; accountId: string | null; kind: 'stale' | 'rejected'; difficulty: number },
    onCommitted: Committed,
  ): void {
    assertDifficulty(refusal.difficulty);
    this.#append({
      type: 'refusal',
      atMs: Math.floor(this.#deps.clock.nowMs()),
      round: this.#deps.rounds.current(),
      accountId: refusal.accountId,
      miner: this.#miner(refusal.minerId),
      kind: WORK_KIND[`answered-${refusal.kind}`],
      difficulty: refusal.difficulty,
      onCommitted,
    });
  }

  /** The pool's answer, from pending or from in doubt. `straddling`: its difficulty had changed since the job. */
  settle(ticket: ShareTicket, outcome: ShareOutcome, straddling: boolean): void {
    const to =
      outcome.kind === 'rejected' ? WORK_KIND[`rejected-${outcome.reason}`] : WORK_KIND[outcome.kind];
    if (ticket.isSettled) return;
    this.#move(ticket, { to, isFinal: true, straddling });
    ticket.isSettled = true;
  }

  /** No answer came: out of the in-flight sum, so that its work is mined again. */
  markInDoubt(ticket: ShareTicket): void {
    if (!ticket.isSettled)
      this.#move(ticket, { to: WORK_KIND['in-doubt'], isFinal: false, straddling: false });
  }

  /** Of the current round. */
  accountTotals(accountId: string): AccountTotals {
    return this.accountTotalsIn(this.#deps.rounds.current().id, accountId);
  }

  accountTotalsIn(roundId: string, accountId: string): AccountTotals {
    return (this.#counts.round(roundId).get(accountId) ?? new ExactCounts()).totals();
  }

  /** What pools have confirmed for an account in all rounds together. */
  lifetimeCredited(accountId: string): { work: number; shares: number } {
    const counts = this.#counts.lifetime(accountId);
    return { work: counts.work(WORK_KIND.credited), shares: counts.shares(WORK_KIND.credited) };
  }

  minerTotals(minerId: string): MinerTotals {
    return this.#counts.miner(minerId);
  }

  /** Credited to all accounts together; of the current round unless another is named. */
  roundCreditedWork(roundId?: string): number {
    return this.#counts.round(roundId ?? this.#deps.rounds.current().id).creditedWork();
  }

  /** Shares of a round that still wait for an answer, over all accounts. */
  roundPendingShares(roundId: string): number {
    return this.#counts.round(roundId).pendingShares();
  }

  /** Every count of an account in a round (the current one unless named), by kind and exact difficulty. */
  countsByDifficulty(accountId: string, roundId?: string): DifficultyCount[] {
    return (
      this.#counts
        .round(roundId ?? this.#deps.rounds.current().id)
        .get(accountId)
        ?.list() ?? []
    );
  }

  /** Receipt of the last good share of any miner: a time at which the farm is known to have worked. */
  lastShareAtMs(): number | null {
    return this.#counts.lastShareAtMs();
  }

  /** Work per account and miner in buckets of whole minutes; `AppError` when the range asks for too much. */
  history(fromMs: number, toMs: number, bucketMs: number): HistoryBucket[] {
    return readHistory(this.#history, { fromMs, toMs, bucketMs });
  }

  /** Files all that stands under `fromId` under `intoId`, and what open tickets of it still become. */
  mergeMiner(fromId: string, intoId: string): void {
    if (fromId === intoId) return;
    this.flush();
    while (this.#fold.fold(FOLD_CHUNK_ROWS));
    this.#fold.merge(fromId, intoId);
    this.#counts.mergeMiner(fromId, intoId);
    this.#miners.get(fromId)?.mergeInto(this.#miner(intoId));
    this.#miners.delete(fromId);
  }

  /** Commits at once what waits. An error goes to those who wait for it and to `failed`. */
  flush(): void {
    if (this.#queue.length > 0) this.#commit();
  }

  /** Commits what waits and stops; the database stays open. */
  close(): void {
    if (this.#isClosed) return;
    this.flush();
    this.#isClosed = true;
    this.#stopFolding();
    this.#retention.close();
    this.#cancelNextFold();
    this.#cancelRetry();
    if (this.#queue.length > 0) {
      this.#deps.log.error(
        { answers: this.#queue.length },
        "pools' answers could not be stored before the stop",
      );
    }
  }

  #move(ticket: ShareTicket, move: { to: WorkKind; isFinal: boolean; straddling: boolean }): void {
    if (ticket.pending === null) throw new Error('a share that was not sent to the pool has no answer');
    this.#append({ type: 'transition', ticket, ...move });
  }

  #miner(id: string): MinerRef {
    let ref = this.#miners.get(id);
    if (!ref) this.#miners.set(id, (ref = new MinerRef(id)));
    return ref;
  }

  #append(entry: Entry): void {
    if (this.#isClosed) {
      if (entry.type !== 'transition') {
        const refuse = (): void => entry.onCommitted(new Error('the ledger is closed'));
        this.#schedule(refuse);
      }
      return;
    }
    this.#queue.push(entry);
    this.#scheduleCommit();
  }

  #scheduleCommit(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#schedule(() => {
      this.#isScheduled = false;
      if (!this.#isClosed) this.flush();
    });
  }

  #commit(): void {
    const entries = this.#queue;
    this.#queue = [];
    const { changes, undo } = changesOf(entries);
    try {
      this.#deps.database.transaction(() => this.#store.append(changes));
    } catch (error) {
      undo();
      this.#store.forgetKeys();
      this.#refuse(entries, error instanceof Error ? error : new Error(String(error)));
      return;
    }
    const accountIds = new Set<string>();
    for (const change of changes) {
      this.#counts.apply(change);
      if (change.accountId !== null) accountIds.add(change.accountId);
    }
    for (const entry of entries) if (entry.type !== 'transition') this.#guard(() => entry.onCommitted(null));
    this.#guard(() => this.committed.emit({ accountIds }));
  }

  #refuse(entries: readonly Entry[], error: Error): void {
    this.#queue = [...entries.filter((entry) => entry.type === 'transition'), ...this.#queue];
    if (this.#queue.length > 0) {
      this.#cancelRetry();
      this.#cancelRetry = this.#deps.clock.after(RETRY_AFTER_MS, () => this.flush());
    }
    this.#deps.log.error({ err: error, entries: entries.length }, 'the ledger could not be written');
    for (const entry of entries) if (entry.type !== 'transition') this.#guard(() => entry.onCommitted(error));
    this.#guard(() => this.failed.emit(error));
  }

  /** A fault in one that is told must not keep the others from being told. */
  #guard(tell: () => void): void {
    try {
      tell();
    } catch (error) {
      this.#deps.log.error({ err: error }, 'what follows a commit failed');
    }
  }

  #foldChunk(): void {
    this.#cancelNextFold();
    try {
      const isMoreLeft = this.#fold.fold(FOLD_CHUNK_ROWS);
      if (isMoreLeft) {
        this.#cancelNextFold = this.#deps.clock.after(FOLD_PAUSE_MS, () => this.#foldChunk());
      }
    } catch (error) {
      this.#deps.log.error({ err: error }, 'the journal could not be folded');
    }
  }
}

/** A bad number would make every commit fail that it is part of. */
function assertDifficulty(difficulty: number): void {
  if (!Number.isFinite(difficulty) || difficulty < 0) throw new RangeError(`not a difficulty: ${difficulty}`);
}
