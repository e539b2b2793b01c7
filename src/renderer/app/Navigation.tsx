import MoreIcon from '@mui/icons-material/MoreHoriz';
import BottomNavigation from '@mui/material/BottomNavigation';
import BottomNavigationAction from '@mui/material/BottomNavigationAction';
import Box from '@mui/material/Box';
import Drawer from '@mui/material/Drawer';
import List from '@mui/material/List';
import ListItem from '@mui/material/ListItem';
import ListItemButton from '@mui/material/ListItemButton';
import ListItemIcon from '@mui/material/ListItemIcon';
import ListItemText from '@mui/material/ListItemText';
import ListSubheader from '@mui/material/ListSubheader';
import Paper from '@mui/material/Paper';
import { useState } from 'react';

import { t } from '../i18n/t.ts';
import { frameMessages as m } from './messages.ts';
import { BAR_PAGES, PAGE_GROUPS } from './pages.tsx';
import { routeHash, type Page } from './route.ts';
import { FRAME_TOP } from './use-frame-top.ts';

/** The pages in their groups; `onChoose` hears of a click, wherever it leads. */
function PageLists({ page, onChoose }: { page: Page; onChoose?: () => void }) {
  return PAGE_GROUPS.map(({ name, pages }) => (
    <List
      key={name}
      dense
      aria-label={t(name)}
      sx={{ px: 1, py: 0.5 }}
      subheader={
        <ListSubheader
          component="div"
          aria-hidden
          disableSticky
          sx={{ bgcolor: 'transparent', lineHeight: 2.2, px: 1, fontSize: '0.75rem' }}
        >
          {t(name)}
        </ListSubheader>
      }
    >
      {pages.map((entry) => (
        <ListItem key={entry.page} disablePadding>
          <ListItemButton
            component="a"
            href={routeHash(entry.page)}
            selected={entry.page === page}
            aria-current={entry.page === page ? 'page' : undefined}
            {...(onChoose && { onClick: onChoose })}
            sx={{ borderRadius: 1, mb: 0.25, px: 1 }}
          >
            <ListItemIcon sx={{ minWidth: 32 }}>
              <entry.Icon fontSize="small" />
            </ListItemIcon>
            <ListItemText primary={t(entry.name)} />
          </ListItemButton>
        </ListItem>
      ))}
    </List>
  ));
}

/** The pages: a rail at the side. */
export function SideNavigation({ page }: { page: Page }) {
  return (
    <Box
      component="nav"
      aria-label={t(m.navigation)}
      sx={{
        width: 168,
        flex: 'none',
        display: { xs: 'none', md: 'block' },
        borderRight: 1,
        borderColor: 'divider',
      }}
    >
      <Box
        sx={{
          position: 'sticky',
          top: FRAME_TOP,
          maxHeight: `calc(100vh - ${FRAME_TOP})`,
          overflowY: 'auto',
          py: 0.5,
        }}
      >
        <PageLists page={page} />
      </Box>
    </Box>
  );
}

/** The pages: a bar at the bottom of a narrow window, and a sheet with all of them behind “More”. */
export function BottomBar({ page }: { page: Page }) {
  const [isOpen, setIsOpen] = useState(false);
  const close = () => setIsOpen(false);
  return (
    <>
      <Paper
        component="nav"
        aria-label={t(m.navigation)}
        square
        elevation={4}
        sx={{
          display: { xs: 'block', md: 'none' },
          position: 'fixed',
          bottom: 0,
          left: 0,
          right: 0,
          zIndex: 'appBar',
        }}
      >
        <BottomNavigation value={BAR_PAGES.some((entry) => entry.page === page) ? page : 'more'} showLabels>
          {BAR_PAGES.map((entry) => (
            <BottomNavigationAction
              key={entry.page}
              component="a"
              href={routeHash(entry.page)}
              value={entry.page}
              label={t(entry.name)}
              icon={<entry.Icon />}
              aria-current={entry.page === page ? 'page' : undefined}
              sx={{ minWidth: 0 }}
            />
          ))}
          <BottomNavigationAction
            value="more"
            label={t(m.more)}
            icon={<MoreIcon />}
            aria-haspopup="dialog"
            aria-expanded={isOpen}
            onClick={() => setIsOpen(true)}
            sx={{ minWidth: 0 }}
          />
        </BottomNavigation>
      </Paper>
      <Drawer
        anchor="bottom"
        open={isOpen}
        onClose={close}
        slotProps={{ paper: { role: 'dialog', 'aria-label': t(m.allPages) } }}
      >
        <Box component="nav" aria-label={t(m.allPages)} sx={{ py: 1 }}>
          <PageLists page={page} onChoose={close} />
        </Box>
      </Drawer>
    </>
  );
}
