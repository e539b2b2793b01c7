import { useSyncExternalStore } from 'react';

import { readRemembered, remember } from './use-remembered.ts';

/** One setting of this browser that several parts of the window read. */
export interface RememberedStore<T> {
  get(): T;
  set(value: T): void;
  subscribe(listener: () => void): () => void;
}

/** `accept` turns what was stored, which may be anything, into a value or nothing. */
export function rememberedStore<T>(
  key: string,
  initial: T,
  accept: (stored: unknown) => T | undefined,
): RememberedStore<T> {
  let value = accept(readRemembered(key)) ?? initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      value = next;
      remember(key, next);
      for (const tell of listeners) tell();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The setting as it stands, and again whenever it changes. */
export function useStored<T>(store: RememberedStore<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}
