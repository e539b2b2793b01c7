import { HASHES_PER_DIFFICULTY_1 } from '#shared/units.ts';

import { NOISE } from './noise.ts';
import type { Random } from './random.ts';

/** A pool's vardiff aims at so many shares a minute on each connection. */
const SHARES_PER_MINUTE = 20;
const RETARGET_MS = 60_000;
/** A pool looks at once when so many shares have come. */
const RETARGET_SHARES = 40;
/** A new difficulty goes out with a later job. */
const STEP_LAG_MS = [5_000, 30_000] as const;
const MAX_STEP = 4;
const MIN_DIFFICULTY = 1024;

interface Share {
  difficulty: number;
  /** Infinity: the pool never answers. */
  answerAtMs: number;
  isGood: boolean;
}

/** One account's place at its pool: draws the shares its miners find and answers them some time later. */
export class SimPool {
  readonly #random: Random;
  readonly #rejectRatio: number;
  readonly #isVardiff: boolean;
  #pending: Share[] = [];
  #difficulty: number;
  #nextDifficulty: { difficulty: number; atMs: number } | null = null;
  #sharesSinceRetarget = 0;
  #retargetedAtMs = 0;
  #isUp = true;

  /** The engine has an endpoint that it can use. */
  isServable = true;
  creditedWork = 0;
  pendingWork = 0;
  /** Never answered, or sent while there was no pool. */
  lostWork = 0;
  rejectedWork = 0;
  /** All that miners have found; the sum of the others. */
  foundWork = 0;
  /** Difficulty of the last share that was credited before the target was reached. */
  landingDifficulty = 0;

  constructor(random: Random, options: { difficulty: number; isVardiff: boolean }) {
    this.#random = random;
    this.#difficulty = options.difficulty;
    this.#isVardiff = options.isVardiff;
    this.#rejectRatio = random.between(...NOISE.rejectRatio);
    this.#retargetedAtMs = -random.between(0, RETARGET_MS);
  }

  get difficulty(): number {
    return this.#difficulty;
  }

  get rejectRatio(): number {
    return this.#rejectRatio;
  }

  /** The shares that `hashes` find, at times drawn from the span: a thin Poisson process. */
  mine(fromMs: number, toMs: number, hashes: number): void {
    const difficulty = this.#difficulty;
    if (hashes <= 0) {
      // An idle connection keeps its difficulty.
      this.#sharesSinceRetarget = 0;
      this.#retargetedAtMs = toMs;
      return;
    }
    const count = this.#random.poisson(hashes / (difficulty * HASHES_PER_DIFFICULTY_1));
    this.foundWork += count * difficulty;
    if (!this.isServable) {
      this.lostWork += count * difficulty;
      return;
    }
    for (let index = 0; index < count; index += 1) {
      const latencyMs = this.#random.between(...NOISE.poolLatencyMs);
      const isGood = this.#random.uniform() >= this.#rejectRatio;
      const answerAtMs = this.#isUp
        ? this.#random.between(fromMs, toMs) + latencyMs
        : Number.POSITIVE_INFINITY;
      this.#pending.push({ difficulty, answerAtMs, isGood });
      this.pendingWork += difficulty;
    }
    if (this.#isUp) this.#sharesSinceRetarget += count;
  }

  /** Takes the answers that are due. */
  answer(nowMs: number, targetWork: number): void {
    if (this.#pending.length > 0) {
      let kept = 0;
      for (const share of this.#pending) {
        if (share.answerAtMs > nowMs) {
          this.#pending[kept] = share;
          kept += 1;
          continue;
        }
        this.pendingWork -= share.difficulty;
        if (!share.isGood) this.rejectedWork += share.difficulty;
        else this.#credit(share, targetWork);
      }
      this.#pending.length = kept;
      if (kept === 0) this.pendingWork = 0;
    }
    this.#retarget(nowMs);
  }

  /** The pool goes: what it has not answered stays without an answer. */
  fail(): void {
    this.#isUp = false;
    for (const share of this.#pending) share.answerAtMs = Number.POSITIVE_INFINITY;
  }

  /** The engine has seen that it is gone: what was not answered is in doubt and mined again. */
  notice(): void {
    this.isServable = false;
    const answered = this.#pending.filter(({ answerAtMs }) => answerAtMs !== Number.POSITIVE_INFINITY);
    for (const share of this.#pending) if (!answered.includes(share)) this.#lose(share);
    this.#pending = answered;
  }

  comeBack(nowMs: number): void {
    this.#isUp = true;
    this.isServable = true;
    this.#sharesSinceRetarget = 0;
    this.#retargetedAtMs = nowMs;
  }

  #lose(share: Share): void {
    this.pendingWork -= share.difficulty;
    this.lostWork += share.difficulty;
  }

  #credit(share: Share, targetWork: number): void {
    if (this.creditedWork < targetWork) this.landingDifficulty = share.difficulty;
    this.creditedWork += share.difficulty;
  }

  #retarget(nowMs: number): void {
    if (!this.#isVardiff || !this.#isUp) return;
    if (this.#nextDifficulty && nowMs >= this.#nextDifficulty.atMs) {
      this.#difficulty = this.#nextDifficulty.difficulty;
      this.#nextDifficulty = null;
      this.#sharesSinceRetarget = 0;
      this.#retargetedAtMs = nowMs;
    }
    const spanMs = nowMs - this.#retargetedAtMs;
    if (this.#nextDifficulty || spanMs <= 0) return;
    if (spanMs < RETARGET_MS && this.#sharesSinceRetarget < RETARGET_SHARES) return;
    const ratio = ((this.#sharesSinceRetarget / spanMs) * 60_000) / SHARES_PER_MINUTE;
    this.#sharesSinceRetarget = 0;
    this.#retargetedAtMs = nowMs;
    if (ratio > 0.6 && ratio < 1.5) return;
    const step = Math.min(Math.max(ratio, 1 / MAX_STEP), MAX_STEP);
    const difficulty = Math.max(this.#difficulty * step, MIN_DIFFICULTY);
    this.#nextDifficulty = { difficulty, atMs: nowMs + this.#random.between(...STEP_LAG_MS) };
  }
}
