import { z } from 'zod';

import type { AlertList } from '#shared/model/alert.ts';
import type { FarmSnapshot } from '#shared/model/snapshot.ts';

/** What tray, power and quit need to know about the farm. */
export const farmSummary = z.object({
  /** Miners that are known. */
  known: z.int(),
  /** Miners that have a live connection. */
  connected: z.int(),
  /** Miners that mine right now. */
  working: z.int(),
  /** H/s of all of them; null = not known of any. */
  hashrate: z.number().nullable(),
  /** Alerts that fire, that nobody has seen to and that are not snoozed. */
  critical: z.int(),
  warnings: z.int(),
  /** The gravest of them, a few words; null = nothing needs the owner. */
  gravest: z.string().nullable(),
});
export type FarmSummary = z.infer<typeof farmSummary>;

export const UNKNOWN_FARM: FarmSummary = {
  known: 0,
  connected: 0,
  working: 0,
  hashrate: null,
  critical: 0,
  warnings: 0,
  gravest: null,
};

/** Counts a snapshot and its alerts. A miner marked failed counts as connected while it still has a job. */
export function summarise(snapshot: FarmSnapshot, alerts: AlertList): FarmSummary {
  const summary: FarmSummary = { ...UNKNOWN_FARM, known: snapshot.miners.length };
  for (const miner of snapshot.miners) {
    if (miner.state === 'working' || miner.state === 'below-standard') summary.working += 1;
    const isOnline = miner.state !== 'offline' && (miner.state !== 'failed' || miner.accountId !== null);
    if (isOnline) summary.connected += 1;
    if (miner.hashrate !== null) summary.hashrate = (summary.hashrate ?? 0) + miner.hashrate;
  }
  summary.critical = alerts.counts.critical;
  summary.warnings = alerts.counts.warning;
  const gravest = alerts.firing.find((alert) => alert.severity !== 'info' && alert.acknowledged === null);
  summary.gravest = gravest?.title ?? null;
  return summary;
}

/** "1 miner", "12 miners". */
export function minerCount(count: number): string {
  return count === 1 ? '1 miner' : `${count} miners`;
}
