import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';

import { routeHash } from '../../app/route.ts';
import { t } from '../../i18n/t.ts';
import { ErrorState, LoadingState } from '../../ui/ViewState.tsx';
import { useDiscovery } from '../discover/queries.ts';
import { ScheduleField } from '../discover/ScheduleField.tsx';
import { settingsMessages as m } from './messages.ts';
import { SettingsSection } from './SettingsSection.tsx';

/** Whether Hashquota looks for machines by itself, and how often. */
export function RescanSection() {
  const { data, error, refetch } = useDiscovery();
  const ranges = data?.schedule.ranges || data?.scan?.ranges || '';
  return (
    <SettingsSection id="rescan" title={t(m.rescan)}>
      <Typography variant="body2" color="textSecondary">
        {t(data && ranges === '' ? m.rescanFirst : m.rescanText)}
      </Typography>
      {data ? (
        ranges !== '' && <ScheduleField schedule={data.schedule} ranges={ranges} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <LoadingState rows={1} height={40} />
      )}
      <Box>
        <Button variant="outlined" size="small" href={routeHash('discover')}>
          {t(m.openDiscover)}
        </Button>
      </Box>
    </SettingsSection>
  );
}
