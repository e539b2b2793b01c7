import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';

import { useFarmClient } from '../../api/client.ts';
import { errorText } from '../../api/error-text.ts';
import { t } from '../../i18n/t.ts';
import { Report } from '../accounts/TestConnection.tsx';
import { poolMessages as m } from './messages.ts';

interface Props {
  input: { accountId: string; url: string; worker: string; ca?: string };
  onClose: () => void;
}

/** Tries the endpoint once with the account's stored login, when it is shown, and tells each step. */
export function EndpointTest({ input, onClose }: Props) {
  const client = useFarmClient();
  const test = useQuery({
    queryKey: ['endpoint-test', input],
    queryFn: ({ signal }) => client.accounts.testConnection(input, { signal }),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  return (
    <Box
      role="status"
      aria-label={t(m.testResult)}
      sx={{ display: 'flex', gap: 1, alignItems: 'flex-start' }}
    >
      <Box sx={{ flex: 1, minWidth: 0 }}>
        {test.data ? (
          <Report report={test.data} />
        ) : test.error ? (
          <Alert severity="error">{errorText(test.error)}</Alert>
        ) : (
          <Typography variant="body2">{t(m.testing, { url: input.url })}</Typography>
        )}
      </Box>
      <Button size="small" onClick={onClose}>
        {t(m.closeTest)}
      </Button>
    </Box>
  );
}
