import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';

import { errorText } from '../../api/error-text.ts';
import { useAccountSettings, useFarm } from '../../api/queries.ts';
import { routeHash, useRoute } from '../../app/route.ts';
import { t } from '../../i18n/t.ts';
import { useEngineNow } from '../../ui/use-now.ts';
import { EmptyState, ErrorState, LoadingState } from '../../ui/ViewState.tsx';
import { poolMessages as m } from './messages.ts';
import { PoolGroupCard } from './PoolGroupCard.tsx';
import { matchingGroups, poolGroups, poolSummary, summaryText } from './pools-view.ts';
import { useEndpointHealth } from './use-pools.ts';

/** A farm with so many accounts needs no search. */
const FEW_GROUPS = 6;

/** The pool endpoints of every account in failover order: how they are, who serves now, and marks. */
export function PoolsPage() {
  const { data, error, refetch } = useFarm();
  const health = useEndpointHealth();
  const settings = useAccountSettings().data;
  const nowMs = useEngineNow();
  const { params } = useRoute();
  const [query, setQuery] = useState('');
  const groups = data ? poolGroups(data.snapshot.accounts, health.data) : [];
  const shown = matchingGroups(groups, query);
  return (
    <>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 2, mb: 1.5, flexWrap: 'wrap' }}>
        <Box sx={{ flex: '1 1 320px' }}>
          <Typography component="h1" variant="h1">
            {t(m.title)}
          </Typography>
          <Typography variant="body2" color="textSecondary">
            {t(m.intro)}
          </Typography>
          {groups.length > 0 && <Typography variant="body2">{summaryText(poolSummary(groups))}</Typography>}
        </Box>
        {groups.length > FEW_GROUPS && (
          <TextField
            size="small"
            label={t(m.search)}
            placeholder={t(m.searchHint)}
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            onKeyDown={(event) => event.key === 'Escape' && setQuery('')}
            slotProps={{ htmlInput: { type: 'search', spellCheck: false } }}
            sx={{ flex: '0 1 320px' }}
          />
        )}
      </Box>
      {health.error && (
        <Alert severity="warning" variant="outlined" sx={{ mb: 1.5 }}>
          {t(m.healthFailed, { why: errorText(health.error) })}
        </Alert>
      )}
      <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: 'minmax(0, 1fr)' }}>
        {shown.map((group, index) => (
          <PoolGroupCard
            key={group.account.id}
            group={group}
            settings={settings}
            isHighlighted={params['account'] === group.account.id}
            isFirst={index === 0}
            nowMs={nowMs}
          />
        ))}
      </Box>
      {data && groups.length === 0 && (
        <EmptyState
          title={t(m.empty)}
          action={
            <Button variant="contained" href={routeHash('accounts', { add: '1' })}>
              {t(m.addAccount)}
            </Button>
          }
        >
          {t(m.emptyText)}
        </EmptyState>
      )}
      {groups.length > 0 && shown.length === 0 && (
        <EmptyState title={t(m.noMatch)} action={<Button onClick={() => setQuery('')}>{t(m.clear)}</Button>}>
          {t(m.noMatchText)}
        </EmptyState>
      )}
      {!data &&
        (error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <LoadingState height={96} />)}
    </>
  );
}
