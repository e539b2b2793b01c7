/**
 * Rates looked for, as parts of the standard. Several, since a test made for one drop is slow at
 * another; drops in between are found by the neighbours.
 */
export const DEGREES = [0.91, 0.81, 0.67, 0.48, 0.25] as const;
const LOGS = DEGREES.map((degree) => Math.log(degree));

/** A recovery is tested against this part of the standard, or against what was found when that is more. */
const RECOVERY_DEGREE = 0.81;
/** So long a gap is left to the silence test: e^-10 is 1 in 22,000. */
const LONG_GAP = 10;
/** Never on less than this, however few shares a day there are: 1 in 1,100. */
const LEAST_SCORE = 7;

export interface StandardSettings {
  /** Verdicts on healthy miners a day, over the whole farm. */
  falseAlarmsPerDay: number;
  /** Recoveries a day wrongly granted to a miner that works just at the rate tested. */
  falseRecoveriesPerDay: number;
}

export const DEFAULT_STANDARD: StandardSettings = { falseAlarmsPerDay: 1e-3, falseRecoveriesPerDay: 0.01 };

/** What the limits depend on. */
export interface StandardContext {
  /** Miners watched. */
  farmSize: number;
  /** Shares a day that the miner sends at its standard and present difficulty. */
  sharesPerDay: number;
}

/** A stretch of time with work, and what came in it. */
export interface Stretch {
  shares: number;
  expected: number;
  spanMs: number;
}

/** Mean fall of the score per share while the miner is healthy (nats). */
export function lossWhenHealthy(degree: number): number {
  return -Math.log(degree) - (1 - degree);
}

/** Mean rise of the score per expected share while it works at `degree` (nats). */
export function gainWhenDegraded(degree: number): number {
  return degree * Math.log(degree) + 1 - degree;
}

/**
 * The score at which a miner is taken to work at `degree`. A cumulative sum climbs to h by luck about once
 * in e^h / loss shares (Page 1954; Siegmund 1985); the farm's allowance of false alarms is divided among
 * miners and degrees (Bonferroni).
 */
export function alarmScore(degree: number, context: StandardContext, settings: StandardSettings): number {
  const trials = lossWhenHealthy(degree) * context.sharesPerDay * context.farmSize * DEGREES.length;
  return Math.max(Math.log(trials / settings.falseAlarmsPerDay), LEAST_SCORE);
}

function recoveryScore(degree: number, context: StandardContext, settings: StandardSettings): number {
  const trials = gainWhenDegraded(degree) * context.sharesPerDay;
  return Math.max(Math.log(trials / settings.falseRecoveriesPerDay), LEAST_SCORE);
}

/**
 * Whether one miner produces less than its standard: for each degree a one-sided cumulative sum of the
 * log-likelihood ratio between that part of the standard and the standard itself. It rises by (1 − degree)
 * for each share expected, falls by −ln degree for each that comes, and never below zero. What is expected
 * follows the difficulty of the job, so that every share counts for the work in it. Once the miner is
 * below, the mirrored sum finds the way back.
 */
export class StandardTest {
  readonly #settings: StandardSettings;
  readonly #scores = new Float64Array(DEGREES.length);
  /** Totals when each score was last zero. */
  readonly #starts: Stretch[] = DEGREES.map(() => ({ shares: 0, expected: 0, spanMs: 0 }));
  readonly #total: Stretch = { shares: 0, expected: 0, spanMs: 0 };
  #recovery: { degree: number; score: number; start: Stretch } | null = null;

  constructor(settings: StandardSettings) {
    this.#settings = settings;
  }

  get isBelow(): boolean {
    return this.#recovery !== null;
  }

  /** A verified share, `expected` shares' time after the one before. */
  share(expected: number, spanMs: number): void {
    this.#noteRecovery(expected);
    const total = this.#total;
    total.shares += 1;
    total.expected += expected;
    total.spanMs += spanMs;
    for (let index = 0; index < DEGREES.length; index += 1) {
      const rise = (1 - (DEGREES[index] ?? 1)) * expected + (LOGS[index] ?? 0);
      const score = (this.#scores[index] ?? 0) + rise;
      this.#scores[index] = score > 0 ? score : 0;
      const start = this.#starts[index];
      if (score <= 0 && start) copy(total, start);
    }
  }

  /**
   * The stretch that proves a change (`isBelow` tells to what), else null; `gap` is what was expected
   * since the last share.
   */
  evaluate(gap: { expected: number; spanMs: number }, context: StandardContext): Stretch | null {
    if (gap.expected >= LONG_GAP) return null;
    return this.#recovery ? this.#findRecovery(context) : this.#findFault(gap, context);
  }

  /** Begins anew, as with another standard. */
  reset(): void {
    this.#recovery = null;
    this.#scores.fill(0);
    for (const start of this.#starts) copy(this.#total, start);
  }

  #findFault(gap: { expected: number; spanMs: number }, context: StandardContext): Stretch | null {
    for (let index = 0; index < DEGREES.length; index += 1) {
      const degree = DEGREES[index] ?? 1;
      const score = (this.#scores[index] ?? 0) + (1 - degree) * gap.expected;
      if (score < LEAST_SCORE || score < alarmScore(degree, context, this.#settings)) continue;
      const found = since(this.#starts[index], this.#total);
      this.#recovery = { degree: Math.max(degree, RECOVERY_DEGREE), score: 0, start: { ...this.#total } };
      return { ...found, expected: found.expected + gap.expected, spanMs: found.spanMs + gap.spanMs };
    }
    return null;
  }

  #findRecovery(context: StandardContext): Stretch | null {
    const recovery = this.#recovery;
    if (!recovery || recovery.score < recoveryScore(recovery.degree, context, this.#settings)) return null;
    const found = since(recovery.start, this.#total);
    this.reset();
    return found;
  }

  #noteRecovery(expected: number): void {
    const recovery = this.#recovery;
    if (!recovery) return;
    const before = recovery.score - (1 - recovery.degree) * expected;
    if (before <= 0) recovery.start = { ...this.#total };
    recovery.score = Math.max(before, 0) - Math.log(recovery.degree);
  }
}

function copy(from: Stretch, to: Stretch): void {
  to.shares = from.shares;
  to.expected = from.expected;
  to.spanMs = from.spanMs;
}

function since(start: Stretch | undefined, total: Stretch): Stretch {
  return {
    shares: total.shares - (start?.shares ?? 0),
    expected: total.expected - (start?.expected ?? 0),
    spanMs: total.spanMs - (start?.spanMs ?? 0),
  };
}
