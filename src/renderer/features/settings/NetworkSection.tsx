import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { Fragment } from 'react';

import { useFarm } from '../../api/queries.ts';
import { t } from '../../i18n/t.ts';
import { ErrorState, LoadingState } from '../../ui/ViewState.tsx';
import { settingsMessages as m } from './messages.ts';
import { SettingsSection } from './SettingsSection.tsx';

const OPTIONS = '--stratum HOST:PORT\n--http HOST:PORT';

function servedBy(): string {
  const { protocol, host } = window.location;
  return protocol === 'http:' || protocol === 'https:' ? host : t(m.windowInside);
}

/** Where miners and browsers find Hashquota, and how to change that. */
export function NetworkSection() {
  const { data, error, refetch } = useFarm();
  return (
    <SettingsSection id="network" title={t(m.network)}>
      {data ? (
        <Box
          component="dl"
          sx={{ m: 0, display: 'grid', gap: 0.5, columnGap: 3, gridTemplateColumns: 'auto 1fr' }}
        >
          {[
            [t(m.minersConnect), data.extras.stratumAddress ?? t(m.notListening)],
            [t(m.windowServed), servedBy()],
          ].map(([name, value]) => (
            <Fragment key={name}>
              <Typography component="dt" variant="body2" color="textSecondary">
                {name}
              </Typography>
              <Typography component="dd" variant="body2" sx={{ m: 0, overflowWrap: 'anywhere' }}>
                {value}
              </Typography>
            </Fragment>
          ))}
        </Box>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <LoadingState rows={2} height={20} />
      )}
      <Typography variant="body2">{t(m.networkHow)}</Typography>
      <Box component="pre" sx={{ m: 0, p: 1, bgcolor: 'action.hover', borderRadius: 1, overflowX: 'auto' }}>
        {OPTIONS}
      </Box>
      <Typography variant="body2" color="textSecondary">
        {t(m.networkWhy)}
      </Typography>
    </SettingsSection>
  );
}
