import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useMutation } from '@tanstack/react-query';

import type { AlertChannelId } from '#shared/model/alert.ts';

import { errorText } from '../../api/error-text.ts';
import { t, translateSentence } from '../../i18n/t.ts';
import { CHANNEL_NAMES } from './alert-looks.ts';
import { alertMessages as m } from './messages.ts';
import { useAlertsClient } from './use-alerts.ts';

/** Sends a test message by a channel as it is saved, and says how it went. */
export function TestButton({ channel, disabled }: { channel: AlertChannelId; disabled: boolean }) {
  const client = useAlertsClient();
  const test = useMutation({ mutationFn: () => client.testChannel({ id: channel }) });
  return (
    <>
      <Button
        variant="outlined"
        size="small"
        disabled={disabled}
        loading={test.isPending}
        aria-label={`${t(m.test)}: ${t(CHANNEL_NAMES[channel])}`}
        onClick={() => test.mutate()}
      >
        {t(m.test)}
      </Button>
      <Box role="status" sx={{ flexBasis: '100%' }}>
        {test.isPending && t(m.testing)}
        {test.error && <Alert severity="error">{errorText(test.error)}</Alert>}
        {test.data && !test.isPending && (
          <Alert severity={test.data.ok ? 'success' : 'error'}>{translateSentence(test.data.text)}</Alert>
        )}
      </Box>
    </>
  );
}
