import PlanIcon from '@mui/icons-material/AltRoute';
import MinersIcon from '@mui/icons-material/DnsOutlined';
import AccountsIcon from '@mui/icons-material/GroupsOutlined';
import HistoryIcon from '@mui/icons-material/History';
import PoolsIcon from '@mui/icons-material/HubOutlined';
import AlertsIcon from '@mui/icons-material/NotificationsOutlined';
import DiscoverIcon from '@mui/icons-material/RadarOutlined';
import SetupIcon from '@mui/icons-material/RocketLaunchOutlined';
import SettingsIcon from '@mui/icons-material/SettingsOutlined';
import OverviewIcon from '@mui/icons-material/SpaceDashboardOutlined';
import AllocationIcon from '@mui/icons-material/ViewTimelineOutlined';
import type { SvgIconComponent } from '@mui/icons-material';
import { lazy, type ComponentType } from 'react';

import { OverviewPage } from '../features/overview/OverviewPage.tsx';
import { frameMessages as m } from './messages.ts';
import type { Page } from './route.ts';

/** One page of the window: how it is called, reached and shown. */
interface PageEntry {
  page: Page;
  name: string;
  Icon: SvgIconComponent;
  /** Pressed after `g`. */
  key: string;
  Component: ComponentType;
}

const AccountsPage = lazy(async () => ({
  default: (await import('../features/accounts/AccountsPage.tsx')).AccountsPage,
}));
const AlertsPage = lazy(async () => ({
  default: (await import('../features/alerts/AlertsPage.tsx')).AlertsPage,
}));
const AllocationPage = lazy(async () => ({
  default: (await import('../features/allocation/AllocationPage.tsx')).AllocationPage,
}));
const DiscoverPage = lazy(async () => ({
  default: (await import('../features/discover/DiscoverPage.tsx')).DiscoverPage,
}));
const HistoryPage = lazy(async () => ({
  default: (await import('../features/history/HistoryPage.tsx')).HistoryPage,
}));
const MinersPage = lazy(async () => ({
  default: (await import('../features/miners/MinersPage.tsx')).MinersPage,
}));
const PlanPage = lazy(async () => ({
  default: (await import('../features/plan/PlanPage.tsx')).PlanPage,
}));
const PoolsPage = lazy(async () => ({
  default: (await import('../features/pools/PoolsPage.tsx')).PoolsPage,
}));
const SettingsPage = lazy(async () => ({
  default: (await import('../features/settings/SettingsPage.tsx')).SettingsPage,
}));
const SetupPage = lazy(async () => ({
  default: (await import('../features/setup/SetupPage.tsx')).SetupPage,
}));

/** The pages in their groups, as the rail shows them. */
export const PAGE_GROUPS: readonly { name: string; pages: readonly PageEntry[] }[] = [
  {
    name: m.groupWatch,
    pages: [
      // Of the first chunk: it is what nearly every start shows.
      { page: 'overview', name: m.overview, Icon: OverviewIcon, key: 'o', Component: OverviewPage },
      { page: 'allocation', name: m.allocation, Icon: AllocationIcon, key: 'a', Component: AllocationPage },
      { page: 'history', name: m.history, Icon: HistoryIcon, key: 'h', Component: HistoryPage },
      { page: 'alerts', name: m.alerts, Icon: AlertsIcon, key: 'l', Component: AlertsPage },
    ],
  },
  {
    name: m.groupFarm,
    pages: [
      { page: 'accounts', name: m.accounts, Icon: AccountsIcon, key: 'c', Component: AccountsPage },
      { page: 'miners', name: m.miners, Icon: MinersIcon, key: 'm', Component: MinersPage },
      { page: 'pools', name: m.pools, Icon: PoolsIcon, key: 'p', Component: PoolsPage },
      { page: 'discover', name: m.discover, Icon: DiscoverIcon, key: 'd', Component: DiscoverPage },
    ],
  },
  {
    name: m.groupArrange,
    pages: [
      { page: 'plan', name: m.plan, Icon: PlanIcon, key: 'w', Component: PlanPage },
      { page: 'settings', name: m.settings, Icon: SettingsIcon, key: 's', Component: SettingsPage },
      { page: 'setup', name: m.setup, Icon: SetupIcon, key: 'u', Component: SetupPage },
    ],
  },
];

export const ALL_PAGES: readonly PageEntry[] = PAGE_GROUPS.flatMap(({ pages }) => pages);

/** What stands in the bar of a narrow window; the others are behind “More”. */
export const BAR_PAGES: readonly PageEntry[] = ALL_PAGES.filter(({ page }) =>
  ['overview', 'accounts', 'miners', 'alerts'].includes(page),
);

/** A page by its name in the address; the Overview for one that is not there. */
export function pageEntry(page: Page): PageEntry {
  const entry = ALL_PAGES.find((one) => one.page === page) ?? ALL_PAGES[0];
  if (!entry) throw new Error('there are no pages');
  return entry;
}
