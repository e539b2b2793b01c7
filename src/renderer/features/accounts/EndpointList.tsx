import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';

import { memo } from 'react';

import type { AccountView, EndpointView } from '#shared/model/snapshot.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { StateChip } from '../../ui/StateChip.tsx';
import { ENDPOINT_STATES } from '../../ui/state-looks.tsx';
import { useMarkDialog } from '../marks/MarkDialogProvider.tsx';
import { markMessages } from '../marks/messages.ts';
import { useMarkEndpoint } from '../marks/use-marks.ts';
import { accountMessages as m } from './messages.ts';

/** The account's pool endpoints in failover order, each with its state and its mark. */
export const EndpointList = memo(function EndpointList({ account }: { account: AccountView }) {
  return (
    <Box component="ul" aria-label={t(m.endpoints, { name: account.name })} sx={{ m: 0, p: 0 }}>
      {account.pools.map((endpoint) => (
        <EndpointLine key={endpoint.id} endpoint={endpoint} />
      ))}
    </Box>
  );
});

function EndpointLine({ endpoint }: { endpoint: EndpointView }) {
  const dialog = useMarkDialog();
  const mark = useMarkEndpoint();
  const facts = [
    ...(endpoint.active ? [t(m.endpointActive)] : []),
    ...(endpoint.difficulty === null
      ? []
      : [t(m.endpointDifficulty, { difficulty: fmt.difficulty(endpoint.difficulty) })]),
    ...(endpoint.markedFailed && endpoint.markedFailed.note !== '' ? [endpoint.markedFailed.note] : []),
  ];
  return (
    <Box
      component="li"
      sx={{ listStyle: 'none', display: 'flex', alignItems: 'center', gap: 1, flexWrap: 'wrap', py: 0.25 }}
    >
      <StateChip look={ENDPOINT_STATES[endpoint.state]} />
      <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
        {endpoint.url}
      </Typography>
      <Typography variant="body2" color="textSecondary" sx={{ flex: 1 }}>
        {facts.join(' · ')}
      </Typography>
      {endpoint.markedFailed === null ? (
        <Button
          size="small"
          color="inherit"
          aria-label={`${t(markMessages.mark)} ${endpoint.url}`}
          onClick={() => dialog.markEndpoint(endpoint.id)}
        >
          {t(markMessages.mark)}
        </Button>
      ) : (
        <Button
          size="small"
          variant="outlined"
          aria-label={`${t(markMessages.putBack)} ${endpoint.url}`}
          onClick={() => mark(endpoint, { failed: false })}
        >
          {t(markMessages.putBack)}
        </Button>
      )}
    </Box>
  );
}
