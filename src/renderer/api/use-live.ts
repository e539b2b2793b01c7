import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import type { FarmClient } from './client.ts';
import { useFarmClient } from './client.ts';
import { useConnection, useConnectionStatus, type Connection } from './connection.ts';
import { applyFarmEvent, type LiveFarm } from './live.ts';
import { FARM_KEY, fetchFarm, RATE_KEY } from './queries.ts';
import { addRateSample, type RateHistory } from './rate.ts';

/** A farm with nothing to tell sends no events; after this long we ask, which also finds a dead line. */
const QUIET_MS = 10_000;
const ANSWER_MS = 5000;
/** Before events are asked for again after their stream ended. */
const RESUBSCRIBE_MS = 1000;

/** Keeps the query cache in step with the engine for as long as the component stands. Use once, at the top. */
export function useLive(): void {
  const client = useFarmClient();
  const connection = useConnection();
  const queryClient = useQueryClient();
  const { state, generation } = useConnectionStatus();

  useEffect(() => {
    if (state !== 'open') return undefined;
    const stop = new AbortController();
    if (generation > 1) void queryClient.invalidateQueries();
    void followEvents(client, queryClient, stop.signal);
    const quietTimer = setInterval(() => void askWhenQuiet(client, queryClient, connection), QUIET_MS / 2);
    return () => {
      stop.abort();
      clearInterval(quietTimer);
    };
  }, [client, connection, queryClient, state, generation]);
}

async function followEvents(
  client: FarmClient,
  queryClient: QueryClient,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const event of await client.farm.events(undefined, { signal })) {
        if (signal.aborted) return;
        const next = applyFarmEvent(queryClient.getQueryData<LiveFarm>(FARM_KEY), event, Date.now());
        store(queryClient, next === 'gap' ? await fetchFarm(client, signal) : next);
      }
    } catch {
      // The stream ended with its line or its engine; the connection's state says so on screen.
    }
    await pause(RESUBSCRIBE_MS, signal);
  }
}

function store(queryClient: QueryClient, farm: LiveFarm): void {
  queryClient.setQueryData(FARM_KEY, farm);
  queryClient.setQueryData(RATE_KEY, (history: RateHistory | undefined) =>
    addRateSample(history, farm.snapshot),
  );
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

async function askWhenQuiet(
  client: FarmClient,
  queryClient: QueryClient,
  connection: Connection,
): Promise<void> {
  const known = queryClient.getQueryData<LiveFarm>(FARM_KEY);
  if (!known || Date.now() - known.receivedAtMs < QUIET_MS) return;
  try {
    const fresh = await fetchFarm(client, AbortSignal.timeout(ANSWER_MS));
    const current = queryClient.getQueryData<LiveFarm>(FARM_KEY);
    if (!current || fresh.snapshot.revision >= current.snapshot.revision) {
      store(queryClient, fresh);
    }
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError') connection.drop();
  }
}
