import { HASHES_PER_DIFFICULTY_1 } from '#shared/units.ts';

const DAY_S = 86_400;
/** Shares that the estimate of a miner's rate remembers; older ones fade. */
const MEMORY_SHARES = 200;
/** The rate counts as known after so many shares … */
const KNOWN_SHARES = 10;
/** … over at least this time: a burst says nothing about a rate. */
const KNOWN_AFTER_MS = 60_000;
/** A healthy miner's rate may lie this far below its last 200 shares (heat, tuning, a slow network). */
const RATE_MARGIN = 0.8;
/** Where the arithmetic asks for less evidence than this, it is not followed: e^-10 is 1 in 22,000. */
const LEAST_LOG_CHANCE = 10;

export interface SilenceSettings {
  /** False alarms a day over the whole farm. */
  falseAlarmsPerDay: number;
  /** Never silent before this. */
  leastMs: number;
  /** Limit while only the nominal hashrate says what to expect: at least this. */
  nominalMs: number;
  /** Limit while nothing says what to expect. */
  unknownMs: number;
}

export const DEFAULT_SILENCE: SilenceSettings = {
  falseAlarmsPerDay: 1e-3,
  leastMs: 10_000,
  nominalMs: 120_000,
  unknownMs: 600_000,
};

/** What the limit depends on besides the miner's own shares. */
export interface SilenceContext {
  /** Miners watched. */
  farmSize: number;
  /** Of the miner's present job. */
  difficulty: number;
  /** H/s to expect before its own shares tell; null = not known. */
  hintedHashrate: number | null;
}

/** Shares expected of 1 H/s in `spanMs` at `difficulty`: what all tests here count time in. */
export function exposureOf(spanMs: number, difficulty: number): number {
  return spanMs / 1000 / (difficulty * HASHES_PER_DIFFICULTY_1);
}

/**
 * Whether one miner has been without a share for longer than chance explains.
 *
 * Shares come at random (Poisson), so with `n` of them seen in an exposure `u` the chance of none in a
 * further exposure `g` is (1 + g/u)^-n: the rate's own uncertainty is in it. A miner with λ shares a day
 * has λ gaps a day that could be taken for silence; the farm's allowance of false alarms is divided among
 * all gaps of all miners (Bonferroni). Exposure follows the job's difficulty, so that a change of it changes
 * the limit at once. Time without a job, or in a grace, is not handed in.
 */
export class SilenceTest {
  readonly #settings: SilenceSettings;
  #shares = 0;
  #exposure = 0;
  #spanMs = 0;
  /** Since the last share of any outcome. */
  #gapExposure = 0;
  #gapMs = 0;
  /** Gaps that ended in a refused share: part of the time to the next verified one. */
  #refusedExposure = 0;
  #refusedMs = 0;

  constructor(settings: SilenceSettings) {
    this.#settings = settings;
  }

  /** Time with work went by. */
  advance(exposure: number, spanMs: number): void {
    this.#gapExposure += exposure;
    this.#gapMs += spanMs;
  }

  /** A verified share came. */
  share(): void {
    this.#shares += 1;
    this.#exposure += this.#refusedExposure + this.#gapExposure;
    this.#spanMs += this.#refusedMs + this.#gapMs;
    if (this.#shares > MEMORY_SHARES) {
      const kept = MEMORY_SHARES / this.#shares;
      this.#shares *= kept;
      this.#exposure *= kept;
    }
    this.#refusedExposure = 0;
    this.#refusedMs = 0;
    this.restart();
  }

  /** A share came and was refused: the miner is alive, but has produced nothing. */
  refused(): void {
    this.#refusedExposure += this.#gapExposure;
    this.#refusedMs += this.#gapMs;
    this.restart();
  }

  /** Begins to wait anew, as after a pause that is not the miner's doing. */
  restart(): void {
    this.#gapExposure = 0;
    this.#gapMs = 0;
  }

  /** Forgets the rate as well. */
  reset(): void {
    this.#shares = 0;
    this.#exposure = 0;
    this.#spanMs = 0;
    this.#refusedExposure = 0;
    this.#refusedMs = 0;
    this.restart();
  }

  /** Time with work since the last share, ms. */
  get gapMs(): number {
    return this.#gapMs;
  }

  /** H/s over its last 200 shares; null until it is known. */
  get hashrate(): number | null {
    const isKnown = this.#shares >= KNOWN_SHARES && this.#spanMs >= KNOWN_AFTER_MS && this.#exposure > 0;
    return isKnown ? this.#shares / this.#exposure : null;
  }

  /** Shares expected since the last one; null when not known. */
  expectedInGap(hintedHashrate: number | null): number | null {
    const hashrate = this.hashrate ?? hintedHashrate;
    return hashrate === null ? null : hashrate * this.#gapExposure;
  }

  isSilent(context: SilenceContext): boolean {
    if (this.#gapMs < this.#settings.leastMs) return false;
    const { hashrate } = this;
    if (hashrate !== null) {
      const logChance = this.#shares * Math.log1p((RATE_MARGIN * this.#gapExposure) / this.#exposure);
      return logChance >= this.#asked(hashrate, context);
    }
    const { hintedHashrate } = context;
    if (hintedHashrate === null || hintedHashrate === 0) return this.#gapMs >= this.#settings.unknownMs;
    return (
      this.#gapMs >= this.#settings.nominalMs &&
      RATE_MARGIN * hintedHashrate * this.#gapExposure >= this.#asked(hintedHashrate, context)
    );
  }

  /** How long the miner may be without a share at the present difficulty, ms. */
  limitMs(context: SilenceContext): number {
    const { leastMs, nominalMs, unknownMs } = this.#settings;
    const hashrate = this.hashrate ?? context.hintedHashrate;
    if (hashrate === null || hashrate === 0) return unknownMs;
    const asked = this.#asked(hashrate, context);
    const isOwn = this.hashrate !== null;
    const expected = (isOwn ? this.#shares * Math.expm1(asked / this.#shares) : asked) / RATE_MARGIN;
    const ms = expected / hashrate / exposureOf(1, context.difficulty);
    return Math.max(ms, isOwn ? leastMs : Math.max(leastMs, nominalMs));
  }

  /** Minus the logarithm of the chance that one gap is allowed to have. */
  #asked(hashrate: number, { farmSize, difficulty }: SilenceContext): number {
    const gapsPerDay = farmSize * hashrate * exposureOf(DAY_S * 1000, difficulty);
    return Math.max(Math.log(gapsPerDay / this.#settings.falseAlarmsPerDay), LEAST_LOG_CHANCE);
  }
}
