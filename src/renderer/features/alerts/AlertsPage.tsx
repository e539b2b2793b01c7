import Box from '@mui/material/Box';
import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import Typography from '@mui/material/Typography';

import { replaceParams, useRoute } from '../../app/route.ts';
import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { AlertHistory } from './AlertHistory.tsx';
import { acceptTab, type AlertTab } from './alerts-view.ts';
import { ChannelsPanel } from './ChannelsPanel.tsx';
import { FiringAlerts } from './FiringAlerts.tsx';
import { alertMessages as m } from './messages.ts';
import { RulesPanel } from './RulesPanel.tsx';
import { useAlertList } from './use-alerts.ts';

const PANELS: Readonly<Record<AlertTab, () => React.ReactNode>> = {
  now: FiringAlerts,
  history: AlertHistory,
  rules: RulesPanel,
  channels: ChannelsPanel,
};

/** What is wrong now, what was, by which rules it is found, and where it is told. */
export function AlertsPage() {
  const { params } = useRoute();
  const tab = acceptTab(params['tab']);
  const firing = useAlertList().data?.firing.length ?? 0;
  const Panel = PANELS[tab];
  const labels: Record<AlertTab, string> = {
    now: firing > 0 ? t(m.tabNowCount, { count: fmt.count(firing) }) : t(m.tabNow),
    history: t(m.tabHistory),
    rules: t(m.tabRules),
    channels: t(m.tabChannels),
  };
  return (
    <>
      <Typography component="h1" variant="h1">
        {t(m.title)}
      </Typography>
      <Typography variant="body2" color="textSecondary">
        {t(m.intro)}
      </Typography>
      <Tabs
        value={tab}
        onChange={(_event, value: AlertTab) => replaceParams('alerts', { tab: value === 'now' ? '' : value })}
        aria-label={t(m.views)}
        variant="scrollable"
        sx={{ mb: 1.5, borderBottom: 1, borderColor: 'divider', minHeight: 40 }}
      >
        {Object.entries(labels).map(([value, label]) => (
          <Tab
            key={value}
            value={value}
            label={label}
            id={`alert-tab-${value}`}
            aria-controls="alert-panel"
            sx={{ minHeight: 40 }}
          />
        ))}
      </Tabs>
      <Box role="tabpanel" id="alert-panel" aria-labelledby={`alert-tab-${tab}`}>
        <Panel />
      </Box>
    </>
  );
}
