import type { AlertList, AlertView } from '#shared/model/alert.ts';
import type { AccountView, FarmExtras, FarmSnapshot, MinerView, Notice } from '#shared/model/snapshot.ts';

import { noticesOf } from '../../app/header-view.ts';

/** One line of "What needs you". */
export type Need =
  | { kind: 'alert'; alert: AlertView }
  | { kind: 'notice'; notice: Notice }
  | { kind: 'miner-mark'; miner: MinerView; answersAgain: boolean }
  | { kind: 'endpoint-mark'; account: AccountView; endpoint: AccountView['pools'][number] };

/** Shares that come this soon after a mark were on their way already. */
const LATE_SHARES_MS = 10_000;

/** A miner marked failed that has sent a share since works again, whatever the mark says. */
export function answersAgain(miner: MinerView): boolean {
  const mark = miner.markedFailed;
  if (mark?.reason !== 'failed' || miner.lastShareAtMs === null) return false;
  return miner.lastShareAtMs > mark.atMs + LATE_SHARES_MS;
}

const SEVERITIES = ['critical', 'warning', 'info'];

/**
 * Everything that waits for the owner: alerts that nobody sees to yet, the newest first; then what no alert
 * tells of, the worst first; then marks.
 */
export function needsOf(snapshot: FarmSnapshot, extras: FarmExtras, alerts?: AlertList): Need[] {
  const firing = (alerts?.firing ?? [])
    .filter(({ acknowledged }) => acknowledged === null)
    .toSorted((a, b) => b.firedAtMs - a.firedAtMs)
    .map((alert): Need => ({ kind: 'alert', alert }));
  const notices = noticesOf(extras, alerts)
    .toSorted(
      (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || b.sinceMs - a.sinceMs,
    )
    .map((notice): Need => ({ kind: 'notice', notice }));
  const miners = snapshot.miners
    .filter((miner) => miner.markedFailed !== null)
    .toSorted((a, b) => Number(answersAgain(b)) - Number(answersAgain(a)))
    .map((miner): Need => ({ kind: 'miner-mark', miner, answersAgain: answersAgain(miner) }));
  const endpoints = snapshot.accounts.flatMap((account) =>
    account.pools
      .filter((endpoint) => endpoint.markedFailed !== null)
      .map((endpoint): Need => ({ kind: 'endpoint-mark', account, endpoint })),
  );
  return [...firing, ...notices, ...miners, ...endpoints];
}
