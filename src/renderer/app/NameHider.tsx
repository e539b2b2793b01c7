import { useEffect } from 'react';

import { useAccountSettings, useFarm } from '../api/queries.ts';
import { hideNamesStore } from '../ui/preferences.ts';
import { privateWordsOf } from '../ui/private-words.ts';
import { useStored } from '../ui/remembered-store.ts';
import { canHideNames, hideNames } from './hide-names.ts';

/** Covers names on screen for as long as the owner wants it. */
export function NameHider() {
  return useStored(hideNamesStore) && canHideNames() ? <Hiding /> : null;
}

function Hiding() {
  const snapshot = useFarm().data?.snapshot;
  const settings = useAccountSettings().data;
  const records = [...(snapshot?.accounts ?? []), ...(snapshot?.miners ?? [])];
  const names = [
    ...records.flatMap(({ id, name }) => [id, name]),
    ...(settings ?? []).map(({ worker }) => worker),
  ];
  // Figures change every second, names hardly ever: only other names are a reason to look at the page anew.
  const key = JSON.stringify(names);
  useEffect(() => hideNames(privateWordsOf(JSON.parse(key) as string[])), [key]);
  return null;
}
