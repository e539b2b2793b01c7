import createCache from '@emotion/cache';
import { CacheProvider } from '@emotion/react';
import CssBaseline from '@mui/material/CssBaseline';
import { ThemeProvider } from '@mui/material/styles';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useMemo, useState } from 'react';

import { FarmClientContext, type FarmClient } from '../api/client.ts';
import { ConnectionContext, type Connection } from '../api/connection.ts';
import { currentLanguage, useLocale } from '../i18n/language.ts';
import { densityStore } from '../ui/preferences.ts';
import { useStored } from '../ui/remembered-store.ts';
import { ToastProvider } from '../ui/Toasts.tsx';
import { cspNonce } from './csp-nonce.ts';
import { Frame } from './Frame.tsx';
import { makeTheme } from './theme.ts';

/** The whole window, on whatever transport the shell has. */
export function App({ client, connection }: { client: FarmClient; connection: Connection }) {
  const [queryClient] = useState(
    () =>
      new QueryClient({
        // The farm's records keep their identity by themselves; comparing thousands of them would cost more than it saves.
        defaultOptions: { queries: { retry: 1, refetchOnWindowFocus: false, structuralSharing: false } },
      }),
  );
  const [emotionCache] = useState(() => {
    const nonce = cspNonce();
    return createCache({ key: 'hq', prepend: true, ...(nonce === undefined ? {} : { nonce }) });
  });
  const locale = useLocale();
  const density = useStored(densityStore);
  const theme = useMemo(() => themeOf(density, locale), [density, locale]);
  return (
    <CacheProvider value={emotionCache}>
      <ThemeProvider theme={theme} defaultMode="system" noSsr>
        <CssBaseline enableColorScheme />
        <QueryClientProvider client={queryClient}>
          <FarmClientContext value={client}>
            <ConnectionContext value={connection}>
              <ToastProvider>
                <Frame />
              </ToastProvider>
            </ConnectionContext>
          </FarmClientContext>
        </QueryClientProvider>
      </ThemeProvider>
    </CacheProvider>
  );
}

function themeOf(density: Parameters<typeof makeTheme>[0], locale: string) {
  const language = currentLanguage();
  return makeTheme(density, language.locale === locale ? language.libraries : []);
}
