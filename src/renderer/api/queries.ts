import { skipToken, useQuery } from '@tanstack/react-query';

import type { FarmClient } from './client.ts';
import { useFarmClient } from './client.ts';
import type { LiveFarm } from './live.ts';
import type { RateHistory } from './rate.ts';

export const FARM_KEY = ['farm'];
/** Filled by the live events, never fetched. */
export const RATE_KEY = ['rate'];
export const ACCOUNTS_KEY = ['accounts'];
export const PLAN_KEY = ['plan'];
export const SETTINGS_KEY = ['settings'];
export const MACHINES_KEY = ['machines'];

/** Forecasts move by seconds, not by events: asked for again this often while somebody looks. */
const PLAN_REFRESH_MS = 5000;

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

/** Who works for whom and why, what comes next, forecasts, and who stands in for whom. */
export function usePlan() {
  const client = useFarmClient();
  return useQuery({
    queryKey: PLAN_KEY,
    queryFn: ({ signal }) => client.plan.get(undefined, { signal }),
    refetchInterval: PLAN_REFRESH_MS,
    staleTime: PLAN_REFRESH_MS / 2,
  });
}

/** Policy, round, and how quotas fall short. */
export function usePlanSettings() {
  const client = useFarmClient();
  return useQuery({
    queryKey: SETTINGS_KEY,
    queryFn: ({ signal }) => client.settings.get(undefined, { signal }),
    staleTime: 10_000,
  });
}

/** What is observed about one miner, with its evidence. */
export function useMinerHealth(minerId: string) {
  const client = useFarmClient();
  return useQuery({
    queryKey: ['health', minerId],
    queryFn: ({ signal }) => client.miners.health({ id: minerId }, { signal }),
    refetchInterval: PLAN_REFRESH_MS,
  });
}
