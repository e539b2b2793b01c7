import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useCallback } from 'react';

import { useFarm } from '../../api/queries.ts';
import { replaceParams, routeHash, useRoute } from '../../app/route.ts';
import { t } from '../../i18n/t.ts';
import { EmptyState, ErrorState, LoadingState } from '../../ui/ViewState.tsx';
import { ReconcilePanel } from '../statements/ReconcilePanel.tsx';
import { StatementsPanel } from '../statements/StatementsPanel.tsx';
import { choiceOf, paramsOf, type HistoryChoice } from './history-view.ts';
import { historyMessages as m } from './messages.ts';
import { SeriesPanel } from './SeriesPanel.tsx';
import { StoragePanel } from './StoragePanel.tsx';

/** What was mined, by account, miner and farm, as far back as it is kept; statements, and pools' numbers beside ours. */
export function HistoryPage() {
  const { data, error, refetch } = useFarm();
  const { params } = useRoute();
  const choice = choiceOf(params);
  const onChange = useCallback(
    (change: Partial<HistoryChoice>) =>
      replaceParams('history', paramsOf({ ...choiceOf(params), ...change })),
    [params],
  );
  return (
    <>
      <Typography component="h1" variant="h1" sx={{ mb: 1 }}>
        {t(m.pageTitle)}
      </Typography>
      {!data && (error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <LoadingState />)}
      {data && data.snapshot.accounts.length === 0 && (
        <EmptyState
          title={t(m.noAccounts)}
          action={
            <Button variant="contained" href={routeHash('accounts', { add: '1' })}>
              {t(m.addAccount)}
            </Button>
          }
        >
          {t(m.noAccountsText)}
        </EmptyState>
      )}
      {data && data.snapshot.accounts.length > 0 && (
        <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: 'minmax(0, 1fr)' }}>
          <SeriesPanel snapshot={data.snapshot} choice={choice} onChange={onChange} />
          <Box
            sx={{
              display: 'grid',
              gap: 1.5,
              alignItems: 'start',
              gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 1fr) minmax(0, 1fr)' },
            }}
          >
            <StatementsPanel snapshot={data.snapshot} />
            <ReconcilePanel snapshot={data.snapshot} />
          </Box>
          <StoragePanel />
        </Box>
      )}
    </>
  );
}
