import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import Paper from '@mui/material/Paper';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';

import type { FarmSnapshot } from '#shared/model/snapshot.ts';

import { errorText } from '../../api/error-text.ts';
import { t } from '../../i18n/t.ts';
import { ErrorState } from '../../ui/ViewState.tsx';
import { useFarmZone } from '../history/queries.ts';
import { statementMessages as m } from './messages.ts';
import { useReconcile, useReconciliations } from './queries.ts';
import { ReconcileList } from './ReconcileList.tsx';
import { ReconcileResult } from './ReconcileResult.tsx';
import { daySpans, isDay } from './statement-view.ts';

/** The pool's number of a day beside ours, with the difference and what explains it. */
export function ReconcilePanel({ snapshot }: { snapshot: FarmSnapshot }) {
  const farmZone = useFarmZone();
  const earlier = useReconciliations();
  const reconcile = useReconcile();
  const [accountId, setAccountId] = useState(snapshot.accounts[0]?.id ?? '');
  const [chosenDay, setDay] = useState<string | null>(null);
  const [chosenZone, setZone] = useState<string | null>(null);
  const [figure, setFigure] = useState('');
  const [isTried, setIsTried] = useState(false);
  const timeZone = chosenZone ?? farmZone ?? '';
  const day = chosenDay ?? daySpans(snapshot.atMs, farmZone).yesterday.to;
  const isComplete = figure.trim() !== '' && isDay(day) && accountId !== '';
  const nameOf = (id: string) => snapshot.accounts.find((account) => account.id === id)?.name ?? id;
  return (
    <Paper
      variant="outlined"
      component="section"
      aria-labelledby="reconcile-title"
      sx={{ p: 1.5, minWidth: 0 }}
    >
      <Typography variant="h2" id="reconcile-title" gutterBottom>
        {t(m.reconcileTitle)}
      </Typography>
      <Typography variant="body2" color="textSecondary" sx={{ mb: 1.5 }}>
        {t(m.reconcileIntro)}
      </Typography>
      <Box
        component="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setIsTried(true);
          const zone = timeZone.trim() === '' ? {} : { timeZone: timeZone.trim() };
          if (isComplete) reconcile.mutate({ accountId, day, pastedText: figure.trim(), ...zone });
        }}
        sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: '1fr 1fr' } }}
      >
        <TextField
          select
          size="small"
          label={t(m.account)}
          value={accountId}
          onChange={(event) => setAccountId(event.target.value)}
        >
          {snapshot.accounts.map(({ id, name }) => (
            <MenuItem key={id} value={id}>
              {name}
            </MenuItem>
          ))}
        </TextField>
        <TextField
          size="small"
          type="date"
          label={t(m.day)}
          value={day}
          onChange={(event) => setDay(event.target.value)}
          error={isTried && !isDay(day)}
          helperText={isTried && !isDay(day) && t(m.badDay)}
          slotProps={{ inputLabel: { shrink: true } }}
        />
        <TextField
          size="small"
          label={t(m.figure)}
          value={figure}
          onChange={(event) => setFigure(event.target.value)}
          error={isTried && figure.trim() === ''}
          helperText={isTried && figure.trim() === '' ? t(m.figureMissing) : t(m.figureHint)}
          slotProps={{ htmlInput: { maxLength: 2000, spellCheck: false } }}
        />
        <TextField
          size="small"
          label={t(m.zone)}
          value={timeZone}
          onChange={(event) => setZone(event.target.value)}
          helperText={t(m.zoneHint)}
          slotProps={{ htmlInput: { maxLength: 64, spellCheck: false } }}
        />
        <Box>
          <Button type="submit" variant="contained" loading={reconcile.isPending}>
            {t(m.compare)}
          </Button>
        </Box>
      </Box>
      <Box role="status" sx={{ mt: 1.5 }}>
        {reconcile.error && <Alert severity="error">{errorText(reconcile.error)}</Alert>}
        {reconcile.data && (
          <ReconcileResult result={reconcile.data} account={nameOf(reconcile.data.accountId)} />
        )}
      </Box>
      {earlier.error && <ErrorState error={earlier.error} onRetry={() => void earlier.refetch()} />}
      {earlier.data && <ReconcileList results={earlier.data} nameOf={nameOf} />}
    </Paper>
  );
}
