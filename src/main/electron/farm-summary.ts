import type { FarmSnapshot } from '#shared/model/snapshot.ts';

/** What tray, power and quit need to know about the farm. */
export interface FarmSummary {
  /** Miners that have a live connection. */
  connected: number;
  /** Miners that mine right now. */
  working: number;
  /** Addresses of all known miners. */
  addresses: ReadonlySet<string>;
}

export const UNKNOWN_FARM: FarmSummary = { connected: 0, working: 0, addresses: new Set() };

/** Counts a snapshot. A miner marked failed counts as connected while it still has a job. */
export function summarise(snapshot: FarmSnapshot): FarmSummary {
  let connected = 0;
  let working = 0;
  const addresses = new Set<string>();
  for (const miner of snapshot.miners) {
    if (miner.address !== null) addresses.add(miner.address);
    const isWorking = miner.state === 'working' || miner.state === 'below-standard';
    if (isWorking) working += 1;
    const isOnline = miner.state !== 'offline' && (miner.state !== 'failed' || miner.accountId !== null);
    if (isOnline) connected += 1;
  }
  return { connected, working, addresses };
}

/** "1 miner", "12 miners". */
export function minerCount(count: number): string {
  return count === 1 ? '1 miner' : `${count} miners`;
}
