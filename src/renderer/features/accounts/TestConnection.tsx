import CheckIcon from '@mui/icons-material/CheckCircleOutlined';
import FailIcon from '@mui/icons-material/HighlightOff';
import PlugIcon from '@mui/icons-material/PowerOutlined';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useMutation } from '@tanstack/react-query';

import type { ConnectionReport } from '#shared/model/account.ts';

import { useFarmClient } from '../../api/client.ts';
import { errorText } from '../../api/error-text.ts';
import { fmt } from '../../i18n/fmt.ts';
import { t, translateSentence } from '../../i18n/t.ts';
import { urlError, type AccountForm } from './account-form.ts';
import { accountMessages as m } from './messages.ts';

/** Tries the first address as it stands in the form, and tells each step in words. */
export function TestConnection({ form, accountId }: { form: AccountForm; accountId: string | undefined }) {
  const client = useFarmClient();
  const first = form.pools[0];
  const url = first?.url.trim() ?? '';
  const test = useMutation({
    mutationFn: () =>
      client.accounts.testConnection({
        url,
        worker: form.worker.trim(),
        ...(form.password === '' ? {} : { password: form.password }),
        ...(first?.ca === undefined ? {} : { ca: first.ca }),
        ...(accountId === undefined ? {} : { accountId }),
      }),
  });
  const isReady = urlError(url, []) === undefined && form.worker.trim() !== '';
  return (
    <Box sx={{ display: 'grid', gap: 1 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, flexWrap: 'wrap' }}>
        <Button
          variant="outlined"
          size="small"
          startIcon={<PlugIcon />}
          loading={test.isPending}
          disabled={!isReady}
          onClick={() => test.mutate()}
        >
          {t(m.test)}
        </Button>
        <Typography variant="caption" color="textSecondary">
          {t(m.testWhich)}
        </Typography>
      </Box>
      <Box role="status">
        {test.isPending && <Typography variant="body2">{t(m.testing, { url })}</Typography>}
        {test.error && <Alert severity="error">{errorText(test.error)}</Alert>}
        {test.data && !test.isPending && <Report report={test.data} />}
      </Box>
    </Box>
  );
}

/** How a test of a pool went, step by step. */
export function Report({ report }: { report: ConnectionReport }) {
  return (
    <Alert severity={report.ok ? 'success' : 'error'} sx={{ '& .MuiAlert-message': { flex: 1 } }}>
      {translateSentence(report.summary)}
      <Box component="ol" sx={{ m: 0, mt: 0.5, p: 0, listStyle: 'none' }}>
        {report.steps.map((step) => (
          <Box component="li" key={step.name} sx={{ display: 'flex', gap: 0.75, alignItems: 'flex-start' }}>
            {step.ok ? (
              <CheckIcon color="success" sx={{ fontSize: 16, mt: 0.25 }} />
            ) : (
              <FailIcon color="error" sx={{ fontSize: 16, mt: 0.25 }} />
            )}
            <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
              <strong>{translateSentence(step.name)}:</strong>{' '}
              {t(m.stepTook, { detail: translateSentence(step.detail), ms: fmt.count(step.tookMs) })}
            </Typography>
          </Box>
        ))}
      </Box>
    </Alert>
  );
}
