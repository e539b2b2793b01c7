import type { AccountSettings, QuotaSpec, UpstreamMode } from '#shared/model/account.ts';
import { parseQuota, parseRates, type Quota } from '#shared/model/quota.ts';

import type { AccountRow, EndpointRow } from '#engine/store/account-store.ts';

import type { AccountDraft } from './account-draft.ts';

/** An account as the engine uses it. */
export interface StoredAccount {
  id: string;
  name: string;
  worker: string;
  /** As written; null for the overflow account. */
  quota: QuotaSpec | null;
  /** What the quota means. */
  promise: Quota | null;
  overflow: boolean;
  carryOver: boolean;
  upstream: UpstreamMode;
  /** As written; null = no limit. */
  minRate: string | null;
  maxRate: string | null;
  /** What they mean, H/s. */
  limits: { minRate: number | null; maxRate: number | null };
  /** The moment it was added, or taken back after the round in which it was archived. */
  addedAtMs: number;
  archivedAtMs: number | null;
  /** In order of preference. */
  endpoints: { id: string; url: string; ca?: string }[];
}

/** A row as the engine uses it; `endpoints` are all of the account's, unused ones among them. */
export function accountOf(row: AccountRow, endpoints: readonly EndpointRow[]): StoredAccount {
  const { id, name, worker, quota, overflow, carryOver, upstream, minRate, maxRate } = row;
  const { addedAtMs, archivedAtMs } = row;
  return {
    id,
    name,
    worker,
    quota,
    promise: quota === null ? null : parseQuota(quota),
    overflow,
    carryOver,
    upstream,
    minRate,
    maxRate,
    limits: parseRates({ minRate, maxRate }),
    addedAtMs,
    archivedAtMs,
    endpoints: endpoints
      .filter(({ position }) => position !== null)
      .map((endpoint) =>
        endpoint.ca === null
          ? { id: endpoint.id, url: endpoint.url }
          : { id: endpoint.id, url: endpoint.url, ca: endpoint.ca },
      ),
  };
}

/** As the window edits it. */
export function settingsOf(account: StoredAccount): AccountSettings {
  const { endpoints, worker, quota, overflow, carryOver, upstream, minRate, maxRate } = account;
  const { id, name } = account;
  return {
    id,
    name,
    pools: endpoints,
    worker,
    hasPassword: true,
    quota,
    overflow,
    carryOver,
    upstream,
    minRate,
    maxRate,
  };
}

/** The limits an edit leaves: one that it does not name stays, and has to fit the other. Throws `AppError`. */
export function ratesOf(
  row: AccountRow,
  draft: Partial<AccountDraft>,
): Pick<AccountRow, 'minRate' | 'maxRate'> {
  const kept = draft.overflow ? { minRate: null, maxRate: null } : row;
  const { minRate = kept.minRate, maxRate = kept.maxRate } = draft;
  parseRates({ minRate, maxRate });
  return { minRate, maxRate };
}
