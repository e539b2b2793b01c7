import type { Clock } from '#engine/lib/clock.ts';
import type { PoolCounts } from './pool-counts.ts';
import type { JobBook } from './pool-job.ts';
import { checkFields, parseSubmit, prove, REJECTIONS, type Proof, type Submit } from './pool-judge.ts';
import type { PoolError, PoolSettings, RejectReason } from './pool-options.ts';
import type { PoolSession } from './pool-session.ts';

/** A share and what the pool made of it. */
export interface JudgedShare {
  connectionId: number;
  /** As the submit named it; empty when the submit was unreadable. */
  worker: string;
  jobId: string;
  verdict: 'accepted' | RejectReason;
  /** What it was judged and, when accepted, paid at; null when it was refused before that mattered. */
  difficulty: number | null;
  shareDifficulty: number | null;
  /** Display order; null when it was not hashed. */
  hash: string | null;
  solvesBlock: boolean;
  atMs: number;
}

/** Hashes remembered to find duplicates, and answers held back, at most. */
const MAX_SEEN = 1 << 20;
const MAX_HELD = 100_000;

interface DeskDeps {
  clock: Clock;
  book: JobBook;
  counts: PoolCounts;
  settings: PoolSettings;
}

interface DeskEvents {
  judged(share: JudgedShare): void;
  solved(): void;
}

/** Judges shares, keeps the books, and answers; or misbehaves where it was told to. */
export class ShareDesk {
  readonly #deps: DeskDeps;
  readonly #tell: DeskEvents;
  readonly #seen = new Set<string>();
  #held: (() => void)[] | null = null;
  #drops = { left: 0, counted: false };
  #forced: { left: number; error: PoolError } = { left: 0, error: [20, 'Rejected'] };

  constructor(deps: DeskDeps, tell: DeskEvents) {
    this.#deps = deps;
    this.#tell = tell;
  }

  get heldAnswers(): number {
    return this.#held?.length ?? 0;
  }

  pause(): void {
    this.#held ??= [];
  }

  resume(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const send of held) send();
  }

  dropBeforeAnswer(count: number, counted: boolean): void {
    this.#drops = { left: count, counted };
  }

  rejectNext(count: number, error: PoolError): void {
    this.#forced = { left: count, error };
  }

  /** After a new block no share of the past can count again. */
  forgetSeenShares(): void {
    this.#seen.clear();
  }

  take(session: PoolSession, id: unknown, params: unknown): void {
    if (this.#drops.left > 0) {
      this.#drops.left -= 1;
      if (this.#drops.counted) this.#judge(session, params);
      session.drop();
      return;
    }
    const { verdict, error } =
      this.#forced.left > 0 ? this.#force(session, params) : this.#judge(session, params);
    const send = () => this.#answer(session, id, verdict === 'accepted' ? null : error);
    if (!this.#held) send();
    else if (this.#held.length < MAX_HELD) this.#held.push(send);
  }

  #answer(session: PoolSession, id: unknown, error: PoolError | null): void {
    if (!error) session.answer(id, true);
    else if (this.#deps.settings.rejectStyle === 'error') session.refuse(id, error);
    else session.send({ 'reject-reason': error[1], result: false, error: null, id });
  }

  #force(session: PoolSession, params: unknown): { verdict: RejectReason; error: PoolError } {
    this.#forced.left -= 1;
    this.#record(session, parseSubmit(params), { verdict: 'forced' });
    return { verdict: 'forced', error: this.#forced.error };
  }

  #judge(session: PoolSession, params: unknown): { verdict: JudgedShare['verdict']; error: PoolError } {
    const submit = parseSubmit(params);
    const judged = submit ? this.#examine(session, submit) : { verdict: 'malformed' as const };
    this.#record(session, submit, judged);
    const { verdict } = judged;
    const error = !session.subscribed
      ? ([25, 'Not subscribed'] as const)
      : REJECTIONS[verdict === 'accepted' || verdict === 'forced' ? 'malformed' : verdict];
    return { verdict, error };
  }

  /** The order of the checks is the field's: job, worker, extranonce2, ntime, version, duplicate, difficulty, stale. */
  #examine(session: PoolSession, submit: Submit): Judgement {
    const { book, settings } = this.#deps;
    const terms = session.termsOf(submit.jobId);
    const job = book.find(submit.jobId);
    if (session.logins.size === 0) return { verdict: 'unauthorized' };
    if (!job || !terms) return { verdict: 'unknown-job' };
    if (!session.logins.has(submit.worker)) return { verdict: 'worker-mismatch' };
    // A mask negotiated or widened after the job was sent holds for it too; a narrowed one does not reach back.
    const versionMask = (terms.versionMask | session.terms.versionMask) >>> 0;
    const { extranonce2Size } = terms;
    const { ntimeWindowSeconds } = settings;
    const fault = checkFields(submit, job, { extranonce2Size, versionMask, ntimeWindowSeconds });
    if (fault) return { verdict: fault };
    const difficulty = settings.judge === 'job' ? terms.difficulty : session.terms.difficulty;
    const proof = prove(submit, job, { ...terms, versionMask, judgedAt: difficulty });
    if (this.#seen.has(proof.hash)) return { verdict: 'duplicate', difficulty, proof };
    if (job.block !== book.current.block || job.serial <= book.current.serial - settings.oldJobsKept)
      return { verdict: 'stale', difficulty, proof };
    if (!proof.meetsDifficulty) return { verdict: 'low-difficulty', difficulty, proof };
    return { verdict: 'accepted', difficulty, proof };
  }

  #record(session: PoolSession, submit: Submit | null, judged: Judgement): void {
    const { counts, clock } = this.#deps;
    const { verdict, difficulty = null, proof = null } = judged;
    const worker = submit?.worker ?? '';
    if (verdict === 'accepted' && difficulty !== null) counts.accept(worker, difficulty);
    else if (verdict !== 'accepted') counts.reject(worker, verdict);
    if (verdict === 'accepted' && proof) this.#remember(proof.hash);
    const solvesBlock = proof !== null && proof.solvesBlock && verdict !== 'duplicate' && verdict !== 'stale';
    if (solvesBlock) counts.solve(worker);
    this.#tell.judged({
      connectionId: session.id,
      worker,
      jobId: submit?.jobId ?? '',
      verdict,
      difficulty,
      shareDifficulty: proof?.shareDifficulty ?? null,
      hash: proof?.hash ?? null,
      solvesBlock,
      atMs: clock.nowMs(),
    });
    if (solvesBlock) this.#tell.solved();
  }

  #remember(hash: string): void {
    this.#seen.add(hash);
    const oldest = this.#seen.keys().next().value;
    if (this.#seen.size > MAX_SEEN && oldest !== undefined) this.#seen.delete(oldest);
  }
}

interface Judgement {
  verdict: JudgedShare['verdict'];
  difficulty?: number;
  proof?: Proof;
}
