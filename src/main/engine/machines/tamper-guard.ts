import { formatDuration } from '#shared/format.ts';
import type { PointState } from '#shared/model/machine.ts';

import type { PoolReading } from '#engine/discovery/miner-reading.ts';
import { isSameAddress } from '#engine/drivers/pool-url.ts';
import type { Clock } from '#engine/lib/clock.ts';
import { Emitter } from '#engine/lib/emitter.ts';

import type { MachineBook } from './machine-book.ts';
import { machineName, type MachineRecord } from './machine-record.ts';
import { isSilent, type Poller } from './poller.ts';
import type { SessionLinks } from './session-links.ts';
import { hasStoppedComing, isExpected, type IsOurs, MISSING_AFTER_MS, pointStateOf } from './tamper.ts';

export interface TamperGuardDeps {
  book: MachineBook;
  poller: Poller;
  sessions: SessionLinks;
  clock: Clock;
  isOurs: IsOurs;
}

/** A machine that does not come to the proxy any more. */
export interface Missing {
  machineId: string;
  minerId: string;
  /** It answers on the LAN all the same. */
  isAnswering: boolean;
  /** Wall clock, ms. */
  sinceMs: number;
  /** One sentence for the owner. */
  text: string;
}

/** Longer between two looks: the program itself was away, and nobody was missed meanwhile. */
const AWAY_MS = 2 * 60_000;

/** Notices when the pools of a machine that we pointed are changed, or when a known machine stops coming. */
export class TamperGuard {
  /** Somebody else has changed its pools; it was ours. */
  readonly poolsChanged = new Emitter<[machineId: string, pools: readonly PoolReading[]]>();
  /** Its first pool is ours again, or it is none of ours any more. */
  readonly poolsSettled = new Emitter<[machineId: string]>();
  readonly stoppedComing = new Emitter<[missing: Missing]>();
  /** It is here again, or is no longer expected: asleep, pointed elsewhere, forgotten. */
  readonly cameBack = new Emitter<[machineId: string]>();
  readonly #deps: TamperGuardDeps;
  readonly #changed = new Set<string>();
  readonly #missing = new Set<string>();
  /** Connected at some time since the program started. */
  readonly #wasHere = new Set<string>();
  /** When each was last seen connected, monotonic ms. */
  readonly #cameMs = new Map<string, number>();
  /** Since when machines had the time to connect: the start, or the end of being away. */
  #fromMs: number;
  readonly #absentSince = new Map<string, { monotonicMs: number; wallMs: number }>();
  #lookedMs: number | null = null;

  constructor(deps: TamperGuardDeps) {
    this.#deps = deps;
    this.#fromMs = deps.clock.monotonicMs();
    deps.poller.read.on((id) => this.#look(id));
    deps.book.changed.on((id) => {
      if (this.#changed.has(id)) this.#look(id);
    });
    deps.book.removed.on((id) => {
      this.#absentSince.delete(id);
      this.#wasHere.delete(id);
      this.#cameMs.delete(id);
      if (this.#changed.delete(id)) this.poolsSettled.emit(id);
      if (this.#missing.delete(id)) this.cameBack.emit(id);
    });
  }

  pointState(machine: MachineRecord): PointState {
    return pointStateOf(
      {
        isHeld: this.#deps.poller.isHeld(machine.id),
        pools: this.#deps.poller.stateOf(machine.id)?.reading?.pools ?? null,
        pointedAtMs: machine.pointedAtMs,
        nowMs: this.#deps.clock.nowMs(),
      },
      (url, worker) => this.#deps.isOurs(url, worker) || this.#isWritten(machine, url),
    );
  }

  /**
   * It is the address that was written into the machine, and nothing speaks against it being ours: a router or a
   * name may stand for this PC. A machine that answers and does not come by it for ten minutes does.
   */
  #isWritten({ id, pointedUrl }: MachineRecord, url: string): boolean {
    if (pointedUrl === null || !isSameAddress(url, pointedUrl)) return false;
    const { clock, poller } = this.#deps;
    const cameMs = Math.max(this.#cameMs.get(id) ?? this.#fromMs, this.#fromMs);
    return clock.monotonicMs() - cameMs < MISSING_AFTER_MS || isSilent(poller.stateOf(id));
  }

  /** Looks who is missing; called every few seconds. */
  tick(): void {
    const nowMs = this.#deps.clock.monotonicMs();
    const wasAway = this.#lookedMs !== null && nowMs - this.#lookedMs > AWAY_MS;
    this.#lookedMs = nowMs;
    if (wasAway) {
      this.#absentSince.clear();
      this.#fromMs = nowMs;
    }
    for (const machine of this.#deps.book.all()) this.#lookForMissing(machine, nowMs);
  }

  #look(id: string): void {
    const machine = this.#deps.book.get(id);
    if (!machine) return;
    const state = this.pointState(machine);
    if (state === 'changing') return;
    const isChanged = state === 'changed';
    if (isChanged === this.#changed.has(machine.id)) return;
    if (isChanged) {
      this.#changed.add(machine.id);
      this.poolsChanged.emit(machine.id, this.#deps.poller.stateOf(machine.id)?.reading?.pools ?? []);
    } else {
      this.#changed.delete(machine.id);
      this.poolsSettled.emit(machine.id);
    }
  }

  #lookForMissing(machine: MachineRecord, nowMs: number): void {
    const { id, minerId } = machine;
    const isConnected = minerId !== null && this.#deps.sessions.isLive(minerId);
    if (isConnected) this.#cameMs.set(id, nowMs);
    const state = this.#deps.poller.stateOf(id);
    const facts = {
      point: this.pointState(machine),
      hasMiner: minerId !== null,
      isConnected,
      isAsleep: state?.reading?.isAsleep === true || machine.putToSleepAtMs !== null,
    };
    if (facts.isConnected) this.#wasHere.add(id);
    const isKnown = machine.pointedAtMs !== null || this.#wasHere.has(id);
    if (!isKnown || !isExpected(facts)) {
      this.#absentSince.delete(id);
      if (this.#missing.delete(id)) this.cameBack.emit(id);
      return;
    }
    const since = this.#absentSince.get(id) ?? { monotonicMs: nowMs, wallMs: this.#deps.clock.nowMs() };
    this.#absentSince.set(id, since);
    const hasStopped = hasStoppedComing({ ...facts, absentSinceMs: since.monotonicMs, nowMs });
    if (!hasStopped || this.#missing.has(id) || minerId === null) return;
    this.#missing.add(id);
    const isAnswering = !isSilent(state);
    const awayText = formatDuration(nowMs - since.monotonicMs);
    const text = `${machineName(machine)} has not been here for ${awayText}; ${
      isAnswering ? 'it answers on the network' : 'it does not answer on the network either'
    }.`;
    this.stoppedComing.emit({ machineId: id, minerId, isAnswering, sinceMs: since.wallMs, text });
  }
}
