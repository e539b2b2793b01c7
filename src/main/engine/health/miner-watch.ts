import { type StandardContext, StandardTest } from './below-standard.ts';
import {
  acceptedAgainText,
  backText,
  belowStandardText,
  rejectingText,
  saysText,
  silentText,
  upToStandardText,
} from './evidence.ts';
import {
  type Declaration,
  type Fault,
  FAULTS,
  type HealthSettings,
  type HealthState,
  type MinerVerdict,
  type WatchedJob,
} from './health-types.ts';
import { OwnRate } from './own-rate.ts';
import { type RefusalKind, RefusalWindow } from './rejects.ts';
import { exposureOf, type SilenceContext, SilenceTest } from './silence.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Shares that end a silence; twice as many for each further one within the hour. */
const RETURN_SHARES = 3;
const MAX_RETURN_SHARES = 48;
/** A gap of so many expected shares is not taken for work (e^-10 is 1 in 22,000). */
const LONG_GAP = 10;

interface Finding {
  evidence: string;
  sinceMs: number;
  observedHashrate: number | null;
}

/** All that is watched of one miner. Times are monotonic ms, handed in; nothing here sets a timer. */
export class MinerWatch {
  readonly id: string;
  readonly own = new OwnRate();
  isConnected = false;
  nominal: number | null = null;
  /** Since when it has had work without a break, the grace excluded. */
  workingSinceMs = Number.POSITIVE_INFINITY;
  lastShareMs = Number.NEGATIVE_INFINITY;
  readonly #settings: HealthSettings;
  readonly #rate: SilenceTest;
  readonly #standard: StandardTest;
  readonly #refusals: RefusalWindow;
  readonly #findings = new Map<Fault, Finding>();
  #okEvidence = '';
  #okSinceMs: number;
  #job: WatchedJob | null = null;
  /** Until when time has been counted. */
  #countedMs: number;
  #silenceFromMs = 0;
  #standardFromMs = 0;
  #lastWorkMs: number;
  #closedMs: number | null = null;
  /** Time with work since the last verified share, as the standard counts it. */
  #gapExposure = 0;
  #gapMs = 0;
  readonly #silences: number[] = [];
  #isExcused = false;
  #declaration: Declaration | null = null;
  #declaredSinceMs = 0;
  #returned = 0;
  #returnedMs = 0;

  constructor(id: string, settings: HealthSettings, now: { wallMs: number; monotonicMs: number }) {
    this.id = id;
    this.#settings = settings;
    this.#rate = new SilenceTest(settings.silence);
    this.#standard = new StandardTest(settings.standard);
    this.#refusals = new RefusalWindow(settings.refusals);
    this.#okSinceMs = now.wallMs;
    this.#countedMs = now.monotonicMs;
    this.#lastWorkMs = now.monotonicMs;
  }

