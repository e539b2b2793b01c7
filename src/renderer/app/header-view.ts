import type { AlertList } from '#shared/model/alert.ts';
import type { FarmExtras, FarmSnapshot, MinerView, Notice } from '#shared/model/snapshot.ts';

import { minersHashrate } from '../api/rate.ts';
import { isToldByAlert } from '../features/alerts/told-causes.ts';
import { fmt } from '../i18n/fmt.ts';
import { t } from '../i18n/t.ts';
import { frameMessages as m } from './messages.ts';

/** What the header counts. A marked miner is counted as marked and nowhere else. */
export interface MinerCounts {
  total: number;
  working: number;
  standby: number;
  /** Not connected, or connected and silent. */
  offline: number;
  marked: number;
}

/** The filters of the Miners page that the header's counts lead to. */
export type MinerFilter = 'all' | 'working' | 'standby' | 'offline' | 'marked' | 'attention';

export const MINER_FILTERS: readonly MinerFilter[] = [
  'all',
  'working',
  'standby',
  'offline',
  'marked',
  'attention',
];

/** Whether a miner belongs to a filter. */
export function matchesFilter(miner: MinerView, filter: MinerFilter): boolean {
  const isMarked = miner.markedFailed !== null;
  switch (filter) {
    case 'all':
      return true;
    case 'marked':
      return isMarked;
    case 'working':
      return !isMarked && (miner.state === 'working' || miner.state === 'below-standard');
    case 'standby':
      return !isMarked && (miner.state === 'standby' || miner.state === 'parked');
    case 'offline':
      return !isMarked && (miner.state === 'offline' || miner.state === 'silent');
    case 'attention':
      return isMarked || ['below-standard', 'offline', 'silent'].includes(miner.state);
  }
}

/** Counts for the header. */
export function countMiners(snapshot: FarmSnapshot): MinerCounts {
  const count = (filter: MinerFilter) =>
    snapshot.miners.reduce((sum, miner) => sum + (matchesFilter(miner, filter) ? 1 : 0), 0);
  return {
    total: snapshot.miners.length,
    working: count('working'),
    standby: count('standby'),
    offline: count('offline'),
    marked: count('marked'),
  };
}

/** What is told of now, or silent at the owner's word. */
type Alerts = Pick<AlertList, 'firing' | 'snoozed'>;

/**
 * The engine's notices but those whose cause an alert tells of, and the one about marked miners that answer
 * again: every mark has a line and a button of its own.
 */
export function noticesOf(extras: FarmExtras, alerts: Alerts = { firing: [], snoozed: [] }): Notice[] {
  const told = [...alerts.firing, ...alerts.snoozed];
  return extras.notices.filter((notice) => notice.id !== 'marked-answering' && !isToldByAlert(notice, told));
}

/** Marks that stand now, of miners and of pool endpoints. */
export function countMarks(snapshot: FarmSnapshot): { miners: number; endpoints: number } {
  return {
    miners: snapshot.miners.reduce((sum, miner) => sum + (miner.markedFailed ? 1 : 0), 0),
    endpoints: snapshot.accounts.reduce(
      (sum, account) => sum + account.pools.filter((pool) => pool.markedFailed !== null).length,
      0,
    ),
  };
}

/** Age from which the screen counts as stale. Without a connection it is stale at once. */
const STALE_MS = 15_000;

export function isStale(ageMs: number, isConnected: boolean): boolean {
  return !isConnected || ageMs > STALE_MS;
}

/** The farm in one sentence, for those who listen to it. */
export function farmSummary(snapshot: FarmSnapshot): string {
  const { working, total } = countMiners(snapshot);
  const withQuota = snapshot.accounts.filter((account) => !account.overflow);
  const standard =
    withQuota.length === 0
      ? t(m.summaryNoQuotas)
      : t(m.summaryStandard, {
          reached: fmt.count(withQuota.filter((account) => account.upToStandard).length),
          quotas: fmt.count(withQuota.length),
        });
  return t(m.summary, {
    working: fmt.count(working),
    total: fmt.count(total),
    hashrate: fmt.hashrate(minersHashrate(snapshot)),
    standard,
  });
}
