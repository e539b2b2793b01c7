import { useEffect } from 'react';

import { guardLeaving } from './route.ts';

/** Where the window was kept from going, because something is not saved. */
let wanted: string | null = null;
const listeners = new Set<() => void>();

function setWanted(hash: string | null): void {
  wanted = hash;
  for (const tell of listeners) tell();
}

/** The address that waits for the owner's word, for `useSyncExternalStore`. */
export const wantedAddress = {
  get: (): string | null => wanted,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** Stays where the window is. */
  drop: () => setWanted(null),
};

/** Keeps the window on its page, asking first, for as long as something on it is not saved. */
export function useUnsaved(isUnsaved: boolean): void {
  useEffect(() => {
    if (!isUnsaved) return undefined;
    const stop = guardLeaving((hash) => {
      setWanted(hash);
      return false;
    });
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', onUnload);
    return () => {
      stop();
      window.removeEventListener('beforeunload', onUnload);
    };
  }, [isUnsaved]);
}
