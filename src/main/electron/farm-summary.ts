import { z } from 'zod';

import type { FarmSnapshot, Notice } from '#shared/model/snapshot.ts';

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
  /** How many things need the owner now, and how many soon. */
  critical: z.int(),
  warnings: z.int(),
  /** The gravest of them, one sentence; null = nothing needs the owner. */
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

/** Counts a snapshot and its notices. A miner marked failed counts as connected while it still has a job. */
export function summarise(snapshot: FarmSnapshot, notices: readonly Notice[]): FarmSummary {
  const summary: FarmSummary = { ...UNKNOWN_FARM, known: snapshot.miners.length };
  for (const miner of snapshot.miners) {
    if (miner.state === 'working' || miner.state === 'below-standard') summary.working += 1;
    const isOnline = miner.state !== 'offline' && (miner.state !== 'failed' || miner.accountId !== null);
    if (isOnline) summary.connected += 1;
    if (miner.hashrate !== null) summary.hashrate = (summary.hashrate ?? 0) + miner.hashrate;
  }
  const critical = notices.filter(({ severity }) => severity === 'critical');
  const warnings = notices.filter(({ severity }) => severity === 'warning');
  summary.critical = critical.length;
  summary.warnings = warnings.length;
  summary.gravest = (critical[0] ?? warnings[0])?.text ?? null;
  return summary;
}

/** "1 miner", "12 miners". */
export function minerCount(count: number): string {
  return count === 1 ? '1 miner' : `${count} miners`;
}
