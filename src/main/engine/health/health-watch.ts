import type { Clock } from '#engine/lib/clock.ts';
import { Emitter } from '#engine/lib/emitter.ts';
import type { Log } from '#engine/lib/log.ts';

import { type FarmOutage, type Now, OutageWatch } from './farm-outage.ts';
import {
  type Declaration,
  DEFAULT_HEALTH,
  type HealthSettings,
  type HealthState,
  type MinerVerdict,
  type WatchedJob,
} from './health-types.ts';
import { MinerWatch } from './miner-watch.ts';
import type { LearnedRate } from './own-rate.ts';
import type { RefusalKind } from './rejects.ts';

/** Without a tick for this long the program itself was away (suspended, or stopped in a debugger). */
const AWAY_MS = 10_000;

/** A miner's verdict is another one now. */
export interface VerdictChange {
  minerId: string;
  verdict: MinerVerdict;
}

/**
 * What is observed of every miner: connection, silence, refusals and hashrate, each against chance and
 * corrected for the number of miners watched. Told of events as they happen; `tick` (once a second)
 * judges. Sole owner of these verdicts; the operator's marks are kept elsewhere.
 */
export class HealthWatch {
  readonly verdictChanged = new Emitter<[change: VerdictChange]>();
  /** Nearly all miners failed at once (said once, instead of a verdict for each), or that is over (null). */
  readonly outageChanged = new Emitter<[outage: FarmOutage | null]>();
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #settings: HealthSettings;
  readonly #watches = new Map<string, MinerWatch>();
  /** The state of each miner as it was last told. */
  readonly #told = new Map<string, HealthState>();
  readonly #outages = new OutageWatch();
  #tickedMs: number;

  constructor(deps: { clock: Clock; log: Log }, settings: Partial<HealthSettings> = {}) {
    this.#clock = deps.clock;
    this.#log = deps.log;
    this.#settings = { ...DEFAULT_HEALTH, ...settings };
    this.#tickedMs = this.#clock.monotonicMs();
  }

  /** The outage of the whole farm, while there is one. */
  get outage(): FarmOutage | null {
    return this.#outages.current;
  }

  minerConnected(id: string): void {
    this.#watch(id).connected(this.#now());
  }

  minerDisconnected(id: string): void {
    this.#watch(id).disconnected(this.#now());
  }

  /** A job was sent to the miner; `accountId` null parks it. */
  jobIssued(id: string, job: WatchedJob): void {
    if (job.accountId === null) this.#watch(id).parked(this.#now());
    else this.#watch(id).work(this.#now(), job);
  }

  minerParked(id: string): void {
    this.#watch(id).parked(this.#now());
  }

  /** A share of it was verified, of whatever difficulty: time is counted in the shares its jobs let expect. */
  shareVerified(id: string): void {
    this.#watch(id).verified(this.#now());
  }

  shareRefused(id: string, kind: RefusalKind): void {
    this.#watch(id).refused(this.#now(), kind);
  }

  /** H/s stated in the farm file or discovered; null = learn it from the miner's own shares. */
  setExpected(id: string, expected: { nominalHashrate: number | null }): void {
    this.#watch(id).setNominal(expected.nominalHashrate);
  }

