import type { Clock } from '#engine/lib/clock.ts';
import { Emitter } from '#engine/lib/emitter.ts';
import { searchNonces } from './hash-search.ts';
import type { HashThread, ThreadSeat } from './hash-thread.ts';
import { submitParams, type MinerJob, type WorkUnit } from './miner-job.ts';
import { MinerLink, type ShareAnswer } from './miner-link.ts';
import { MINER_PROFILES, type MinerProfile, type ProfileName } from './miner-profiles.ts';
import { MinerStats } from './miner-stats.ts';
import { MinerWork } from './miner-work.ts';

export interface CpuMinerOptions {
  host: string;
  port: number;
  /** Of this computer, where the connection comes from; default what the system takes. */
  localAddress?: string;
  worker: string;
  password?: string;
  profile?: ProfileName;
  /** Changes to the profile's manners. */
  manners?: Partial<MinerProfile>;
  /** Connects again 1 s after the connection ended. Needs `clock`. Default false. */
  reconnect?: boolean;
  /** For `run` and `reconnect`. */
  clock?: Clock;
  /** Most hashes per second in `run`. */
  hashrateLimitHps?: number;
  /** In `run`: hashes in this thread instead of inline. */
  thread?: HashThread;
  /** Nonces tried before extranonce2 and version bits roll on. Default 512. */
  hashesPerUnit?: number;
  suggestDifficulty?: number;
}

const RECONNECT_AFTER_MS = 1000;
const RUN_STEP_MS = 100;

/**
 * A miner that hashes for real on the CPU and talks as one of several firmwares does. Driven step by
 * step with `mine` and `hashSome`, or left to itself with `run`.
 */
export class CpuMiner {
  readonly profile: MinerProfile;
  readonly worker: string;
  /** A job was taken (not merely received). */
  readonly jobTaken = new Emitter<[MinerJob]>();
  readonly answered = new Emitter<[ShareAnswer]>();
  readonly closed = new Emitter<[reason: string]>();
  readonly stats = new MinerStats();
  readonly #options: CpuMinerOptions;
  readonly #work: MinerWork;
  #link: MinerLink | null = null;
  #unit: WorkUnit | null = null;
  #unitNonce = 0;
  #seat: ThreadSeat | null = null;
  #stopRun: (() => void) | null = null;
  #cancelReconnect: (() => void) | null = null;
  #closing = false;

  constructor(options: CpuMinerOptions) {
    this.#options = options;
    this.worker = options.worker;
    this.profile = { ...MINER_PROFILES[options.profile ?? 'cgminer'], ...options.manners };
    this.#work = new MinerWork(this.profile);
  }

  /** What subscribe gave, or set_extranonce since; empty before. */
  get extranonce(): { extranonce1: string; extranonce2Size: number } {
    const { extranonce1 = '', extranonce2Size = 0 } = this.#link ?? {};
    return { extranonce1, extranonce2Size };
  }

  get authorized(): boolean {
    return this.#link?.authorized ?? false;
  }

  /** The job mined now. */
  get job(): MinerJob | null {
    return this.#work.current;
  }

  get pendingShares(): number {
    return this.#link?.pendingSubmits ?? 0;
  }

