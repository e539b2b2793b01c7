import type { Clock } from '#engine/lib/clock.ts';
import { formatCount, formatDuration } from '#shared/format.ts';

/** Answers looked at for slowness. */
const LATENCIES = 32;
/** Job intervals remembered, and how many make the pool's habit known. */
const INTERVALS = 16;
const KNOWN_INTERVALS = 3;
/** A pool may be silent for so many times its longest interval. */
const INTERVAL_FACTOR = 4;
/** Each suspicion in vain doubles the patience, up to 2^4 times. */
const MAX_DOUBLINGS = 4;
/** A refusal or two prove nothing, however far apart. */
const LEAST_REFUSALS = 3;
const LEAST_ANSWERS = 20;

/** When a connection to a pool is no longer of use. */
export interface EndpointLimits {
  /** After the login a job has to come within this. */
  firstJobMs: number;
  /** Without a new job for this long (or four times the pool's own interval) a pool is stuck. */
  noJobMs: number;
  /** The same while its interval is not known: some pools send jobs with blocks only. */
  unknownIntervalMs: number;
  /** The 90th percentile of its answers' times may be this. */
  slowMs: number;
  /** All shares refused for this long. */
  refusingMs: number;
}

export const DEFAULT_LIMITS: EndpointLimits = {
  firstJobMs: 30_000,
  noJobMs: 120_000,
  unknownIntervalMs: 600_000,
  slowMs: 5_000,
  refusingMs: 60_000,
};

/** What is wrong with a connection to a pool, with its evidence. */
export interface EndpointFault {
  /** `slow`: still better than none. `refusing`: connecting again changes nothing soon. */
  kind: 'no-job' | 'stuck' | 'slow' | 'refusing';
  evidence: string;
}

/** How often one pool endpoint sends jobs and how soon it answers, over all connections to it. */
export class EndpointPace {
  /** Monotonic times of its last job and of the last share that it accepted. */
  jobMonotonicMs: number | null = null;
  acceptedMonotonicMs: number | null = null;
  readonly #intervals: number[] = [];
  readonly #latencies: number[] = [];
  #doublings = 0;

  note(intervalMs: number): void {
    this.#intervals.push(intervalMs);
    if (this.#intervals.length > INTERVALS) this.#intervals.shift();
    this.#doublings = 0;
  }

  noteAnswer(latencyMs: number): void {
    this.#latencies.push(latencyMs);
    if (this.#latencies.length > LATENCIES) this.#latencies.shift();
  }

  /** Median time of its last answers; null before the first. */
  medianLatencyMs(): number | null {
    const sorted = this.#latencies.toSorted((left, right) => left - right);
    return sorted[Math.floor(sorted.length / 2)] ?? null;
  }

  /** It was taken for stuck: if it was not, the next time is to take longer. */
  noteSuspicion(): void {
    this.#doublings = Math.min(this.#doublings + 1, MAX_DOUBLINGS);
  }

  limitMs({ noJobMs, unknownIntervalMs }: EndpointLimits): number {
    const isKnown = this.#intervals.length >= KNOWN_INTERVALS;
    const usualMs = isKnown ? INTERVAL_FACTOR * Math.max(...this.#intervals) : unknownIntervalMs;
    return Math.max(noJobMs, usualMs) * 2 ** this.#doublings;
  }
}

/** Whether one connection to a pool is of use: jobs come, answers come in time, and not all say no. */
export class EndpointWatch {
  readonly #clock: Clock;
  readonly #pace: EndpointPace;
  readonly #limits: EndpointLimits;
  #loggedInMs: number | null = null;
  #jobMs: number | null = null;
  readonly #latencies: number[] = [];
  #hasNewAnswer = false;
  /** Refusals since the last accepted share. */
  #refusals = 0;
  #firstRefusalMs = 0;
  #lastRefusalMs = 0;

  constructor(deps: { clock: Clock; pace: EndpointPace }, limits: Partial<EndpointLimits> = {}) {
    this.#clock = deps.clock;
    this.#pace = deps.pace;
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
  }

  loggedIn(): void {
    this.#loggedInMs = this.#clock.monotonicMs();
  }

  jobArrived(): void {
    const nowMs = this.#clock.monotonicMs();
    if (this.#jobMs !== null) this.#pace.note(nowMs - this.#jobMs);
    this.#jobMs = nowMs;
    this.#pace.jobMonotonicMs = nowMs;
  }

  /** The pool answered a share after `latencyMs`. */
  answered(latencyMs: number, isAccepted: boolean): void {
    this.#hasNewAnswer = true;
    this.#latencies.push(latencyMs);
    if (this.#latencies.length > LATENCIES) this.#latencies.shift();
    this.#pace.noteAnswer(latencyMs);
    if (isAccepted) {
      this.#pace.acceptedMonotonicMs = this.#clock.monotonicMs();
      this.#refusals = 0;
      return;
    }
    this.#lastRefusalMs = this.#clock.monotonicMs();
    if (this.#refusals === 0) this.#firstRefusalMs = this.#lastRefusalMs;
    this.#refusals += 1;
  }

  /** The worst that is wrong now, else null. Ask about once a second. */
  fault(): EndpointFault | null {
    return this.#missingJob() ?? this.#refusing() ?? this.#slow();
  }

  #missingJob(): EndpointFault | null {
    const nowMs = this.#clock.monotonicMs();
    if (this.#jobMs !== null) {
      const waitedMs = nowMs - this.#jobMs;
      if (waitedMs < this.#limits.noJobMs || waitedMs < this.#pace.limitMs(this.#limits)) return null;
      this.#pace.noteSuspicion();
      return { kind: 'stuck', evidence: `no new job from the pool for ${formatDuration(waitedMs)}` };
    }
    const waitedMs = this.#loggedInMs === null ? 0 : nowMs - this.#loggedInMs;
    if (waitedMs < this.#limits.firstJobMs) return null;
    return { kind: 'no-job', evidence: `logged in, but no job for ${formatDuration(waitedMs)}` };
  }

  #refusing(): EndpointFault | null {
    const spanMs = this.#lastRefusalMs - this.#firstRefusalMs;
    if (this.#refusals < LEAST_REFUSALS || spanMs < this.#limits.refusingMs) return null;
    const evidence = `the pool has refused all ${formatCount(this.#refusals)} shares for ${formatDuration(spanMs)}`;
    return { kind: 'refusing', evidence };
  }

  #slow(): EndpointFault | null {
    const count = this.#latencies.length;
    if (!this.#hasNewAnswer || count < LEAST_ANSWERS) return null;
    this.#hasNewAnswer = false;
    const sorted = this.#latencies.toSorted((left, right) => left - right);
    const p90 = sorted[Math.floor(count * 0.9)] ?? 0;
    if (p90 <= this.#limits.slowMs) return null;
    const evidence = `one in ten of the pool's last ${count} answers took ${formatDuration(p90)} or longer`;
    return { kind: 'slow', evidence };
  }
}
