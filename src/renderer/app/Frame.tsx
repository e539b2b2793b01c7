import Box from '@mui/material/Box';
import { Suspense, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

import { useLive } from '../api/use-live.ts';
import { MarkDialogProvider } from '../features/marks/MarkDialogProvider.tsx';
import { Palette } from '../features/palette/Palette.tsx';
import { useFirstStart } from '../features/setup/use-first-start.ts';
import { useLocale } from '../i18n/language.ts';
import { t } from '../i18n/t.ts';
import { AccountLooksProvider } from '../ui/use-account-looks.tsx';
import { LoadingState } from '../ui/ViewState.tsx';
import { ConnectionBanner, MarksBanner, useStaleness } from './Banners.tsx';
import { Header } from './Header.tsx';
import { KeysDialog } from './KeysDialog.tsx';
import { LeaveDialog } from './LeaveDialog.tsx';
import { LiveSummary } from './LiveSummary.tsx';
import { frameMessages as m } from './messages.ts';
import { NameHider } from './NameHider.tsx';
import { BottomBar, SideNavigation } from './Navigation.tsx';
import { PageBoundary } from './PageBoundary.tsx';
import { pageEntry } from './pages.tsx';
import { useRoute, type Page } from './route.ts';
import { FRAME_TOP, useFrameTop } from './use-frame-top.ts';
import { useKeptFocus } from './use-kept-focus.ts';
import { useShortcuts } from './use-shortcuts.ts';

/** The window: what lives as long as it, and inside it what is drawn anew in another language. */
export function Frame() {
  useLive();
  const locale = useLocale();
  useKeptFocus(locale);
  return <FrameInLanguage key={locale} />;
}

/** Header, navigation, banners, and the page inside. */
function FrameInLanguage() {
  const { page } = useRoute();
  useFirstStart();
  const [open, setOpen] = useState<'help' | 'palette' | null>(null);
  const onHelp = useCallback(() => setOpen('help'), []);
  const onPalette = useCallback(() => setOpen('palette'), []);
  const onClose = useCallback(() => setOpen(null), []);
  useShortcuts(onHelp, onPalette);
  const top = useFrameTop();
  return (
    <AccountLooksProvider>
      <MarkDialogProvider>
        <SkipLink />
        <Box ref={top} sx={{ position: 'sticky', top: 0, zIndex: 'appBar' }}>
          <Header onHelp={onHelp} onPalette={onPalette} />
          <ConnectionBanner />
          <MarksBanner />
        </Box>
        <Box sx={{ display: 'flex', alignItems: 'stretch', minHeight: `calc(100vh - ${FRAME_TOP})` }}>
          <SideNavigation page={page} />
          <Content page={page} />
        </Box>
        <BottomBar page={page} />
        <KeysDialog isOpen={open === 'help'} onClose={onClose} />
        {open === 'palette' && <Palette onClose={onClose} onHelp={onHelp} />}
        <LeaveDialog />
        <LiveSummary />
        <NameHider />
      </MarkDialogProvider>
    </AccountLooksProvider>
  );
}

function Content({ page }: { page: Page }) {
  const { isTooOld } = useStaleness();
  const main = useRef<HTMLElement>(null);
  const shown = useRef(page);
  const { Component, name } = pageEntry(page);
  // Before the page's own effects, which may scroll to what it was opened for or put the cursor into a field.
  useLayoutEffect(() => {
    window.scrollTo(0, 0);
    if (shown.current !== page) main.current?.focus({ preventScroll: true });
    shown.current = page;
  }, [page]);
  useEffect(() => {
    document.title = `${t(name)} · Hashquota`;
  }, [name]);
  return (
    <Box
      component="main"
      id="content"
      ref={main}
      tabIndex={-1}
      aria-busy={isTooOld}
      sx={{
        flex: 1,
        minWidth: 0,
        p: { xs: 1, sm: 2 },
        pb: { xs: 10, md: 2 },
        '&:focus, &:focus-visible': { outline: 'none' },
        ...(isTooOld ? { filter: 'grayscale(0.6)', opacity: 0.75 } : {}),
      }}
    >
      <PageBoundary key={page}>
        <Suspense fallback={<LoadingState />}>
          <Component />
        </Suspense>
      </PageBoundary>
    </Box>
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
