import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { visuallyHidden } from '../../ui/visually-hidden.ts';

import { useFarm } from '../../api/queries.ts';
import { t } from '../../i18n/t.ts';
import { EmptyState, ErrorState, LoadingState } from '../../ui/ViewState.tsx';
import { Timeline } from '../allocation/Timeline.tsx';
import { AccountsPanel } from './AccountsPanel.tsx';
import { overviewMessages as m } from './messages.ts';
import { NeedsYou } from './NeedsYou.tsx';
import { Tiles } from './Tiles.tsx';
import { WhatComesNext } from './WhatComesNext.tsx';

/** The first screen: does the farm keep its promises, and what needs its owner. */
export function OverviewPage() {
  const { data, error, refetch } = useFarm();
  return (
    <>
      <Typography component="h1" style={visuallyHidden}>
        {t(m.title)}
      </Typography>
      {data ? (
        <Box sx={{ display: 'grid', gap: 1.5 }}>
          <Tiles snapshot={data.snapshot} />
          <Box
            sx={{
              display: 'grid',
              gap: 1.5,
              alignItems: 'start',
              gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 1fr) 320px' },
            }}
          >
            <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: 'minmax(0, 1fr)' }}>
              <AccountsPanel snapshot={data.snapshot} extras={data.extras} />
              {data.snapshot.miners.length > 0 ? (
                <Timeline snapshot={data.snapshot} />
              ) : (
                data.extras.stratumAddress !== null && (
                  <EmptyState title={t(m.pointMiners, { address: data.extras.stratumAddress })}>
                    {t(m.pointMinersText)}
                  </EmptyState>
                )
              )}
            </Box>
            <Box sx={{ display: { xs: 'contents', lg: 'grid' }, gap: 1.5 }}>
              <NeedsYou snapshot={data.snapshot} extras={data.extras} />
              {data.snapshot.accounts.length > 0 && <WhatComesNext snapshot={data.snapshot} />}
            </Box>
          </Box>
        </Box>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <LoadingState />
      )}
    </>
  );
}
