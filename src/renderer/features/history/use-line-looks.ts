import { useMemo } from 'react';

import type { SeriesBy } from '#shared/model/charts.ts';
import type { FarmSnapshot } from '#shared/model/snapshot.ts';

import { t } from '../../i18n/t.ts';
import { COLOUR_COUNT, lookColour } from '../../ui/account-looks.ts';
import { useAccountLooks, useIsDark } from '../../ui/use-account-looks.tsx';
import type { LineLook } from './history-view.ts';
import { historyMessages as m } from './messages.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Name, colour and letter of each line: accounts have their own, miners take them in their order. */
export function useLineLooks(
  by: SeriesBy,
  snapshot: Pick<FarmSnapshot, 'accounts' | 'miners'> | undefined,
): (id: string, index: number) => LineLook {
  const accountLook = useAccountLooks();
  const isDark = useIsDark();
  const named = by === 'account' ? snapshot?.accounts : by === 'miner' ? snapshot?.miners : [];
  const names = JSON.stringify(named?.map(({ id, name }) => [id, name]) ?? []);
  return useMemo(() => {
    const known = new Map(JSON.parse(names) as [string, string][]);
    return (id, index) => {
      if (by === 'account') {
        const { css, letter } = accountLook(id);
        return { name: known.get(id) ?? id, css, letter };
      }
      const css = lookColour({ colour: by === 'farm' ? 4 : index % COLOUR_COUNT, letter: '' }, isDark);
      const letter = LETTERS[index % LETTERS.length] ?? '';
      return { name: by === 'farm' ? t(m.byFarm) : (known.get(id) ?? id), css, letter };
    };
  }, [by, names, accountLook, isDark]);
}
