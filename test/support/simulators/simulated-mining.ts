import type { Clock } from '#engine/lib/clock.ts';
import { Emitter } from '#engine/lib/emitter.ts';
import { CpuMiner } from '#main/demo/cpu-miner.ts';
import type { HashThread } from '#main/demo/hash-thread.ts';
import type { MinerProfile, ProfileName } from '#main/demo/miner-profiles.ts';

/** One pool of a simulated miner's settings. */
export interface MinedPool {
  /** `stratum+tcp://host:port` or `host:port`. */
  url: string;
  user: string;
  password?: string | null;
}

export interface MiningOptions {
  /** Its settings, first choice first, read at every connect. */
  pools: () => readonly MinedPool[];
  clock: Clock;
  /** Where its own connections come from. */
  localAddress?: string;
  profile?: ProfileName;
  manners?: Partial<MinerProfile>;
  /** Hashes on its own at this rate; left out, only when `miner.mine` is called. */
  hashrateLimitHps?: number;
  thread?: HashThread;
  hashesPerUnit?: number;
  suggestDifficulty?: number;
}

const RETRY_MS = 1_000;
/** A pool that has not let it in by then is passed over. */
const LOGIN_MS = 10_000;
/** How often a miner on one of its later pools tries the first again. */
const FIRST_AGAIN_MS = 30_000;

/**
 * A CPU miner that does what its pool settings say: it works for the first pool that lets it in, goes to
 * the next when that one is gone, and back to the first once it answers again.
 */
export class SimulatedMining {
  /** It works for this pool of its settings now; null = for none. */
  readonly moved = new Emitter<[pool: MinedPool | null]>();
  readonly #options: MiningOptions;
  #miner: CpuMiner | null = null;
  /** Logging in. */
  #pending: CpuMiner | null = null;
  #pool: MinedPool | null = null;
  #cancelTimer: () => void = () => undefined;
  /** Raised whenever what is under way is overtaken. */
  #turn = 0;
  #isStopped = false;

  constructor(options: MiningOptions) {
    this.#options = options;
    void this.#connect();
  }

  /** The miner of the present connection; null between two. */
  get miner(): CpuMiner | null {
    return this.#miner;
  }

  /** The pool it works for. */
  get pool(): MinedPool | null {
    return this.#pool;
  }

  /** The settings have changed: leaves its pool unless that is still the first choice. */
  follow(): void {
    const first = this.#options.pools()[0];
    if (this.#isStopped || (this.#pool && first && isSame(this.#pool, first))) return;
    this.reconnect();
  }

  /** Starts over with its first pool, as after a restart. */
  reconnect(): void {
    this.#leave();
    if (!this.#isStopped) void this.#connect();
  }

  /** Resolves once it is logged in at a pool that matches. */
  whenAt(matches: (pool: MinedPool) => boolean): Promise<CpuMiner> {
    const there = (): CpuMiner | null => (this.#pool && matches(this.#pool) ? this.#miner : null);
    const now = there();
    if (now) return Promise.resolve(now);
    return new Promise((resolve) => {
      const off = this.moved.on(() => {
        const miner = there();
        if (!miner) return;
        off();
        resolve(miner);
      });
    });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    const [miner, pending] = [this.#miner, this.#pending];
    this.#leave();
    await miner?.close();
    await pending?.close();
  }

  #leave(): void {
    this.#turn += 1;
    this.#cancelTimer();
    const miner = this.#miner;
    this.#miner = null;
    if (this.#pool) this.#set(null);
    void miner?.close();
    void this.#pending?.close();
  }

  async #connect(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    for (const [index, pool] of this.#options.pools().entries()) {
      const miner = await this.#tryPool(pool, turn);
      if (turn !== this.#turn) return;
      if (miner) return this.#settle(miner, pool, index);
    }
    this.#cancelTimer = this.#options.clock.after(RETRY_MS, () => void this.#connect());
  }

  /** The miner if the pool let it in. */
  async #tryPool(pool: MinedPool, turn: number): Promise<CpuMiner | null> {
    const where = parsePoolUrl(pool.url);
    if (!where) return null;
    const { pools: _pools, ...options } = this.#options;
    const miner = new CpuMiner({ ...options, ...where, worker: pool.user, password: pool.password ?? 'x' });
    this.#pending = miner;
    const forgetTimer = options.clock.after(LOGIN_MS, () => void miner.close());
    try {
      await miner.connect();
      if (turn === this.#turn) return miner;
      await miner.close();
      return null;
    } catch {
      return null;
    } finally {
      forgetTimer();
      if (this.#pending === miner) this.#pending = null;
    }
  }

  #settle(miner: CpuMiner, pool: MinedPool, index: number): void {
    const { clock, hashrateLimitHps } = this.#options;
    this.#miner = miner;
    miner.closed.on(() => {
      if (this.#miner !== miner) return;
      this.#leave();
      this.#cancelTimer = clock.after(RETRY_MS, () => void this.#connect());
    });
    if (hashrateLimitHps !== undefined) miner.run();
    if (index > 0) this.#cancelTimer = clock.after(FIRST_AGAIN_MS, () => void this.#backToFirst());
    this.#set(pool);
  }

  async #backToFirst(): Promise<void> {
    const turn = this.#turn;
    const first = this.#options.pools()[0];
    const miner = first ? await this.#tryPool(first, turn) : null;
    if (turn !== this.#turn) return;
    if (!miner || !first) {
      this.#cancelTimer = this.#options.clock.after(FIRST_AGAIN_MS, () => void this.#backToFirst());
      return;
    }
    this.#leave();
    this.#settle(miner, first, 0);
  }

  #set(pool: MinedPool | null): void {
    this.#pool = pool;
    this.moved.emit(pool);
  }
}

/** The place of a pool's URL, or null where no miner could connect to it. */
export function parsePoolUrl(url: string): { host: string; port: number } | null {
  const match = /^(?:stratum\+tcp:\/\/|tcp:\/\/)?([\w.-]+):(\d{1,5})(?:\/.*)?$/i.exec(url.trim());
  const port = Number(match?.[2]);
  return match?.[1] !== undefined && port > 0 && port < 65_536 ? { host: match[1], port } : null;
}

function isSame(a: MinedPool, b: MinedPool): boolean {
  return a.url === b.url && a.user === b.user && (a.password ?? 'x') === (b.password ?? 'x');
}
