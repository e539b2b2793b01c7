import { skipToken, useQuery } from '@tanstack/react-query';

import type { FarmClient } from './client.ts';
import { useFarmClient } from './client.ts';
import type { LiveFarm } from './live.ts';
import type { RateHistory } from './rate.ts';

export const FARM_KEY = ['farm'];
/** Filled by the live events, never fetched. */
export const RATE_KEY = ['rate'];
export const ACCOUNTS_KEY = ['accounts'];

/** The snapshot and what stands beside it, in one go. */
export async function fetchFarm(client: FarmClient, signal?: AbortSignal): Promise<LiveFarm> {
  const options = signal ? { signal } : {};
  const [snapshot, extras] = await Promise.all([
    client.farm.get(undefined, options),
    client.farm.extras(undefined, options),
  ]);
  return { snapshot, extras, receivedAtMs: Date.now() };
}

/** The farm as last heard of; events keep it fresh. */
export function useFarm() {
  const client = useFarmClient();
  return useQuery({
    queryKey: FARM_KEY,
    queryFn: ({ signal }) => fetchFarm(client, signal),
    staleTime: Infinity,
  });
}

/** Settings of all accounts, in order. */
export function useAccountSettings() {
  const client = useFarmClient();
  return useQuery({
    queryKey: ACCOUNTS_KEY,
    queryFn: ({ signal }) => client.accounts.list(undefined, { signal }),
    staleTime: 10_000,
  });
}

/** The last minutes' hashrate, as this window saw them. */
export function useRateHistory(): RateHistory | undefined {
  return useQuery<RateHistory>({ queryKey: RATE_KEY, queryFn: skipToken }).data;
}
