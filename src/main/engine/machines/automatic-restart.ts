import type { MachineRules } from '#shared/model/machine.ts';

import { SETTLED_AFTER_SECONDS } from './telemetry-health.ts';

/** What decides whether a machine is restarted. Times are wall clock, ms. */
export interface RestartFacts {
  id: string;
  /** Since when its miner delivers too little or nothing; null = it is well, or not known to be ill. */
  sickSinceMs: number | null;
  /** Its family can be restarted, and it answers. */
  canRestart: boolean;
  /** It is being changed, left alone, asleep or tuning itself. */
  isBusy: boolean;
  /** Null = not said. */
  uptimeSeconds: number | null;
  /** The last restart by this program, whoever asked for it. */
  restartedAtMs: number | null;
}

const HOUR_MS = 3_600_000;
/** Ill for this long before a restart is thought of. */
const PATIENCE_MS = 10 * 60_000;
/** A restarted machine counts as one of those at once for this long: it starts and tunes itself. */
const AT_ONCE_MS = SETTLED_AFTER_SECONDS * 1000;
/** When so large a part of the farm is ill at once, a pool or the network is, and restarts would not help. */
const OUTAGE_PART = 0.3;
const OUTAGE_LEAST = 3;

/**
 * Which machines to restart now, the longest ill first. At most one restart a machine in the hours given, and
 * at most the given part of the farm at once (always one). Never while a machine starts, tunes or sleeps, and
 * none at all while much of the farm is ill. `farm` is all pointed machines.
 */
export function restartsDue(farm: readonly RestartFacts[], rules: MachineRules, nowMs: number): string[] {
  if (!rules.automaticRestart) return [];
  const sick = farm.filter(({ sickSinceMs }) => sickSinceMs !== null);
  if (sick.length > OUTAGE_LEAST && sick.length > farm.length * OUTAGE_PART) return [];
  const starting = farm.filter(({ restartedAtMs }) => isWithin(restartedAtMs, AT_ONCE_MS, nowMs)).length;
  const atOnce = Math.max(1, Math.floor((farm.length * rules.restartAtMostPercent) / 100));
  return sick
    .filter((facts) => mayRestart(facts, rules, nowMs))
    .sort((a, b) => (a.sickSinceMs ?? 0) - (b.sickSinceMs ?? 0) || (a.id < b.id ? -1 : 1))
    .slice(0, Math.max(0, atOnce - starting))
    .map(({ id }) => id);
}

function mayRestart(facts: RestartFacts, rules: MachineRules, nowMs: number): boolean {
  const { sickSinceMs, canRestart, isBusy, uptimeSeconds, restartedAtMs } = facts;
  return (
    canRestart &&
    !isBusy &&
    sickSinceMs !== null &&
    nowMs - sickSinceMs >= PATIENCE_MS &&
    (uptimeSeconds === null || uptimeSeconds >= SETTLED_AFTER_SECONDS) &&
    !isWithin(restartedAtMs, rules.restartEveryHours * HOUR_MS, nowMs)
  );
}

/** A time in the future is a clock that was set back: it counts as now. */
function isWithin(atMs: number | null, spanMs: number, nowMs: number): boolean {
  return atMs !== null && nowMs - atMs < spanMs;
}
