import type { MinerFamily } from '#engine/discovery/families.ts';

/** Up to so many machines are read every `SMALL_FARM_MS`; more of them less often. */
const SMALL_FARM = 500;
const SMALL_FARM_MS = 30_000;
const LARGE_FARM_FROM_MS = 60_000;
const LARGE_FARM_MS = 120_000;
/** From so many machines on a reading every `LARGE_FARM_MS`. */
const LARGE_FARM = 5000;
/** Readings are spread by this part of their period to either side, so that they do not come in waves. */
const JITTER = 0.1;
const MINUTE_MS = 60_000;
/** Waits after the second, third … time in a row without an answer. */
const BACK_OFF_MS = [1, 2, 5, 10].map((minutes) => minutes * MINUTE_MS);
/** Times in a row without an answer after which a machine is silent. */
export const SILENT_AFTER = 2;
/** A Bitaxe has one small processor for mining and web pages alike: not read more often than this. */
const SMALL_BOARD_GAP_MS = 15_000;

/** Time between two readings of one machine, ms, before jitter. */
export function pollPeriodMs(machines: number): number {
  if (machines <= SMALL_FARM) return SMALL_FARM_MS;
  const part = Math.min((machines - SMALL_FARM) / (LARGE_FARM - SMALL_FARM), 1);
  return LARGE_FARM_FROM_MS + part * (LARGE_FARM_MS - LARGE_FARM_FROM_MS);
}

/** When to read next, ms from now. `unanswered` times in a row; `random` from 0 to 1. */
export function nextReadMs(machines: number, unanswered: number, random: number): number {
  const backOffMs = BACK_OFF_MS[Math.min(unanswered - SILENT_AFTER, BACK_OFF_MS.length - 1)];
  const baseMs = Math.max(pollPeriodMs(machines), unanswered >= SILENT_AFTER ? (backOffMs ?? 0) : 0);
  return baseMs * (1 + JITTER * (2 * random - 1));
}

/** Least time between the ends of two readings of one machine, ms, even when somebody asks. */
export function leastGapMs(family: MinerFamily): number {
  return family === 'bitaxe' || family === 'nerdqaxe' ? SMALL_BOARD_GAP_MS : 0;
}
