import { useColorScheme } from '@mui/material/styles';
import { createContext, use, useMemo, type ReactNode } from 'react';

import { useFarm } from '../api/queries.ts';
import { acceptLooks, assignLooks, lookColour, type AccountLook } from './account-looks.ts';
import { readRemembered, remember } from './use-remembered.ts';

const KEY = 'account-looks';

/** True while the dark theme shows, chosen or by the system. */
export function useIsDark(): boolean {
  const { mode, systemMode } = useColorScheme();
  return (mode === 'system' ? systemMode : mode) === 'dark';
}

/** The look of an account, with its colour in the present theme. */
export type LookOf = (accountId: string) => AccountLook & { css: string };

const LooksContext = createContext<LookOf>(() => ({ colour: 0, letter: '?', css: '#808080' }));

/** Gives every account its look; it stays with the account for as long as this browser remembers. */
export function AccountLooksProvider({ children }: { children: ReactNode }) {
  const accounts = useFarm().data?.snapshot.accounts;
  const isDark = useIsDark();
  const names = JSON.stringify(accounts?.map(({ id, name }) => ({ id, name })) ?? []);
  const lookOf = useMemo<LookOf>(() => {
    const known = acceptLooks(readRemembered(KEY));
    const looks = assignLooks(JSON.parse(names) as { id: string; name: string }[], known);
    if (Object.keys(looks).length !== Object.keys(known).length) remember(KEY, looks);
    return (accountId) => {
      const look = looks[accountId] ?? { colour: 0, letter: '?' };
      return { ...look, css: lookColour(look, isDark) };
    };
  }, [names, isDark]);
  return <LooksContext value={lookOf}>{children}</LooksContext>;
}

export function useAccountLooks(): LookOf {
  return use(LooksContext);
}
