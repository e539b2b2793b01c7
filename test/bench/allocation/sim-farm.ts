import { drawFaults, type Fault } from './faults.ts';
import { NOISE } from './noise.ts';
import type { Random } from './random.ts';
import { SimMeters } from './sim-meters.ts';
import type { SimPool } from './sim-pool.ts';

/** A miner as it is, which only the simulator knows, and what the engine has seen of it. */
export interface SimMiner {
  readonly index: number;
  readonly id: string;
  readonly role: 'active' | 'standby';
  readonly nominal: number;
  /** H/s when nothing is wrong with it. */
  readonly ownRate: number;
  /** H/s now; 0 while it is dead. */
  rate: number;
  isConnected: boolean;
  closedAtMs: number;
  /** Since when it has brought no share; infinity = it does. */
  silentSinceMs: number;
  /** Where its last order sent it: index of the account, -1 = nowhere. */
  assigned: number;
  /** Whose work it does: -1 = nobody's. */
  working: number;
  moves: number;
  /** Of these, moves away from an account whose pool was gone; each of them is also the cause of one back. */
  flights: number;
  /** Between two accounts: works for the old one until `lateUntilMs`, then for nobody until `readyAtMs`. */
  move: { lateUntilMs: number; readyAtMs: number } | null;
}

/** What decides where miners work: the real scheduler, or a rival. */
export interface Brain {
  /** All miners have connected, the round begins. */
  start(): void;
  opened(minerIndex: number): void;
  closed(minerIndex: number): void;
  /** Some time has passed. */
  tick(): void;
}

/** A farm under a virtual clock: miners that find shares, move late and lose work, and fail. */
export class SimFarm {
  readonly miners: readonly SimMiner[];
  readonly pools: readonly SimPool[];
  readonly targets: readonly number[];
  readonly meters: SimMeters;
  readonly #random: Random;
  readonly #faults: readonly Fault[];
  /** H/s of the miners that are settled at an account. */
  readonly #settled: Float64Array;
  readonly #moving = new Set<SimMiner>();
  #nextFault = 0;

  #brain: Brain | null = null;
  nowMs = 0;
  /** Hashes that were not made because of moves. */
  lostHashes = 0;
  minedHashes = 0;

