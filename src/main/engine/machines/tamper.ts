import type { PointState } from '#shared/model/machine.ts';

import type { PoolReading } from '#engine/discovery/miner-reading.ts';

/** `host:port` under which this program's proxy can be reached: is that it? */
export type IsOurs = (url: string, worker: string | null) => boolean;

/** A machine may show its old pools for this long after it was told new ones. */
const SETTLE_MS = 2 * 60_000;
/** Reboots and restarts of the mining program take minutes. */
export const MISSING_AFTER_MS = 10 * 60_000;

/** What decides where a machine stands with us. Times are wall clock, ms. */
export interface PointFacts {
  isHeld: boolean;
  /** Its pools at the last reading, first first; null = not read yet. */
  pools: readonly Pick<PoolReading, 'url' | 'user'>[] | null;
  /** When we pointed it; null = we did not. */
  pointedAtMs: number | null;
  nowMs: number;
}

/** Whether its first pool is our proxy, and if not, whether somebody else has changed that. */
export function pointStateOf(facts: PointFacts, isOurs: IsOurs): PointState {
  if (facts.isHeld) return 'changing';
  const first = facts.pools?.[0];
  if (!first) return facts.pointedAtMs === null ? 'unknown' : 'pointed';
  if (isOurs(first.url, first.user)) return 'pointed';
  if (facts.pointedAtMs === null) return 'elsewhere';
  const isFresh = Math.abs(facts.nowMs - facts.pointedAtMs) < SETTLE_MS;
  return isFresh ? 'pointed' : 'changed';
}

/** What decides whether a machine that should be here has stopped coming. */
export interface ComingFacts {
  point: PointState;
  hasMiner: boolean;
  isConnected: boolean;
  /** It sleeps, by its own word. */
  isAsleep: boolean;
  /** Monotonic ms; null = it was here at the last look. */
  absentSinceMs: number | null;
  nowMs: number;
}

/** True for a machine that was to mine here and has had no session for ten minutes. */
export function hasStoppedComing(facts: ComingFacts): boolean {
  if (!isExpected(facts) || facts.absentSinceMs === null) return false;
  return facts.nowMs - facts.absentSinceMs >= MISSING_AFTER_MS;
}

/** Whether it would be here if all were well. Where its pools are known to be others, it is not expected. */
export function isExpected({
  point,
  hasMiner,
  isConnected,
  isAsleep,
}: Omit<ComingFacts, 'absentSinceMs' | 'nowMs'>): boolean {
  return hasMiner && !isConnected && !isAsleep && (point === 'pointed' || point === 'unknown');
}
