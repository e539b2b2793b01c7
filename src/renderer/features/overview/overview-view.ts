import type { AccountView, FarmSnapshot, PoolCount } from '#shared/model/snapshot.ts';

import { minersHashrate } from '../../api/rate.ts';

/** The farm's hashrate against what it is rated for, over the miners whose rating is known. */
export interface HashrateSummary {
  hashrate: number | null;
  nominal: number | null;
  fractionOfNominal: number | null;
}

export function hashrateSummary(snapshot: FarmSnapshot): HashrateSummary {
  let nominal = 0;
  let actual = 0;
  for (const miner of snapshot.miners) {
    if (miner.nominalHashrate === null) continue;
    nominal += miner.nominalHashrate;
    actual += miner.hashrate ?? 0;
  }
  return {
    hashrate: minersHashrate(snapshot),
    nominal: nominal > 0 ? nominal : null,
    fractionOfNominal: nominal > 0 ? actual / nominal : null,
  };
}

/** Accounts that have a quota, and how many have reached it. */
export interface StandardSummary {
  reached: number;
  total: number;
  /** The account that will finish first of those that have not. */
  next: AccountView | null;
}

export function standardSummary(accounts: readonly AccountView[]): StandardSummary {
  const withQuota = accounts.filter((account) => !account.overflow);
  const open = withQuota.filter((account) => !account.upToStandard);
  const timed = open
    .filter((account) => account.etaMs !== null)
    .toSorted((a, b) => (a.etaMs ?? 0) - (b.etaMs ?? 0));
  return { reached: withQuota.length - open.length, total: withQuota.length, next: timed[0] ?? null };
}

/** The pools' refusals of this round. */
export interface RejectSummary {
  fraction: number | null;
  rejected: number;
  stale: number;
  total: number;
}

export function rejectSummary(accounts: readonly AccountView[]): RejectSummary {
  const sum = { rejected: 0, stale: 0, total: 0 };
  for (const account of accounts) {
    sum.rejected += account.rejectedShares;
    sum.stale += account.staleShares;
    sum.total += account.acceptedShares + account.rejectedShares + account.staleShares;
  }
  return { ...sum, fraction: sum.total === 0 ? null : (sum.rejected + sum.stale) / sum.total };
}

/** Credited of target; null without a quota. A quota that is not reached never rounds up to 100.0 %. */
export function quotaFraction(account: AccountView): number | null {
  if (account.targetWork === null || account.targetWork <= 0) return null;
  const fraction = account.creditedWork / account.targetWork;
  return account.upToStandard ? fraction : Math.min(Math.floor(fraction * 1000) / 1000, 0.999);
}

/** What can be said about an account's finish. */
export type Finish =
  | { kind: 'reached'; atMs: number | null }
  | { kind: 'expected'; atMs: number; leftMs: number; isInTime: boolean }
  | { kind: 'unknown' };

export function finishOf(account: AccountView, nowMs: number, roundEndsAtMs: number | null): Finish {
  if (account.upToStandard) return { kind: 'reached', atMs: account.upToStandardAtMs };
  if (account.etaMs === null) return { kind: 'unknown' };
  const isInTime = roundEndsAtMs === null || account.etaMs <= roundEndsAtMs;
  return { kind: 'expected', atMs: account.etaMs, leftMs: Math.max(account.etaMs - nowMs, 0), isInTime };
}

/** More accounts than this are shortened on the first screen. */
const FEW_ACCOUNTS = 6;
const SHORT_LIST = 4;

/**
 * The accounts worth a place on the first screen, in the order they are served, overflow last: all of a
 * few; of many those next to be served and those that have a problem.
 */
export function orderedAccounts(accounts: readonly AccountView[]): {
  all: AccountView[];
  short: AccountView[];
} {
  const all = accounts.toSorted((a, b) => Number(a.overflow) - Number(b.overflow) || a.order - b.order);
  if (all.length <= FEW_ACCOUNTS) return { all, short: all };
  const open = all.filter((account) => !account.overflow && !account.upToStandard);
  const chosen = new Set([
    ...open.slice(0, SHORT_LIST),
    ...open.filter(({ state }) => state === 'unreachable' || state === 'refused').slice(0, SHORT_LIST),
    ...all.filter((account) => account.overflow || account.state === 'working').slice(0, SHORT_LIST),
  ]);
  return { all, short: all.filter((account) => chosen.has(account)) };
}

/** Whether the pool's count and ours are the same; work may differ in the last bits of a sum. */
export function countsAgree(count: PoolCount): boolean {
  const largest = Math.max(Math.abs(count.poolWork), Math.abs(count.ledgerWork));
  return (
    count.poolShares === count.ledgerShares && Math.abs(count.poolWork - count.ledgerWork) <= largest * 1e-9
  );
}
