import { useEffect } from 'react';

import { useFarm } from '../../api/queries.ts';
import { goTo } from '../../app/route.ts';
import { rememberedStore } from '../../ui/remembered-store.ts';

/** Whether the owner has been through Setup, or has skipped it. */
export const setupSeenStore = rememberedStore<boolean>('setup.seen', false, (stored) =>
  typeof stored === 'boolean' ? stored : undefined,
);

/** Only what was not chosen by an address gives way to Setup. */
const NOWHERE = new Set(['', '#', '#/']);
let hasLooked = false;

/** Begins a farm that has no account yet with Setup, once. */
export function useFirstStart(): void {
  const accounts = useFarm().data?.snapshot.accounts.length;
  useEffect(() => {
    if (accounts === undefined || hasLooked) return;
    hasLooked = true;
    if (accounts === 0 && !setupSeenStore.get() && NOWHERE.has(window.location.hash)) goTo('setup');
  }, [accounts]);
}
