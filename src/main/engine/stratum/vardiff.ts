import type { DifficultySettings } from '#shared/model/farm-file.ts';

/** Shares that make a useful estimate (error about 1/√24 = 20 %); sets the length of a window. */
const WINDOW_SHARES = 24;
const MIN_WINDOW_MS = 5_000;
const MAX_WINDOW_MS = 240_000;
/** An older estimate is faded out once it holds this many shares. */
const MEMORY_SHARES = 96;
/** Below this span a burst (shares held back by a stalled network) says nothing about the rate. */
const MIN_SPAN_MS = 1_000;
/** In start-up a change is looked for after this many shares. */
const STARTUP_SHARES = 8;
/** Expected but absent shares that prove a start-up difficulty too high: e^-4 is 2 %. */
const STARTUP_SILENCE = 4;
/** The same once shares have come, where a false alarm is to be rare: e^-12 is 6 in a million. */
const SETTLED_SILENCE = 12;
/** A settled session may be corrected before its window is over when it is this many times too fast. */
const FAR_TOO_FAST = 4;
/** Largest step up at once. */
const MAX_STEP_UP = 16;

/**
 * Share difficulty of one miner's session, so that it sends about `sharesPerMinute`. Powers of two,
 * also below 1, clamped to the settings' min and max (which are used as they are). Fast at first;
 * once settled at most one change per window (about 60 s at the usual 15–24 shares a minute, shorter at
 * higher rates), except that a session far too fast is corrected at once. Without shares it steps
 * down by time. All times are monotonic ms, handed in.
 *
 * The estimate is work per time and not shares per time, so jobs whose difficulty the pool set lower
 * count rightly. ckpool does the same with its decayed difficulty shares per second.
 */
export class Vardiff {
  readonly #settings: DifficultySettings;
  readonly #sharesPerMs: number;
  readonly #windowMs: number;
  #current: number;
  #isSettled = false;
  #silentSteps = 0;
  /** Start of the estimate: the last change, or later once memory fades. */
  #sinceMs: number;
  #lastShareMs: number;
  #latestMs: number;
  #work = 0;
  #shares = 0;

  constructor(settings: DifficultySettings, nowMonotonicMs: number) {
    this.#settings = settings;
    this.#sharesPerMs = settings.sharesPerMinute / 60_000;
    this.#windowMs = Math.min(Math.max(WINDOW_SHARES / this.#sharesPerMs, MIN_WINDOW_MS), MAX_WINDOW_MS);
    this.#current = clampDifficulty(settings.start, settings.min, settings.max);
    this.#sinceMs = nowMonotonicMs;
    this.#lastShareMs = nowMonotonicMs;
    this.#latestMs = nowMonotonicMs;
  }

  /** What the miner is to be given, before the upstream's say. */
  get current(): number {
    return this.#current;
  }

  /** A valid share came in; `jobDifficulty` is the one of its own job. */
  onShare(atMonotonicMs: number, jobDifficulty: number): void {
    if (this.#shares >= MEMORY_SHARES && atMonotonicMs - this.#sinceMs >= this.#windowMs) {
      this.#sinceMs = atMonotonicMs - (atMonotonicMs - this.#sinceMs) / 2;
      this.#work /= 2;
      this.#shares /= 2;
    }
    this.#work += jobDifficulty;
    this.#shares += 1;
    this.#silentSteps = 0;
    this.#lastShareMs = atMonotonicMs;
    this.#latestMs = atMonotonicMs;
  }

  /**
   * The difficulty a miner asks to start from (suggest_difficulty, `d=`), or one fit for its kind: the
   * power of two at or below it, clamped. Vardiff goes on from there. Nonsense is ignored.
   */
  suggest(wanted: number): void {
    if (!Number.isFinite(wanted) || wanted <= 0) return;
    this.#isSettled = false;
    this.#silentSteps = 0;
    this.#change(2 ** Math.floor(Math.log2(wanted)), this.#latestMs);
  }

  /** The new difficulty if it is time to change it, else null. Call after shares and about once a second. */
  retarget(nowMonotonicMs: number): number | null {
    this.#latestMs = nowMonotonicMs;
    const spanMs = nowMonotonicMs - this.#sinceMs;
    if (spanMs < MIN_SPAN_MS) return null;
    return (
      this.#retargetUp(spanMs, nowMonotonicMs) ??
      this.#stepDownInSilence(spanMs, nowMonotonicMs) ??
      this.#retargetDown(spanMs, nowMonotonicMs)
    );
  }

  #retargetUp(spanMs: number, nowMs: number): number | null {
    const ratio = this.#work / (spanMs * this.#sharesPerMs) / this.#current;
    const isWindowOver = spanMs >= this.#windowMs;
    const isDue = this.#isSettled
      ? isWindowOver || (this.#shares >= WINDOW_SHARES && ratio >= FAR_TOO_FAST)
      : isWindowOver || this.#shares >= STARTUP_SHARES;
    if (!isDue || this.#shares === 0) return null;
    if (isWindowOver && ratio < 2 && ratio > 0.5) this.#isSettled = true;
    if (ratio < Math.SQRT2 * this.#doubt()) return null;
    return this.#change(nearestPowerOfTwo(this.#current * Math.min(ratio, MAX_STEP_UP)), nowMs);
  }

  #stepDownInSilence(spanMs: number, nowMs: number): number | null {
    const silentShares = (nowMs - Math.max(this.#lastShareMs, this.#sinceMs)) * this.#sharesPerMs;
    if (silentShares < (this.#isSettled || this.#shares > 0 ? SETTLED_SILENCE : STARTUP_SILENCE)) return null;
    if (this.#isSettled && spanMs < this.#windowMs) return null;
    this.#silentSteps = Math.min(this.#silentSteps + 1, 4);
    return this.#change(nearestPowerOfTwo(this.#current / 4 ** this.#silentSteps), nowMs);
  }

  #retargetDown(spanMs: number, nowMs: number): number | null {
    const expectedShares = spanMs * this.#sharesPerMs;
    const isDue = spanMs >= this.#windowMs || (!this.#isSettled && expectedShares >= STARTUP_SHARES * 2);
    // One share more than came: the next may be about to.
    const ratio = (this.#work + this.#current) / expectedShares / this.#current;
    if (!isDue || ratio * Math.SQRT2 * this.#doubt() > 1) return null;
    return this.#change(nearestPowerOfTwo(this.#current * ratio), nowMs);
  }

  /** How far beyond the middle between two powers of two an estimate must lie: 1 + its relative error. */
  #doubt(): number {
    return 1 + 1 / Math.sqrt(Math.max(this.#shares, 1));
  }

  #change(wanted: number, nowMs: number): number | null {
    const next = clampDifficulty(wanted, this.#settings.min, this.#settings.max);
    this.#sinceMs = nowMs;
    this.#work = 0;
    this.#shares = 0;
    if (next === this.#current) return null;
    this.#current = next;
    return next;
  }
}

/** A difficulty within the owner's limits; where they contradict each other the upper one wins. */
function clampDifficulty(value: number, min: number, max: number | null): number {
  return Math.min(Math.max(value, min), max ?? Number.MAX_VALUE);
}

/**
 * Difficulty of a job for a miner: what vardiff wants within the owner's limits, but never above the
 * upstream's, which wins over all of them, whole or fraction, power of two or not.
 */
export function jobDifficulty(upstream: number, vardiff: number, min: number, max: number | null): number {
  return Math.min(upstream, clampDifficulty(vardiff, min, max));
}

function nearestPowerOfTwo(value: number): number {
  return 2 ** Math.round(Math.log2(value));
}
