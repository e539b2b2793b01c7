import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableContainer from '@mui/material/TableContainer';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';

import type { AlertView } from '#shared/model/alert.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t, translateSentence } from '../../i18n/t.ts';
import { useEngineNow } from '../../ui/use-now.ts';
import { EmptyState, ErrorState, LoadingState } from '../../ui/ViewState.tsx';
import { visuallyHidden } from '../../ui/visually-hidden.ts';
import { SEVERITIES } from './alert-looks.ts';
import { lastedText, matchingAlerts } from './alerts-view.ts';
import { alertMessages as m } from './messages.ts';
import { useAlertHistory } from './use-alerts.ts';

/** What was wrong in the last 90 days, newest first, and for how long. */
export function AlertHistory() {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useAlertHistory();
  const [query, setQuery] = useState('');
  if (!data) {
    return error ? (
      <ErrorState error={error} onRetry={() => void refetch()} />
    ) : (
      <LoadingState rows={8} height={32} />
    );
  }
  const alerts = data.pages.flat();
  if (alerts.length === 0) return <EmptyState title={t(m.historyNone)}>{t(m.historyNoneText)}</EmptyState>;
  const shown = matchingAlerts(alerts, query);
  return (
    <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <TextField
        size="small"
        label={t(m.historySearch)}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        slotProps={{ htmlInput: { type: 'search', spellCheck: false } }}
        sx={{ maxWidth: 360 }}
      />
      <TableContainer component={Paper} variant="outlined">
        <Table size="small">
          <caption style={visuallyHidden}>{t(m.historyCaption)}</caption>
          <TableHead>
            <TableRow>
              {[m.colSeverity, m.colAlert, m.colFrom].map((text) => (
                <TableCell key={text}>{t(text)}</TableCell>
              ))}
              <TableCell align="right">{t(m.colLasted)}</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {shown.map((alert) => (
              <HistoryLine key={alert.id} alert={alert} />
            ))}
          </TableBody>
        </Table>
      </TableContainer>
      {shown.length === 0 && <Typography variant="body2">{t(m.historyNoMatch)}</Typography>}
      {hasNextPage && (
        <Button
          loading={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
          sx={{ justifySelf: 'start' }}
        >
          {t(m.older)}
        </Button>
      )}
    </Box>
  );
}

function HistoryLine({ alert }: { alert: AlertView }) {
  const nowMs = useEngineNow();
  const { word, Icon, color } = SEVERITIES[alert.severity];
  return (
    <TableRow sx={{ '& > td': { verticalAlign: 'top' } }}>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>
        <Box component="span" sx={{ display: 'inline-flex', gap: 0.75, alignItems: 'center' }}>
          <Icon sx={{ fontSize: 18, color: `${color}.main` }} />
          {t(word)}
        </Box>
      </TableCell>
      <TableCell sx={{ overflowWrap: 'anywhere' }}>
        <Typography variant="body2" sx={{ fontWeight: 600 }}>
          {translateSentence(alert.title)}
        </Typography>
        <Typography variant="body2" color="textSecondary">
          {translateSentence(alert.text)}
        </Typography>
      </TableCell>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>
        <span title={fmt.timestamp(alert.sinceMs)}>{fmt.time(alert.sinceMs, { nowMs })}</span>
      </TableCell>
      <TableCell align="right" sx={{ whiteSpace: 'nowrap' }}>
        {lastedText(alert, nowMs)}
        {alert.resolvedAtMs === null && (
          <Typography variant="caption" color="textSecondary" component="p">
            {t(m.still)}
          </Typography>
        )}
      </TableCell>
    </TableRow>
  );
}
