import { useColorScheme } from '@mui/material/styles';
import { useMemo } from 'react';

import { useFarmClient, type FarmClient } from '../../api/client.ts';
import { errorText } from '../../api/error-text.ts';
import { ALL_PAGES } from '../../app/pages.tsx';
import { goTo } from '../../app/route.ts';
import { chooseLanguage } from '../../i18n/language.ts';
import { LANGUAGE_NAMES } from '../../i18n/language-names.ts';
import { t } from '../../i18n/t.ts';
import { densityStore, hideNamesStore } from '../../ui/preferences.ts';
import { useToasts } from '../../ui/Toasts.tsx';
import { paletteMessages as m } from './messages.ts';
import type { PaletteEntry } from './palette-entries.ts';

/** Scans what was scanned last, or what is scanned by schedule; the Discover page asks where neither is known. */
async function startScan(client: FarmClient): Promise<string | null> {
  const { scan, schedule } = await client.discovery.get();
  const ranges = scan?.ranges ?? schedule.ranges;
  if (ranges === '') return null;
  await client.discovery.scan({ ranges });
  return ranges;
}

/** Pages, and what can be done from anywhere. */
export function usePaletteActions(onHelp: () => void): PaletteEntry[] {
  const client = useFarmClient();
  const toasts = useToasts();
  const { setMode } = useColorScheme();
  return useMemo(() => {
    const action = (text: string, run: () => void): PaletteEntry => ({
      id: `action ${text}`,
      kind: 'action',
      title: t(text),
      detail: '',
      words: [text],
      run,
    });
    const pages = ALL_PAGES.map(({ page, name, key }): PaletteEntry => ({
      id: `page ${page}`,
      kind: 'page',
      title: t(name),
      detail: `g ${key}`,
      words: [name],
      run: () => goTo(page),
    }));
    const languages = Object.entries(LANGUAGE_NAMES).map(([language, name]): PaletteEntry => ({
      ...action(name, () => void chooseLanguage(language as keyof typeof LANGUAGE_NAMES)),
      words: [name, language, 'language', '语言'],
    }));
    const scan = () => {
      goTo('discover');
      startScan(client).then(
        (ranges) => ranges !== null && toasts.show({ text: t(m.scanBegun, { ranges }) }),
        (error: unknown) => toasts.show({ text: errorText(error) }),
      );
    };
    const isHidden = hideNamesStore.get();
    return [
      ...pages,
      action(m.addAccount, () => goTo('accounts', { add: '1' })),
      action(m.startScan, scan),
      action(m.themeLight, () => setMode('light')),
      action(m.themeDark, () => setMode('dark')),
      action(m.themeSystem, () => setMode('system')),
      ...languages,
      action(m.languageSystem, () => void chooseLanguage('system')),
      action(isHidden ? m.showNames : m.hideNames, () => hideNamesStore.set(!isHidden)),
      densityStore.get() === 'compact'
        ? action(m.comfortable, () => densityStore.set('comfortable'))
        : action(m.compact, () => densityStore.set('compact')),
      action(m.showKeys, onHelp),
    ];
  }, [client, toasts, setMode, onHelp]);
}
