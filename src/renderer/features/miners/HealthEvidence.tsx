import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';

import { useMinerHealth } from '../../api/queries.ts';
import { t } from '../../i18n/t.ts';
import { useEngineNow } from '../../ui/use-now.ts';
import { ErrorState, LoadingState } from '../../ui/ViewState.tsx';
import { healthWords } from './health-view.ts';
import { minerMessages as m } from './messages.ts';

/** What is observed about the miner, with the figures it rests on. */
export function HealthEvidence({ minerId }: { minerId: string }) {
  const nowMs = useEngineNow();
  const { data, error, refetch } = useMinerHealth(minerId);
  const words = data && healthWords(data, nowMs);
  return (
    <Box component="section" aria-labelledby="health-title" sx={{ mb: 2 }}>
      <Typography variant="h3" id="health-title" gutterBottom>
        {t(m.health)}
      </Typography>
      {words ? (
        <Alert severity={words.severity} variant="outlined" role="none" sx={{ py: 0 }}>
          <strong>{words.word}</strong> {words.since}
          {words.evidence !== '' && <div>{words.evidence}</div>}
          {words.rates !== '' && <div>{words.rates}</div>}
        </Alert>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <LoadingState rows={1} height={48} />
      )}
    </Box>
  );
}
