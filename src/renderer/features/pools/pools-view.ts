import type { AccountSettings } from '#shared/model/account.ts';
import type { AccountView, EndpointHealth, EndpointView } from '#shared/model/snapshot.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { ENDPOINT_STATES } from '../../ui/state-looks.tsx';
import { poolMessages as m } from './messages.ts';

/** One endpoint of an account with what is observed of it. */
export interface EndpointRow {
  endpoint: EndpointView;
  /** Its place in the failover order, from 1. */
  place: number;
  health: EndpointHealth | undefined;
}

export interface PoolGroup {
  account: AccountView;
  rows: EndpointRow[];
  /** Place of the endpoint that serves it; null while none does. */
  servedBy: number | null;
}

/** The accounts with their endpoints in failover order, as the farm serves them. */
export function poolGroups(
  accounts: readonly AccountView[],
  health: readonly EndpointHealth[] = [],
): PoolGroup[] {
  const healthOf = new Map(health.map((one) => [one.id, one]));
  return accounts.map((account) => {
    const rows = account.pools.map((endpoint, index) => ({
      endpoint,
      place: index + 1,
      health: healthOf.get(endpoint.id),
    }));
    return { account, rows, servedBy: rows.find(({ endpoint }) => endpoint.active)?.place ?? null };
  });
}

/** Groups in whose account, or in one of whose endpoints, every word of the query occurs. */
export function matchingGroups(groups: readonly PoolGroup[], query: string): PoolGroup[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...groups];
  return groups.filter(({ account, rows }) =>
    rows.some(({ endpoint, health }) => {
      const { word } = ENDPOINT_STATES[endpoint.state];
      const parts = [account.name, endpoint.url, word, endpoint.markedFailed?.note, health?.trouble];
      const text = parts.join('\n').toLowerCase();
      return words.every((part) => text.includes(part));
    }),
  );
}

/** How well the accounts are served, in figures. */
export interface PoolSummary {
  accounts: number;
  served: number;
  /** Served by the first of their endpoints. */
  first: number;
  down: number;
  marked: number;
}

export function poolSummary(groups: readonly PoolGroup[]): PoolSummary {
  const endpoints = groups.flatMap(({ rows }) => rows.map(({ endpoint }) => endpoint));
  return {
    accounts: groups.length,
    served: groups.filter(({ servedBy }) => servedBy !== null).length,
    first: groups.filter(({ servedBy }) => servedBy === 1).length,
    down: endpoints.filter(({ state }) => state === 'down' || state === 'refused').length,
    marked: endpoints.filter(({ markedFailed }) => markedFailed !== null).length,
  };
}

/** The summary as one line. */
export function summaryText({ accounts, served, first, down, marked }: PoolSummary): string {
  const parts = [
    t(m.summary, { count: accounts, served: fmt.count(served), first: fmt.count(first) }),
    ...(down > 0 ? [t(m.down, { count: down })] : []),
    ...(marked > 0 ? [t(m.marked, { count: marked })] : []),
  ];
  return parts.join(' · ');
}

/** Answers, last job and last accepted share in words. */
export function healthTexts(health: EndpointHealth | undefined, nowMs: number) {
  const age = (atMs: number | null | undefined) =>
    atMs === null || atMs === undefined ? t(m.never) : fmt.ago(Math.max(nowMs - atMs, 0));
  const latencyMs = health?.latencyMs ?? null;
  return {
    latency: latencyMs === null ? '–' : t(m.latency, { ms: fmt.count(Math.round(latencyMs)) }),
    job: age(health?.lastJobAtMs),
    accepted: age(health?.lastAcceptedAtMs),
  };
}

/** What trying an endpoint with the account's stored login needs; null while the settings are not known. */
export function testInput(
  accountId: string,
  url: string,
  settings: readonly AccountSettings[] | undefined,
): { accountId: string; url: string; worker: string; ca?: string } | null {
  const account = settings?.find(({ id }) => id === accountId);
  if (!account) return null;
  const ca = account.pools.find((pool) => pool.url === url)?.ca;
  return { accountId, url, worker: account.worker, ...(ca === undefined ? {} : { ca }) };
}
