import Box from '@mui/material/Box';
import { useCallback, useEffect, useLayoutEffect, useState } from 'react';

import { useLive } from '../api/use-live.ts';
import { AccountsPage } from '../features/accounts/AccountsPage.tsx';
import { DiscoverPage } from '../features/discover/DiscoverPage.tsx';
import { MarkDialogProvider } from '../features/marks/MarkDialogProvider.tsx';
import { MinersPage } from '../features/miners/MinersPage.tsx';
import { OverviewPage } from '../features/overview/OverviewPage.tsx';
import { PlanPage } from '../features/plan/PlanPage.tsx';
import { t } from '../i18n/t.ts';
import { AccountLooksProvider } from '../ui/use-account-looks.tsx';
import { ConnectionBanner, MarksBanner, useStaleness } from './Banners.tsx';
import { Header } from './Header.tsx';
import { KeysDialog } from './KeysDialog.tsx';
import { frameMessages as m } from './messages.ts';
import { BottomBar, SideNavigation } from './Navigation.tsx';
import { useRoute, type Page } from './route.ts';
import { FRAME_TOP, useFrameTop } from './use-frame-top.ts';
import { useShortcuts } from './use-shortcuts.ts';

const PAGES: Readonly<Record<Page, () => React.ReactNode>> = {
  overview: OverviewPage,
  accounts: AccountsPage,
  miners: MinersPage,
  discover: DiscoverPage,
  plan: PlanPage,
};

/** Header, navigation, banners, and the page inside. */
export function Frame() {
  useLive();
  const { page } = useRoute();
  const [isHelpOpen, setIsHelpOpen] = useState(false);
  useShortcuts(useCallback(() => setIsHelpOpen(true), []));
  const { isTooOld } = useStaleness();
  const top = useFrameTop();
  // Before the page's own effects, which may scroll to what it was opened for.
  useLayoutEffect(() => {
    window.scrollTo(0, 0);
  }, [page]);
  useEffect(() => {
    document.title = `${t(m[page])} · Hashquota`;
  }, [page]);
  const CurrentPage = PAGES[page];
  return (
    <AccountLooksProvider>
      <MarkDialogProvider>
        <SkipLink />
        <Box ref={top} sx={{ position: 'sticky', top: 0, zIndex: 'appBar' }}>
          <Header onHelp={() => setIsHelpOpen(true)} />
          <ConnectionBanner />
          <MarksBanner />
        </Box>
        <Box sx={{ display: 'flex', alignItems: 'stretch', minHeight: `calc(100vh - ${FRAME_TOP})` }}>
          <SideNavigation page={page} />
          <Box
            component="main"
            id="content"
            tabIndex={-1}
            aria-busy={isTooOld}
            sx={{
              flex: 1,
              minWidth: 0,
              p: { xs: 1, sm: 2 },
              pb: { xs: 10, md: 2 },
              outline: 'none',
              ...(isTooOld ? { filter: 'grayscale(0.6)', opacity: 0.75 } : {}),
            }}
          >
            <CurrentPage key={page} />
          </Box>
        </Box>
        <BottomBar page={page} />
        <KeysDialog isOpen={isHelpOpen} onClose={() => setIsHelpOpen(false)} />
      </MarkDialogProvider>
    </AccountLooksProvider>
  );
}

function SkipLink() {
  return (
    <Box
      component="a"
      href="#content"
      onClick={(event) => {
        event.preventDefault();
        document.getElementById('content')?.focus();
      }}
      sx={{
        position: 'absolute',
        left: 8,
        top: -60,
        zIndex: 'tooltip',
        p: 1,
        bgcolor: 'background.paper',
        color: 'primary.main',
        '&:focus': { top: 8 },
      }}
    >
      {t(m.skip)}
    </Box>
  );
}