  /** Connects and logs in; rejects when the connection ends before that. */
  connect(): Promise<void> {
    const { host, port, localAddress, worker, password = 'x', suggestDifficulty = 1000 } = this.#options;
    this.#closing = false;
    this.stats.connects += 1;
    return new Promise((resolve, reject) => {
      this.#link = new MinerLink(
        { host, port, localAddress, worker, password, profile: this.profile, suggestDifficulty },
        {
          authorized: resolve,
          jobCame: (job) => this.#jobCame(job),
          jobIgnored: () => this.#jobIgnored(),
          ended: (reason) => {
            this.#ended(reason);
            reject(new Error(reason));
          },
        },
      );
    });
  }

  /** Resolves with the present job, or the first one to be taken; rejects when the connection ends. */
  whenJob(matches: (job: MinerJob) => boolean = () => true): Promise<MinerJob> {
    const { job } = this;
    if (job && matches(job)) return Promise.resolve(job);
    return new Promise((resolve, reject) => {
      const stops = [
        this.jobTaken.on((taken) => {
          if (!matches(taken)) return;
          for (const stop of stops) stop();
          resolve(taken);
        }),
        this.closed.on((reason) => {
          for (const stop of stops) stop();
          reject(new Error(reason));
        }),
      ];
    });
  }

  /**
   * Hashes until `shares` shares are found and answered. Between units it lets the event loop run, so
   * jobs come through. `job`: an older job by id, or `previous`. `quality: 'low'` finds hashes that do
   * *not* meet the job's difficulty. Needs a difficulty that a CPU can reach.
   */
  async mine(options: { shares: number; job?: string; quality?: 'share' | 'low' }): Promise<ShareAnswer[]> {
    await this.whenJob();
    const answers: Promise<ShareAnswer>[] = [];
    while (answers.length < options.shares && this.#link) {
      const job = options.job === undefined ? null : this.#work.find(options.job);
      if (options.job !== undefined && !job) throw new Error(`the miner does not know job ${options.job}`);
      const unit = job ? this.#work.unitOf(job) : this.#nextUnit();
      if (!unit) break;
      for (const nonce of this.#searchUnit(unit, options.quality ?? 'share')) {
        if (answers.length < options.shares) answers.push(this.#submitNonce(unit, nonce));
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    return Promise.all(answers);
  }

  /** Tries `count` nonces on the present job, now, and submits what it finds. Returns the number of shares. */
  hashSome(count: number): number {
    let left = count;
    let shares = 0;
    while (left > 0) {
      const size = this.#options.hashesPerUnit ?? 512;
      if (!this.#unit || this.#unitNonce >= size) this.#nextUnit();
      const unit = this.#unit;
      if (!unit) break;
      const step = Math.min(left, size - this.#unitNonce);
      const found = searchNonces(unit.header, unit.target, this.#unitNonce, step);
      this.#unitNonce += step;
      left -= step;
      this.stats.hashes += step;
      shares += found.length;
      for (const nonce of found) void this.#submitNonce(unit, nonce);
    }
    return shares;
  }

  /** The firmware's job timer: ends the present unit, and takes a job that waited for that. */
  tick(): void {
    this.#nextUnit();
  }

  /** Submits parameters as they are: repeats, wrong names, broken ones. */
  submit(params: readonly string[]): Promise<ShareAnswer> {
    if (!this.#link) throw new Error('not connected');
    this.stats.submitted += 1;
    return this.#link.submit(params).then((answer) => this.#settled(answer));
  }

  /** Sends one raw line. */
  sendLine(line: string): void {
    this.#link?.sendLine(line);
  }

  /** Hashes on its own, throttled, until `halt` or `close`. */
  run(): void {
    if (this.#stopRun) return;
    const { clock, thread, hashrateLimitHps = 1000, hashesPerUnit = 512 } = this.#options;
    if (thread) {
      const seat = thread.add({
        hashesPerSecond: hashrateLimitHps,
        hashesPerUnit,
        next: () => this.#nextUnit(),
        found: (unit, nonce) => void this.#submitNonce(unit, nonce),
        hashed: (count) => void (this.stats.hashes += count),
      });
      this.#seat = seat;
      this.#stopRun = () => seat.leave();
      return;
    }
    if (!clock) throw new Error('run needs a clock or a thread');
    this.#stopRun = runThrottled(clock, hashrateLimitHps, (count) => this.hashSome(count));
  }

  halt(): void {
    this.#stopRun?.();
    this.#stopRun = null;
    this.#seat = null;
  }

  /** Stops and disconnects for good. */
  async close(): Promise<void> {
    this.#closing = true;
    this.halt();
    this.#cancelReconnect?.();
    if (!this.#link) return;
    const ended = new Promise<void>((resolve) => {
      const stop = this.closed.on(() => {
        stop();
        resolve();
      });
    });
    this.#link.end('closed by the miner');
    await ended;
  }

  #jobCame(job: MinerJob): void {
    this.stats.notifies += 1;
    if (!this.#work.offer(job)) return;
    this.#unit = null;
    this.jobTaken.emit(job);
    this.#seat?.refresh();
  }

  #jobIgnored(): void {
    this.stats.notifies += 1;
    this.stats.ignoredNotifies += 1;
  }

  /** Makes the next unit the present one; this is the tick at which a waiting job is taken. */
  #nextUnit(): WorkUnit | null {
    const before = this.job;
    this.#unit = this.#work.next();
    this.#unitNonce = 0;
    if (this.job && this.job !== before) this.jobTaken.emit(this.job);
    return this.#unit;
  }

  #searchUnit(unit: WorkUnit, quality: 'share' | 'low'): number[] {
    const count = this.#options.hashesPerUnit ?? 512;
    this.stats.hashes += count;
    this.#unitNonce = count;
    const found = searchNonces(unit.header, unit.target, 0, count);
    if (quality === 'share') return found;
    const shares = new Set(found);
    return Array.from({ length: count }, (_, nonce) => nonce).filter((nonce) => !shares.has(nonce));
  }

  #submitNonce(unit: WorkUnit, nonce: number): Promise<ShareAnswer> {
    const latestVersion = this.#link?.latestVersion ?? unit.job.version;
    const { worker, profile } = this;
    const params = submitParams(unit, nonce, { worker, profile, latestVersion });
    if (this.#link) return this.submit(params);
    const lost: ShareAnswer = { outcome: 'lost', code: null, message: 'not connected', params };
    return Promise.resolve(lost);
  }

  #settled(answer: ShareAnswer): ShareAnswer {
    this.stats.answered(answer);
    this.answered.emit(answer);
    return answer;
  }

  #ended(reason: string): void {
    this.stats.closes += 1;
    if (reason === 'authorize refused') this.stats.authorizeFailures += 1;
    this.#link = null;
    this.#unit = null;
    this.#work.reset();
    this.closed.emit(reason);
    const { clock, reconnect } = this.#options;
    if (!reconnect || this.#closing || !clock) return;
    this.#cancelReconnect = clock.after(RECONNECT_AFTER_MS, () => {
      // A refused attempt ends in `#ended` again, which tries once more.
      this.connect().catch(() => undefined);
    });
  }
}

/** Calls `hash` with as many hashes as the time since the last call allows. Returns the function that stops it. */
function runThrottled(clock: Clock, hashesPerSecond: number, hash: (count: number) => void): () => void {
  let lastMs = clock.monotonicMs();
  let cancel = clock.after(RUN_STEP_MS, step);
  function step(): void {
    const nowMs = clock.monotonicMs();
    // After a long pause it does not catch up: a miner that slept has not hashed.
    hash(Math.round((Math.min(nowMs - lastMs, 5 * RUN_STEP_MS) / 1000) * hashesPerSecond));
    lastMs = nowMs;
    cancel = clock.after(RUN_STEP_MS, step);
  }
  return () => cancel();
}
