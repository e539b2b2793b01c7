import type { Clock } from '#engine/lib/clock.ts';
import type { ScanView } from '#shared/model/machine.ts';

import type { ScanLimits } from './scan-limits.ts';

/** Addresses and time before an estimate is worth showing. */
const FEWEST_SWEPT = 40;
const FEWEST_MS = 300;

/** What only the run knows at the moment of a view. */
type RunFacts = Pick<ScanView, 'ranges' | 'socketsNow' | 'socketsMost'> & {
  toVisit: number;
  notes: string[];
};

/** The counts of one scan and the time it has left, from its own measured rates; pauses do not count. */
export class ScanProgress {
  readonly #clock: Clock;
  readonly #limits: ScanLimits;
  readonly #addresses: number;
  readonly #startedAtMs: number;
  #state: ScanView['state'] = 'running';
  phase: ScanView['phase'] = 'sweep';
  swept = 0;
  open = 0;
  identified = 0;
  miners = 0;
  otherDevices = 0;
  /** Addresses of the second pass. */
  candidates = 0;
  fault: string | null = null;
  endedAtMs: number | null = null;
  #secondDone = 0;
  #visits = 0;
  #visitMs = 0;
  /** Monotonic start of this phase, moved on by pauses. */
  #phaseFromMs: number;
  #pausedAtMs: number | null = null;

  constructor(clock: Clock, addresses: number, limits: ScanLimits) {
    this.#clock = clock;
    this.#addresses = addresses;
    this.#limits = limits;
    this.#startedAtMs = clock.nowMs();
    this.#phaseFromMs = clock.monotonicMs();
  }

  pause(): void {
    this.#state = 'paused';
    this.#pausedAtMs = this.#clock.monotonicMs();
  }

  resume(): void {
    this.#state = 'running';
    this.#phaseFromMs += this.#clock.monotonicMs() - (this.#pausedAtMs ?? this.#clock.monotonicMs());
    this.#pausedAtMs = null;
  }

  startSecondPass(candidates: number): void {
    this.candidates = candidates;
    this.phase = 'second-pass';
    this.#phaseFromMs = this.#clock.monotonicMs();
  }

  end(state: 'done' | 'failed' | 'cancelled', undecided: number): void {
    this.#state = state;
    this.phase = 'finished';
    this.otherDevices += undecided;
    this.endedAtMs = this.#clock.nowMs();
  }

  noteSwept(pass: 'sweep' | 'second'): void {
    if (pass === 'sweep') this.swept += 1;
    else this.#secondDone += 1;
  }

  noteVisit(spentMs: number): void {
    this.#visits += 1;
    this.#visitMs += spentMs;
  }

  view({ toVisit, notes, ...facts }: RunFacts): ScanView {
    const sentences = this.fault === null ? notes : [this.fault, ...notes];
    return {
      ...facts,
      state: this.#state,
      phase: this.phase,
      addresses: this.#addresses,
      swept: this.swept,
      open: this.open,
      identified: this.identified,
      miners: this.miners,
      otherDevices: this.otherDevices,
      startedAtMs: this.#startedAtMs,
      endedAtMs: this.endedAtMs,
      leftMs: this.#leftMs(toVisit),
      note: sentences.length === 0 ? null : sentences.join(' '),
    };
  }

  #leftMs(toVisit: number): number | null {
    if (this.endedAtMs !== null) return null;
    const sweepMs = this.#sweepLeftMs();
    if (sweepMs === null) return null;
    const visitMs = this.#visits === 0 ? this.#limits.visit.requestMs : this.#visitMs / this.#visits;
    return Math.ceil(sweepMs + Math.ceil(toVisit / this.#limits.hostsAtOnce) * visitMs);
  }

  #sweepLeftMs(): number | null {
    if (this.phase === 'identify') return 0;
    const isFirst = this.phase === 'sweep';
    const done = isFirst ? this.swept : this.#secondDone;
    const left = (isFirst ? this.#addresses : this.candidates) - done;
    const spentMs = (this.#pausedAtMs ?? this.#clock.monotonicMs()) - this.#phaseFromMs;
    const isMeasured = done >= FEWEST_SWEPT && spentMs >= FEWEST_MS;
    if (isMeasured) return (Math.max(0, left) * spentMs) / done;
    if (isFirst) return null;
    const { sockets, connectMs } = this.#limits.second;
    return (Math.max(0, left) * 3 * connectMs) / sockets;
  }
}
