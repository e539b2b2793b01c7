import { useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';

import type { LiveFarm } from '../api/live.ts';
import { FARM_KEY } from '../api/queries.ts';

const listeners = new Set<() => void>();
let nowMs = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    nowMs = Date.now();
    for (const tell of listeners) tell();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** This machine's clock, moving once a second for all readers together. */
export function useLocalNow(): number {
  return useSyncExternalStore(subscribe, () => nowMs);
}

/**
 * The engine's clock, moving once a second: a browser on another machine may be minutes off, and ages
 * and forecasts must not be. Readers are drawn anew by the clock alone, not by every change of the farm.
 */
export function useEngineNow(): number {
  const localMs = useLocalNow();
  const data = useQueryClient().getQueryData<LiveFarm>(FARM_KEY);
  return data ? Math.max(localMs - data.receivedAtMs, 0) + data.snapshot.atMs : localMs;
}
