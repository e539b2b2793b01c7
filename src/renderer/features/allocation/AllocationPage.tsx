import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';

import { useFarm } from '../../api/queries.ts';
import { routeHash } from '../../app/route.ts';
import { t } from '../../i18n/t.ts';
import { EmptyState, ErrorState, LoadingState } from '../../ui/ViewState.tsx';
import { AllocationTable } from './AllocationTable.tsx';
import { AllocationTimeline } from './AllocationTimeline.tsx';
import { allocationMessages as m } from './messages.ts';
import { RatesPanel } from './RatesPanel.tsx';

/** Who works for whom: before now, now, and next. */
export function AllocationPage() {
  const { data, error, refetch } = useFarm();
  return (
    <>
      <Box sx={{ display: 'flex', alignItems: 'center', mb: 1 }}>
        <Typography component="h1" variant="h1" sx={{ flex: 1 }}>
          {t(m.pageTitle)}
        </Typography>
        <Button size="small" href={routeHash('plan')}>
          {t(m.whatIf)}
        </Button>
      </Box>
      {!data && (error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <LoadingState />)}
      {data && data.snapshot.miners.length === 0 && (
        <EmptyState
          title={t(m.empty)}
          action={
            <Button variant="contained" href={routeHash('discover')}>
              {t(m.findMiners)}
            </Button>
          }
        >
          {t(m.emptyText)}
        </EmptyState>
      )}
      {data && data.snapshot.miners.length > 0 && (
        <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: 'minmax(0, 1fr)' }}>
          <AllocationTimeline snapshot={data.snapshot} />
          <RatesPanel snapshot={data.snapshot} />
          <AllocationTable snapshot={data.snapshot} />
        </Box>
      )}
    </>
  );
}
