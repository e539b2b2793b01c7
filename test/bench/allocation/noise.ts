const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** From the first to the second, all equally likely. */
export type Range = readonly [low: number, high: number];

/**
 * What goes wrong on a simulated farm, and how often. The same for every planner and every table; the
 * figures are those of an ordinary farm, rather on the rough side, and are not tuned to the planner.
 */
export const NOISE = {
  /** A miner's own mean hashrate against its nominal one: standard deviation. */
  hashrateSpread: 0.03,
  /** How long after an order to move a miner still works for the account it leaves. */
  latenessMs: [100, 1000] as Range,
  /** Some take longer. */
  slowLateness: { part: 0.05, ms: [1000, 3000] as Range },
  /** Work lost at each move, beyond that. */
  switchCostMs: [0, 10_000] as Range,
  poolLatencyMs: [20, 300] as Range,
  /** Part of the shares that a pool does not take; each pool has its own. */
  rejectRatio: [0.001, 0.01] as Range,
  /** Per miner. Half of them close their connection, half fall silent. */
  death: { meanBetweenMs: 30 * DAY_MS, lastsMs: [10 * MINUTE_MS, 60 * MINUTE_MS] as Range },
  /** Per miner: a hash board that fails, heat. */
  degradation: {
    meanBetweenMs: 30 * DAY_MS,
    lastsMs: [30 * MINUTE_MS, 4 * HOUR_MS] as Range,
    factor: [0.5, 0.9] as Range,
  },
  /** Per miner: the connection goes and comes several times. */
  flapping: {
    meanBetweenMs: 10 * DAY_MS,
    times: [2, 5] as Range,
    goneMs: [SECOND_MS, 30 * SECOND_MS] as Range,
    apartMs: [20 * SECOND_MS, 120 * SECOND_MS] as Range,
  },
  /** Per pool. `noticedMs`: until the engine calls its endpoint unusable. */
  outage: {
    meanBetweenMs: DAY_MS,
    lastsMs: [MINUTE_MS, 10 * MINUTE_MS] as Range,
    noticedMs: [0, 30 * SECOND_MS] as Range,
  },
} as const;

/** A miner that says nothing is called silent after this (1,000 miners at 20 shares a minute). */
export const SILENT_AFTER_MS = 95_000;
/** A closed connection that is not back after this makes a miner offline. */
export const OFFLINE_AFTER_MS = 3_000;

/** Mean of the squares of a range: for the variance of a sum of a Poisson number of such spans. */
export function meanSquare([low, high]: Range): number {
  return (low * low + low * high + high * high) / 3;
}

export function mean([low, high]: Range): number {
  return (low + high) / 2;
}
