import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';

import type { AlertView } from '#shared/model/alert.ts';

import { t } from '../../i18n/t.ts';
import { useEngineNow } from '../../ui/use-now.ts';
import { EmptyState, ErrorState, LoadingState } from '../../ui/ViewState.tsx';
import { AlertCard } from './AlertCard.tsx';
import { alertMessages as m } from './messages.ts';
import { useAlertList } from './use-alerts.ts';

/** What fires now, the gravest first; then what is to be silent for a while. */
export function FiringAlerts() {
  const { data, error, refetch } = useAlertList();
  if (!data) {
    return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <LoadingState height={88} />;
  }
  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      {data.firing.length === 0 ? (
        <EmptyState title={t(m.noneTitle)}>{t(m.noneText)}</EmptyState>
      ) : (
        <AlertCards title={t(m.firing)} alerts={data.firing} />
      )}
      {data.snoozed.length > 0 && <AlertCards title={t(m.snoozed)} alerts={data.snoozed} />}
    </Box>
  );
}

function AlertCards({ title, alerts }: { title: string; alerts: readonly AlertView[] }) {
  const nowMs = useEngineNow();
  return (
    <Box component="section" aria-label={title}>
      <Typography variant="h2" gutterBottom>
        {title}
      </Typography>
      <Box component="ul" sx={{ m: 0, p: 0, display: 'grid', gap: 1, gridTemplateColumns: 'minmax(0, 1fr)' }}>
        {alerts.map((alert) => (
          <AlertCard key={alert.id} alert={alert} nowMs={nowMs} />
        ))}
      </Box>
    </Box>
  );
}
