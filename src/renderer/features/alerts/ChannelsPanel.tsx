import Box from '@mui/material/Box';

import { ErrorState, LoadingState } from '../../ui/ViewState.tsx';
import { DesktopChannel } from './DesktopChannel.tsx';
import { EmailChannel } from './EmailChannel.tsx';
import { QuietHoursCard } from './QuietHoursCard.tsx';
import { useAlertChannels } from './use-alerts.ts';
import { WebhookChannel } from './WebhookChannel.tsx';

/** Where alerts are told, each channel with its test. */
export function ChannelsPanel() {
  const { data, error, refetch } = useAlertChannels();
  if (!data) {
    return error ? (
      <ErrorState error={error} onRetry={() => void refetch()} />
    ) : (
      <LoadingState height={120} />
    );
  }
  return (
    <Box
      sx={{
        display: 'grid',
        gap: 1.5,
        alignItems: 'start',
        gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 1fr) minmax(0, 1fr)' },
      }}
    >
      <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: 'minmax(0, 1fr)' }}>
        <DesktopChannel known={data.desktop} />
        <WebhookChannel known={data.webhook} />
        <QuietHoursCard known={data.quietHours} />
      </Box>
      <EmailChannel known={data.email} />
    </Box>
  );
}