  get state(): HealthState {
    for (const fault of FAULTS) if (this.#findings.has(fault)) return fault;
    return this.#declaration?.isBelowStandard ? 'below-standard' : 'ok';
  }

  get verdict(): MinerVerdict {
    const { state } = this;
    const expectedHashrate = this.nominal ?? this.own.hashrate;
    const finding = state === 'ok' ? undefined : this.#findings.get(state);
    const ownWords = this.#declaration?.faults.join(', ') ?? null;
    if (finding) {
      const evidence = `${finding.evidence}${saysText(ownWords)}`;
      return { state, expectedHashrate, ...finding, evidence };
    }
    const isDeclared = state === 'below-standard';
    return {
      state,
      evidence: isDeclared ? `it says of itself: ${ownWords}` : this.#okEvidence,
      sinceMs: isDeclared ? this.#declaredSinceMs : this.#okSinceMs,
      expectedHashrate,
      observedHashrate: this.#rate.hashrate,
    };
  }

  has(fault: Fault): boolean {
    return this.#findings.has(fault);
  }

  get isWorking(): boolean {
    return this.isConnected && this.#job !== null;
  }

  /** Time with work since the last share of any outcome. */
  get gapMs(): number {
    return this.#rate.gapMs;
  }

  /** Shares expected since the last one, by its own rate; null when that is not known. */
  get expectedInGap(): number | null {
    return this.#rate.expectedInGap(null);
  }

  /** Shares expected in `spanMs` by its own rate at its present difficulty; null when not known. */
  expectedIn(spanMs: number): number | null {
    const { hashrate } = this.#rate;
    return hashrate === null || !this.#job ? null : hashrate * exposureOf(spanMs, this.#job.difficulty);
  }

  /** H/s against which its work is tested; null = nothing to test against yet. */
  get standard(): number | null {
    const own = this.own.hashrate;
    if (this.nominal === null) return own;
    return Math.min(this.nominal, Math.max(own ?? 0, this.nominal * (1 - this.#settings.nominalTolerance)));
  }

  setNominal(nominal: number | null): void {
    if (nominal === this.nominal) return;
    this.nominal = nominal;
    this.#standard.reset();
    this.#clear('below-standard', 'its nominal hashrate was changed');
  }

  /** What its own interface says; null = nothing is known of it. */
  declare(declaration: Declaration | null, wallMs: number): void {
    if (declaration?.isBelowStandard && !this.#declaration?.isBelowStandard) this.#declaredSinceMs = wallMs;
    this.#declaration = declaration;
  }

  connected(nowMs: number): void {
    this.#stopWork(nowMs);
    this.isConnected = true;
    const awayMs = nowMs - (this.#closedMs ?? nowMs);
    this.#closedMs = null;
    this.#countedMs = nowMs;
    this.#silenceFromMs = nowMs + this.#settings.connectGraceMs;
    this.#standardFromMs = nowMs + this.#settings.warmUpMs;
    const evidence = `connected again after ${Math.round(awayMs / 1000)} s`;
    if (this.#findings.has('offline')) this.#refusals.reset();
    if (this.#findings.has('offline')) this.#clear('rejecting', evidence);
    this.#clear('silent', evidence);
    this.#clear('offline', evidence);
  }

  disconnected(nowMs: number): void {
    this.#stopWork(nowMs);
    this.isConnected = false;
    this.#closedMs ??= nowMs;
  }

  /** A job was sent. Another account's begins a grace; another difficulty counts from now on. */
  work(nowMs: number, job: WatchedJob): void {
    this.advance(nowMs);
    if (this.#job?.accountId !== job.accountId) {
      const untilMs = nowMs + this.#settings.moveGraceMs;
      this.#silenceFromMs = Math.max(this.#silenceFromMs, untilMs);
      this.#standardFromMs = Math.max(this.#standardFromMs, untilMs);
      this.#rate.restart();
    }
    if (this.#job?.accountId !== job.accountId) this.workingSinceMs = this.#silenceFromMs;
    this.#job = job;
  }

  /** No work for it: it is not judged. */
  parked(nowMs: number): void {
    this.#stopWork(nowMs);
  }

  verified(nowMs: number): void {
    this.advance(nowMs);
    this.lastShareMs = nowMs;
    this.#refusals.add(nowMs, 'verified');
    if (this.#isPaused || nowMs < this.#silenceFromMs) this.#rate.restart();
    else this.#rate.share();
    if (!this.#isPaused && nowMs >= this.#standardFromMs) this.#countShare();
    if (this.#findings.has('silent')) this.#noteReturn(nowMs);
    this.#gapExposure = 0;
    this.#gapMs = 0;
  }

  refused(nowMs: number, kind: RefusalKind): void {
    this.advance(nowMs);
    this.lastShareMs = nowMs;
    this.#refusals.add(nowMs, kind);
    this.#rate.refused();
  }

  /** Counts the time with work up to now. */
  advance(nowMs: number): void {
    const fromMs = this.#countedMs;
    if (nowMs <= fromMs) return;
    this.#countedMs = nowMs;
    if (!this.isConnected || !this.#job) return;
    this.#lastWorkMs = nowMs;
    if (this.#isPaused) return;
    const { difficulty } = this.#job;
    const silenceMs = nowMs - Math.max(fromMs, this.#silenceFromMs);
    if (silenceMs > 0) this.#rate.advance(exposureOf(silenceMs, difficulty), silenceMs);
    const standardMs = nowMs - Math.max(fromMs, this.#standardFromMs);
    if (standardMs <= 0) return;
    this.#gapExposure += exposureOf(standardMs, difficulty);
    this.#gapMs += standardMs;
  }

  /** The time up to now is nobody's: the program itself was away. Then a grace. */
  skip(nowMs: number): void {
    this.#countedMs = nowMs;
    this.#lastWorkMs = nowMs;
    if (this.#closedMs !== null && !this.#findings.has('offline')) this.#closedMs = nowMs;
    const untilMs = nowMs + this.#settings.moveGraceMs;
    this.#silenceFromMs = Math.max(this.#silenceFromMs, untilMs);
    this.#standardFromMs = Math.max(this.#standardFromMs, untilMs);
    if (this.#job) this.workingSinceMs = this.#silenceFromMs;
    this.#waitAnew();
  }

  /** The farm as a whole has failed, or is back: meanwhile nothing is counted against the miner, or for it. */
  excuse(isExcused: boolean): void {
    this.#isExcused = isExcused;
    this.#waitAnew();
  }

  isGone(nowMs: number): boolean {
    return this.#closedMs !== null && nowMs - this.#closedMs >= this.#settings.offlineAfterMs;
  }

  isSilent(farmSize: number): boolean {
    const context = this.#silenceContext(farmSize);
    return context !== null && this.isConnected && this.#rate.isSilent(context);
  }

  /** How long it may be without a share, ms; null while it has no work. */
  silenceLimitMs(farmSize: number): number | null {
    const context = this.#silenceContext(farmSize);
    return context === null ? null : this.#rate.limitMs(context);
  }

  markOffline(nowMs: number, wallMs: number): void {
    const goneS = Math.round((nowMs - (this.#closedMs ?? nowMs)) / 1000);
    this.#find('offline', {
      evidence: `its connection closed ${goneS} s ago and is not back`,
      sinceMs: wallMs,
      observedHashrate: null,
    });
  }

  markSilent(nowMs: number, wallMs: number): void {
    const { gapMs } = this.#rate;
    const expected = this.#rate.expectedInGap(this.#hint);
    const evidence = silentText(gapMs, expected);
    this.#find('silent', { evidence, sinceMs: wallMs, observedHashrate: 0 });
    while (this.#silences.length > 0 && nowMs - (this.#silences[0] ?? 0) > HOUR_MS) this.#silences.shift();
    this.#silences.push(nowMs);
    this.#returned = 0;
    this.#waitAnew();
  }

  /** Judges refusals and hashrate, and lets old verdicts lapse; silence and offline are the farm's matter. */
  judge(nowMs: number, wallMs: number, farmSize: number): void {
    this.#lapse(nowMs);
    if (!this.isWorking || this.#findings.has('silent')) return;
    this.#judgeRefusals(nowMs, wallMs, farmSize);
    this.#judgeStandard(wallMs, farmSize);
  }

  /** The operator's word that it is well: everything held against it is forgotten, and its standard too. */
  pardon(): void {
    for (const fault of FAULTS) if (fault !== 'offline') this.#clear(fault, 'put back');
    this.own.reset();
    this.#rate.reset();
    this.#standard.reset();
    this.#refusals.reset();
    this.#silences.length = 0;
    this.#waitAnew();
  }

  /** In a silence that is told of already, or not the miner's own: its length says nothing of the rate. */
  get #isPaused(): boolean {
    return this.#isExcused || this.#findings.has('silent');
  }

  noteOkSince(wallMs: number): void {
    this.#okSinceMs = wallMs;
  }

  get #hint(): number | null {
    return this.nominal ?? this.#job?.expectedHashrate ?? null;
  }

  #silenceContext(farmSize: number): SilenceContext | null {
    if (!this.#job) return null;
    return { farmSize, difficulty: this.#job.difficulty, hintedHashrate: this.#hint };
  }

  #judgeRefusals(nowMs: number, wallMs: number, farmSize: number): void {
    const refusals = this.#refusals;
    if (this.#findings.has('rejecting')) {
      if (refusals.isBelow(nowMs)) this.#clear('rejecting', acceptedAgainText(refusals.counts(nowMs)));
    } else if (refusals.isAbove(nowMs, farmSize)) {
      const evidence = rejectingText(refusals.counts(nowMs), refusals.atLeast(nowMs));
      this.#find('rejecting', { evidence, sinceMs: wallMs, observedHashrate: this.#rate.hashrate });
    }
  }

  #judgeStandard(wallMs: number, farmSize: number): void {
    const { standard } = this;
    if (standard === null || !this.#job) return;
    const context: StandardContext = {
      farmSize,
      sharesPerDay: standard * exposureOf(DAY_MS, this.#job.difficulty),
    };
    const gap = { expected: standard * this.#gapExposure, spanMs: this.#gapMs };
    const wasBelow = this.#standard.isBelow;
    const found = this.#standard.evaluate(gap, context);
    if (!found) return;
    if (wasBelow) {
      this.#clear('below-standard', upToStandardText(found, standard));
      return;
    }
    const observedHashrate = (standard * found.shares) / found.expected;
    const evidence = belowStandardText(found, standard);
    this.#find('below-standard', { evidence, sinceMs: wallMs, observedHashrate });
  }

  #countShare(): void {
    const { standard } = this;
    if (standard !== null) this.#standard.share(standard * this.#gapExposure, this.#gapMs);
    if (!this.#standard.isBelow) this.own.share(this.#gapExposure, this.#gapMs);
  }

  #noteReturn(nowMs: number): void {
    if (this.#returned === 0) this.#returnedMs = nowMs;
    this.#returned += 1;
    const wanted = RETURN_SHARES * 2 ** (Math.max(this.#silences.length, 1) - 1);
    if (this.#returned < Math.min(wanted, MAX_RETURN_SHARES)) return;
    this.#clear('silent', backText(this.#returned, nowMs - this.#returnedMs));
    this.#standardFromMs = Math.max(this.#standardFromMs, nowMs + this.#settings.moveGraceMs);
  }

  #lapse(nowMs: number): void {
    if (nowMs - this.#lastWorkMs < this.#settings.lapseMs || this.#findings.size === 0) return;
    const evidence = 'it has had no work for an hour: judged anew';
    if (this.#findings.has('below-standard')) this.#standard.reset();
    if (this.#findings.has('rejecting')) this.#refusals.reset();
    for (const fault of FAULTS) if (fault !== 'offline') this.#clear(fault, evidence);
  }

  /** Begins to wait for a share anew. */
  #waitAnew(): void {
    this.#rate.restart();
    this.#gapExposure = 0;
    this.#gapMs = 0;
  }

  #stopWork(nowMs: number): void {
    this.advance(nowMs);
    const expected = (this.standard ?? this.#rate.hashrate ?? 0) * this.#gapExposure;
    if (expected < LONG_GAP && !this.#standard.isBelow) this.own.pass(this.#gapExposure, this.#gapMs);
    this.#job = null;
    this.workingSinceMs = Number.POSITIVE_INFINITY;
    this.#waitAnew();
  }

  #find(fault: Fault, finding: Finding): void {
    this.#findings.set(fault, finding);
  }

  #clear(fault: Fault, evidence: string): void {
    if (this.#findings.delete(fault)) this.#okEvidence = evidence;
  }
}