  /** What its own interface says of it, at each reading; null when it is not read any more. */
  declared(id: string, declaration: Declaration | null): void {
    if (declaration === null && !this.#watches.has(id)) return;
    this.#watch(id).declare(declaration, this.#clock.nowMs());
  }

  /** The operator put it back: judged anew, and its own standard is learned anew. */
  pardon(id: string): void {
    this.#watches.get(id)?.pardon();
  }

  forget(id: string): void {
    const watch = this.#watches.get(id);
    if (!watch) return;
    this.#outages.forget(watch);
    this.#watches.delete(id);
    this.#told.delete(id);
  }

  /** What the miner has shown it can do, to be kept over a restart; null for an unknown miner. */
  learned(id: string): LearnedRate | null {
    return this.#watches.get(id)?.own.learned ?? null;
  }

  restoreLearned(id: string, learned: LearnedRate): void {
    this.#watch(id).own.restore(learned);
  }

  /** Null for a miner never heard of. */
  verdictOf(id: string): MinerVerdict | null {
    return this.#watches.get(id)?.verdict ?? null;
  }

  /** How long the miner may be without a share now, ms; null while it has no work. */
  silenceLimitMs(id: string): number | null {
    return this.#watches.get(id)?.silenceLimitMs(this.#farmSize()) ?? null;
  }

  /** Judges all miners and tells what has changed. */
  tick(): void {
    const now: Now = { monotonicMs: this.#now(), wallMs: this.#clock.nowMs() };
    this.#tickedMs = now.monotonicMs;
    const outageBefore = this.#outages.current;
    this.#judge(now);
    this.#endOutage();
    const { current } = this.#outages;
    if (current !== outageBefore) this.#tellOutage(current);
    for (const watch of this.#watches.values()) this.#tell(watch, now.wallMs);
  }

  #judge(now: Now): void {
    const farmSize = this.#farmSize();
    const gone: MinerWatch[] = [];
    const silent: MinerWatch[] = [];
    for (const watch of this.#watches.values()) {
      watch.advance(now.monotonicMs);
      if (!watch.has('offline') && watch.isGone(now.monotonicMs)) gone.push(watch);
      if (!watch.has('silent') && watch.isSilent(farmSize)) silent.push(watch);
      watch.judge(now.monotonicMs, now.wallMs, farmSize);
    }
    for (const watch of gone) watch.markOffline(now.monotonicMs, now.wallMs);
    this.#outages.noteOffline(gone, this.#connectedCount(), now);
    this.#outages.noteSilent(silent, this.#watches.values(), now);
    for (const watch of silent) {
      if (!this.#outages.covers(watch)) watch.markSilent(now.monotonicMs, now.wallMs);
    }
  }

  /** Those that are not back with the others are watched from here on as if they had just begun. */
  #endOutage(): void {
    const covered = this.#outages.endIfOver();
    if (covered) for (const watch of covered) watch.excuse(false);
  }

  #tellOutage(outage: FarmOutage | null): void {
    if (outage)
      this.#log.warn({ kind: outage.kind, miners: outage.miners }, 'nearly all miners failed at once');
    else this.#log.info({}, 'the farm is back');
    this.outageChanged.emit(outage);
  }

  #tell(watch: MinerWatch, wallMs: number): void {
    const before = this.#told.get(watch.id) ?? 'ok';
    const { state } = watch;
    if (state === before || (state === 'offline' && this.#outages.covers(watch))) return;
    this.#told.set(watch.id, state);
    if (state === 'ok') watch.noteOkSince(wallMs);
    const { verdict } = watch;
    this.#log.info({ minerId: watch.id, state, evidence: verdict.evidence }, 'verdict on a miner changed');
    this.verdictChanged.emit({ minerId: watch.id, verdict });
  }

  /** The monotonic time; what came in while the program was away is not counted by it. */
  #now(): number {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#tickedMs > AWAY_MS) {
      for (const watch of this.#watches.values()) watch.skip(nowMs);
      this.#tickedMs = nowMs;
    }
    return nowMs;
  }

  #watch(id: string): MinerWatch {
    let watch = this.#watches.get(id);
    if (!watch) {
      const now = { wallMs: this.#clock.nowMs(), monotonicMs: this.#clock.monotonicMs() };
      watch = new MinerWatch(id, this.#settings, now);
      this.#watches.set(id, watch);
    }
    return watch;
  }

  #connectedCount(): number {
    let count = 0;
    for (const watch of this.#watches.values()) if (watch.isConnected) count += 1;
    return count;
  }

  /** Miners that work now: as many chances of a false alarm. */
  #farmSize(): number {
    let count = 0;
    for (const watch of this.#watches.values()) if (watch.isWorking) count += 1;
    return Math.max(count, 1);
  }
}
