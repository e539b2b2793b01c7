import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import Typography from '@mui/material/Typography';
import { useState } from 'react';

import type { FarmSnapshot } from '#shared/model/snapshot.ts';
import type { StatementRequest, StatementSummary } from '#shared/model/statement.ts';

import { errorText } from '../../api/error-text.ts';
import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { useFarmZone } from '../history/queries.ts';
import { statementMessages as m } from './messages.ts';
import { useIssueStatement } from './queries.ts';
import { daySpans, periodText, spanErrors, type DaySpan } from './statement-view.ts';
import { StatementFiles } from './StatementFiles.tsx';

type Kind = 'days' | 'rounds';

/** Account and period, then the files to be saved. */
export function StatementDialog({ snapshot, onClose }: { snapshot: FarmSnapshot; onClose: () => void }) {
  const timeZone = useFarmZone();
  const spans = daySpans(snapshot.atMs, timeZone);
  const [accountId, setAccountId] = useState(snapshot.accounts[0]?.id ?? '');
  const [kind, setKind] = useState<Kind>('days');
  const [chosen, setChosen] = useState<DaySpan | null>(null);
  const issue = useIssueStatement();
  const span = chosen ?? spans.yesterday;
  const errors = kind === 'days' ? spanErrors(span) : {};
  const { id: roundId } = snapshot.round;
  const period: StatementRequest['period'] =
    kind === 'days' ? { kind, ...span } : { kind, from: roundId, to: roundId };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="statement-dialog-title">
      <DialogTitle id="statement-dialog-title">{t(m.dialogTitle)}</DialogTitle>
      <Box
        component="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (Object.keys(errors).length === 0 && accountId !== '') issue.mutate({ accountId, period });
        }}
      >
        <DialogContent sx={{ display: 'grid', gap: 2, pt: 0 }}>
          {issue.data ? (
            <Issued statement={issue.data} />
          ) : (
            <>
              <Typography variant="body2" color="textSecondary">
                {t(m.dialogText)}
              </Typography>
              <TextField
                select
                autoFocus
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
              <ToggleButtonGroup
                size="small"
                exclusive
                value={kind}
                aria-label={t(m.kind)}
                onChange={(_event, next: Kind | null) => next && setKind(next)}
              >
                <ToggleButton value="days">{t(m.kindDays)}</ToggleButton>
                <ToggleButton value="rounds">{t(m.kindRound)}</ToggleButton>
              </ToggleButtonGroup>
              {kind === 'days' ? (
                <DayFields {...{ span, spans, errors, timeZone }} onSpan={setChosen} />
              ) : (
                <Typography variant="body2">
                  {t(snapshot.round.endsAtMs === null ? m.endlessText : m.roundText, {
                    time: fmt.timestamp(snapshot.round.startedAtMs),
                  })}
                </Typography>
              )}
            </>
          )}
          {issue.error && <Alert severity="error">{errorText(issue.error)}</Alert>}
        </DialogContent>
        <DialogActions>
          {issue.data && <Button onClick={() => issue.reset()}>{t(m.another)}</Button>}
          <Button onClick={onClose}>{t(issue.data ? m.close : m.cancel)}</Button>
          {!issue.data && (
            <Button
              type="submit"
              variant="contained"
              loading={issue.isPending}
              disabled={accountId === '' || Object.keys(errors).length > 0}
            >
              {t(m.create)}
            </Button>
          )}
        </DialogActions>
      </Box>
    </Dialog>
  );
}

interface DayFieldsProps {
  span: DaySpan;
  spans: ReturnType<typeof daySpans>;
  errors: Partial<Record<keyof DaySpan, string>>;
  timeZone: string | undefined;
  onSpan: (span: DaySpan) => void;
}

function DayFields({ span, spans, errors, timeZone, onSpan }: DayFieldsProps) {
  const field = (name: keyof DaySpan, label: string) => (
    <TextField
      size="small"
      type="date"
      label={label}
      value={span[name]}
      onChange={(event) => onSpan({ ...span, [name]: event.target.value })}
      error={errors[name] !== undefined}
      helperText={errors[name]}
      slotProps={{ inputLabel: { shrink: true } }}
      sx={{ flex: '1 1 160px' }}
    />
  );
  return (
    <>
      <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
        {(['yesterday', 'lastWeek', 'lastMonth'] as const).map((name) => (
          <Button key={name} size="small" variant="outlined" onClick={() => onSpan(spans[name])}>
            {t(m[name])}
          </Button>
        ))}
      </Box>
      <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
        {field('from', t(m.from))}
        {field('to', t(m.to))}
      </Box>
      {timeZone !== undefined && (
        <Typography variant="caption" color="textSecondary">
          {t(m.inZone, { zone: timeZone })}
        </Typography>
      )}
    </>
  );
}

function Issued({ statement }: { statement: StatementSummary }) {
  return (
    <Box role="status" sx={{ display: 'grid', gap: 1.5 }}>
      <Typography>{t(m.ready, { account: statement.accountName, period: periodText(statement) })}</Typography>
      <Typography variant="body2">
        {t(m.readyFacts, {
          work: fmt.work(statement.creditedWork),
          count: statement.acceptedShares,
          shares: fmt.count(statement.acceptedShares),
          proofs: fmt.count(statement.proofShares),
        })}
      </Typography>
      {!statement.isComplete && <Alert severity="info">{t(m.preliminaryHint)}</Alert>}
      <Typography variant="caption" sx={{ overflowWrap: 'anywhere' }}>
        {t(m.hash, { sha256: statement.sha256 })}
      </Typography>
      <Box>
        <StatementFiles statement={statement} />
      </Box>
    </Box>
  );
}
