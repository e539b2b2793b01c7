import type { AccountView, EndpointView, FarmSnapshot, MinerView } from '#shared/model/snapshot.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { markMessages as m } from './messages.ts';

/** The account that takes surplus and marked miners; null where there is none. */
function overflowAccount(snapshot: FarmSnapshot): AccountView | null {
  return snapshot.accounts.find((account) => account.overflow) ?? null;
}

/** H/s that other miners give the account now. */
function hashrateOfOthers(snapshot: FarmSnapshot, accountId: string, minerId: string): number {
  return snapshot.miners.reduce(
    (sum, miner) => sum + (miner.accountId === accountId && miner.id !== minerId ? (miner.hashrate ?? 0) : 0),
    0,
  );
}

function finishSentence(
  snapshot: FarmSnapshot,
  account: AccountView,
  lost: number,
  rest: number,
): string | null {
  if (account.etaMs === null || account.upToStandard || account.targetWork === null) return null;
  if (rest <= 0) return t(m.finishLost, { account: account.name });
  const leftMs = account.etaMs - snapshot.atMs;
  if (leftMs <= 0) return null;
  const nextMs = snapshot.atMs + (leftMs * (rest + lost)) / rest;
  const withSeconds = nextMs - account.etaMs < 120_000;
  return t(m.finishMoves, {
    account: account.name,
    from: fmt.time(account.etaMs, { withSeconds, nowMs: snapshot.atMs }),
    to: fmt.time(nextMs, { withSeconds, nowMs: snapshot.atMs }),
  });
}

/** What marking this miner failed will do, in sentences with figures. */
export function minerConsequences(snapshot: FarmSnapshot, miner: MinerView): string[] {
  const overflow = overflowAccount(snapshot);
  const destination = overflow ? t(m.toOverflow, { account: overflow.name }) : t(m.toParked);
  const account = snapshot.accounts.find((entry) => entry.id === miner.accountId);
  if (!account) return [t(m.notMining, { name: miner.name }), destination];
  if (account.overflow) return [t(m.alreadySurplus, { name: miner.name, account: account.name })];
  const lost = miner.hashrate ?? 0;
  const rest = hashrateOfOthers(snapshot, account.id, miner.id);
  const values = {
    name: miner.name,
    account: account.name,
    hashrate: fmt.hashrate(miner.hashrate),
    rest: fmt.hashrate(rest),
  };
  const finish = finishSentence(snapshot, account, lost, rest);
  const leaves = rest > 0 ? m.leavesRest : m.leavesNobody;
  return [t(leaves, values), ...(finish === null ? [] : [finish]), destination];
}

/** What marking this pool endpoint failed will do. */
export function endpointConsequences(account: AccountView, endpoint: EndpointView): string[] {
  if (!endpoint.active) return [t(m.poolIdle, { account: account.name })];
  const next = account.pools.find((pool) => pool.id !== endpoint.id && pool.markedFailed === null);
  return next
    ? [t(m.poolMoves, { account: account.name, url: next.url })]
    : [t(m.poolLast, { account: account.name })];
}