  constructor(parts: {
    random: Random;
    miners: SimMiner[];
    pools: SimPool[];
    targets: number[];
    spanMs: number;
  }) {
    this.#random = parts.random;
    this.miners = parts.miners;
    this.pools = parts.pools;
    this.targets = parts.targets;
    this.#settled = new Float64Array(parts.pools.length);
    this.meters = new SimMeters(parts.random, parts.miners);
    this.#faults = drawFaults(parts.random, {
      miners: parts.miners.length,
      pools: parts.pools.length,
      spanMs: parts.spanMs,
    });
  }

  start(brain: Brain): void {
    this.#brain = brain;
    brain.start();
  }

  /** An order. The miner still works for the old account a moment, then not at all, then for the new one. */
  assign(minerIndex: number, account: number): void {
    const miner = this.miners[minerIndex];
    if (!miner?.isConnected || miner.assigned === account) return;
    const isMove = miner.assigned !== -1;
    if (isMove && !this.pools[miner.assigned]?.isServable) miner.flights += 1;
    if (isMove) miner.moves += 1;
    miner.assigned = account;
    this.#leave(miner, isMove);
  }

  /** H/s that work for an account at this moment. */
  rateOf(account: number): number {
    return this.#settled[account] ?? 0;
  }

  /** Lets time pass, with all that happens in it. */
  step(toMs: number): void {
    for (;;) {
      const fault = this.#faults[this.#nextFault];
      if (!fault || fault.atMs > toMs) break;
      this.#nextFault += 1;
      this.#pass(fault.atMs);
      this.#happen(fault);
    }
    this.#pass(toMs);
    this.meters.pass(toMs);
  }

  /** The round is over: answers that are still on their way come in. */
  drain(): void {
    for (const [index, pool] of this.pools.entries())
      pool.answer(this.nowMs + 60_000, this.targets[index] ?? 0);
  }

  #pass(toMs: number): void {
    const fromMs = this.nowMs;
    const spanMs = toMs - fromMs;
    if (spanMs <= 0) return;
    const hashes = Array.from(this.#settled, (rate) => (rate * spanMs) / 1000);
    for (const miner of this.#moving) this.#passMoving(miner, { fromMs, toMs, hashes });
    for (const [index, pool] of this.pools.entries()) {
      const own = hashes[index] ?? 0;
      this.minedHashes += own;
      pool.mine(fromMs, toMs, own);
      pool.answer(toMs, this.targets[index] ?? 0);
    }
    this.nowMs = toMs;
  }

  #passMoving(miner: SimMiner, span: { fromMs: number; toMs: number; hashes: number[] }): void {
    const { move } = miner;
    if (!move) return;
    const { fromMs, toMs, hashes } = span;
    const lateMs = Math.max(Math.min(move.lateUntilMs, toMs) - fromMs, 0);
    if (miner.working >= 0)
      hashes[miner.working] = (hashes[miner.working] ?? 0) + (miner.rate * lateMs) / 1000;
    const idleMs = Math.max(Math.min(move.readyAtMs, toMs) - Math.max(move.lateUntilMs, fromMs), 0);
    this.lostHashes += (miner.rate * idleMs) / 1000;
    if (move.readyAtMs > toMs) return;
    const restMs = toMs - Math.max(move.readyAtMs, fromMs);
    const account = miner.assigned;
    miner.working = account;
    miner.move = null;
    this.#moving.delete(miner);
    if (account < 0) return;
    hashes[account] = (hashes[account] ?? 0) + (miner.rate * restMs) / 1000;
    this.#settled[account] = (this.#settled[account] ?? 0) + miner.rate;
  }

  /** Takes a miner from where it is settled and puts it on its way. */
  #leave(miner: SimMiner, isMove: boolean): void {
    if (miner.move === null && miner.working >= 0) this.#addRate(miner.working, -miner.rate);
    const isStillWorking = miner.working >= 0 && (miner.move === null || miner.move.lateUntilMs > this.nowMs);
    if (!isStillWorking) miner.working = -1;
    const { latenessMs, slowLateness, switchCostMs } = NOISE;
    const isSlow = this.#random.uniform() < slowLateness.part;
    const lateMs = isStillWorking ? this.#random.between(...(isSlow ? slowLateness.ms : latenessMs)) : 0;
    const costMs = isMove ? this.#random.between(...switchCostMs) : 0;
    const lateUntilMs = this.nowMs + lateMs;
    miner.move = { lateUntilMs, readyAtMs: lateUntilMs + costMs };
    this.#moving.add(miner);
  }

  #addRate(account: number, rate: number): void {
    const sum = (this.#settled[account] ?? 0) + rate;
    // What is left after the last miner went is rounding.
    this.#settled[account] = sum < 1e6 ? 0 : sum;
  }

  #setRate(miner: SimMiner, rate: number): void {
    if (miner.move === null && miner.working >= 0) this.#addRate(miner.working, rate - miner.rate);
    miner.rate = rate;
  }

  #happen(fault: Fault): void {
    if (fault.kind.startsWith('pool')) this.#happenToPool(fault);
    else this.#happenToMiner(fault);
  }

  #happenToPool({ kind, index }: Fault): void {
    const pool = this.pools[index];
    if (kind === 'pool-failed') pool?.fail();
    else if (kind === 'pool-noticed') pool?.notice();
    else pool?.comeBack(this.nowMs);
  }

  #happenToMiner(fault: Fault): void {
    const miner = this.miners[fault.index];
    if (!miner) return;
    switch (fault.kind) {
      case 'miner-closed':
        this.#close(miner);
        break;
      case 'miner-opened':
        miner.isConnected = true;
        miner.rate = miner.ownRate;
        this.meters.restart(miner.index);
        this.#brain?.opened(miner.index);
        break;
      case 'miner-silent':
        miner.silentSinceMs = this.nowMs;
        this.#setRate(miner, 0);
        break;
      case 'miner-heard':
        miner.silentSinceMs = Number.POSITIVE_INFINITY;
        this.#setRate(miner, miner.ownRate);
        break;
      default:
        this.#setRate(miner, miner.ownRate * fault.factor);
    }
  }

  #close(miner: SimMiner): void {
    this.#setRate(miner, 0);
    this.#moving.delete(miner);
    Object.assign(miner, {
      isConnected: false,
      closedAtMs: this.nowMs,
      assigned: -1,
      working: -1,
      move: null,
    });
    this.#brain?.closed(miner.index);
  }
}
