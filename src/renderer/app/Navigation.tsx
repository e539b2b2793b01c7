import AccountsIcon from '@mui/icons-material/GroupsOutlined';
import MinersIcon from '@mui/icons-material/DnsOutlined';
import DiscoverIcon from '@mui/icons-material/RadarOutlined';
import PlanIcon from '@mui/icons-material/AltRoute';
import OverviewIcon from '@mui/icons-material/SpaceDashboardOutlined';
import BottomNavigation from '@mui/material/BottomNavigation';
import BottomNavigationAction from '@mui/material/BottomNavigationAction';
import Box from '@mui/material/Box';
import List from '@mui/material/List';
import ListItem from '@mui/material/ListItem';
import ListItemButton from '@mui/material/ListItemButton';
import ListItemIcon from '@mui/material/ListItemIcon';
import ListItemText from '@mui/material/ListItemText';
import Paper from '@mui/material/Paper';

import { t } from '../i18n/t.ts';
import { frameMessages as m } from './messages.ts';
import { routeHash, type Page } from './route.ts';
import { FRAME_TOP } from './use-frame-top.ts';

const ENTRIES = [
  { page: 'overview', text: m.overview, Icon: OverviewIcon },
  { page: 'accounts', text: m.accounts, Icon: AccountsIcon },
  { page: 'miners', text: m.miners, Icon: MinersIcon },
  { page: 'discover', text: m.discover, Icon: DiscoverIcon },
  { page: 'plan', text: m.plan, Icon: PlanIcon },
] as const;

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
      <List sx={{ position: 'sticky', top: FRAME_TOP, px: 1 }}>
        {ENTRIES.map((entry) => (
          <ListItem key={entry.page} disablePadding>
            <ListItemButton
              component="a"
              href={routeHash(entry.page)}
              selected={entry.page === page}
              aria-current={entry.page === page ? 'page' : undefined}
              sx={{ borderRadius: 1, mb: 0.5 }}
            >
              <ListItemIcon sx={{ minWidth: 36 }}>
                <entry.Icon fontSize="small" />
              </ListItemIcon>
              <ListItemText primary={t(entry.text)} />
            </ListItemButton>
          </ListItem>
        ))}
      </List>
    </Box>
  );
}

/** The pages: a bar at the bottom of a narrow window. */
export function BottomBar({ page }: { page: Page }) {
  return (
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
      <BottomNavigation value={page} showLabels>
        {ENTRIES.map((entry) => (
          <BottomNavigationAction
            key={entry.page}
            component="a"
            href={routeHash(entry.page)}
            value={entry.page}
            label={t(entry.text)}
            icon={<entry.Icon />}
            aria-current={entry.page === page ? 'page' : undefined}
          />
        ))}
      </BottomNavigation>
    </Paper>
  );
}
