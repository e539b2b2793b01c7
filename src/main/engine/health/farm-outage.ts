import { formatCount, formatDuration } from '#shared/format.ts';

import type { MinerWatch } from './miner-watch.ts';

/** Fewer miners than this say nothing about a common cause. */
const LEAST_MINERS = 5;
/** Nearly all: while others go on, standby miners can help, and each miner is named by itself. */
const NEARLY_ALL = 0.95;
/** A miner is comparable when this many shares were to be expected of it meanwhile … */
const COMPARABLE_SHARES = 10;
/** … and under suspicion when it has missed this many: e^-8 is 1 in 3,000. */
const SUSPECT_SHARES = 8;
/** Connections that closed within this belong together. */
const TOGETHER_MS = 60_000;
/** It is over when this part of the miners is back. */
const BACK_PART = 0.2;

/** The whole farm fell silent, or lost its connections, at once: not the miners' doing. */
export interface FarmOutage {
  kind: 'silent' | 'offline';
  evidence: string;
  sinceMs: number;
  /** How many miners. */
  miners: number;
}

/** Tells a failure of nearly all miners at once from failures of single miners. */
export class OutageWatch {
  current: FarmOutage | null = null;
  #affected = new Set<MinerWatch>();
  #beganMs = 0;
  /** When miners went offline lately, monotonic ms. */
  readonly #gone = new Map<MinerWatch, number>();

  /** True while the miner's failure is put down to the farm's. */
  covers(watch: MinerWatch): boolean {
    return this.#affected.has(watch);
  }

  /** Looks at miners about to be called silent; those of an outage become `covers`ed. */
  noteSilent(candidates: readonly MinerWatch[], all: Iterable<MinerWatch>, now: Now): void {
    if (candidates.length === 0) return;
    if (this.current) {
      for (const candidate of candidates) this.#cover(candidate);
      return;
    }
    const longestMs = Math.max(...candidates.map((watch) => watch.gapMs));
    const comparable = comparableTo(longestMs, all, now.monotonicMs);
    const suspects = comparable.filter((watch) => (watch.expectedInGap ?? 0) >= SUSPECT_SHARES);
    if (!isNearlyAll(suspects.length, comparable.length)) return;
    const miners = suspects.length;
    const evidence = `no share from ${formatCount(miners)} of ${formatCount(comparable.length)} miners for ${formatDuration(longestMs)}: the cause is common to them (network, power or pool), not single miners`;
    const outage: FarmOutage = { kind: 'silent', evidence, sinceMs: now.wallMs, miners };
    this.#begin(outage, new Set([...suspects, ...candidates]), now);
  }

  /** Looks at miners just found offline, among `connected` others. */
  noteOffline(found: readonly MinerWatch[], connected: number, now: Now): void {
    for (const watch of found) this.#gone.set(watch, now.monotonicMs);
    for (const [watch, atMs] of this.#gone) {
      if (now.monotonicMs - atMs > TOGETHER_MS || watch.isConnected) this.#gone.delete(watch);
    }
    if (found.length === 0) return;
    if (this.current) {
      for (const watch of found) this.#cover(watch);
      return;
    }
    const gone = this.#gone.size;
    if (!isNearlyAll(gone, gone + connected)) return;
    const evidence = `the connections of ${formatCount(gone)} of ${formatCount(gone + connected)} miners closed within ${formatDuration(TOGETHER_MS)}: the cause is common to them (network, power or this PC), not single miners`;
    const outage: FarmOutage = { kind: 'offline', evidence, sinceMs: now.wallMs, miners: gone };
    this.#begin(outage, new Set(this.#gone.keys()), now);
  }

  forget(watch: MinerWatch): void {
    this.#affected.delete(watch);
    this.#gone.delete(watch);
  }

  /** The miners that were covered, once the outage is over; else null. */
  endIfOver(): ReadonlySet<MinerWatch> | null {
    if (!this.current) return null;
    let back = 0;
    for (const watch of this.#affected) {
      const isBack = this.current.kind === 'silent' ? watch.lastShareMs > this.#beganMs : watch.isConnected;
      if (isBack) back += 1;
    }
    if (back < BACK_PART * this.#affected.size) return null;
    const affected = this.#affected;
    this.#affected = new Set();
    this.current = null;
    this.#gone.clear();
    return affected;
  }

  #begin(outage: FarmOutage, affected: Iterable<MinerWatch>, now: Now): void {
    for (const watch of affected) this.#cover(watch);
    this.#beganMs = now.monotonicMs;
    this.current = outage;
  }

  #cover(watch: MinerWatch): void {
    this.#affected.add(watch);
    watch.excuse(true);
  }
}

export interface Now {
  monotonicMs: number;
  wallMs: number;
}

function isNearlyAll(count: number, of: number): boolean {
  return count >= LEAST_MINERS && count >= NEARLY_ALL * of;
}

/** Miners that worked all the time and of which shares were to be expected in it. */
function comparableTo(spanMs: number, all: Iterable<MinerWatch>, nowMs: number): MinerWatch[] {
  const comparable: MinerWatch[] = [];
  for (const watch of all) {
    if (!watch.isWorking || watch.has('silent') || watch.workingSinceMs > nowMs - spanMs) continue;
    if ((watch.expectedIn(spanMs) ?? 0) >= COMPARABLE_SHARES) comparable.push(watch);
  }
  return comparable;
}
