import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';

import type { AlertChannelsView } from '#shared/model/alert.ts';

import { useConnection } from '../../api/connection.ts';
import { t } from '../../i18n/t.ts';
import { ChannelCard } from './ChannelCard.tsx';
import { alertMessages as m } from './messages.ts';
import { TestButton } from './TestButton.tsx';
import { notificationState, type NotificationState } from './use-alert-events.ts';
import { useSaveChannels } from './use-alerts.ts';

const STATE_TEXTS: Readonly<Record<NotificationState, string>> = {
  shell: m.shellShows,
  missing: m.browserMissing,
  granted: m.browserGranted,
  denied: m.browserDenied,
  default: m.browserAsk,
};

/** Notifications on the screen in front of the owner, and whether this browser may show them. */
export function DesktopChannel({ known }: { known: AlertChannelsView['desktop'] }) {
  const isInShell = !useConnection().triesByItself;
  const [on, setOn] = useState(known.on);
  const [state, setState] = useState(() => notificationState(isInShell));
  const save = useSaveChannels();
  return (
    <ChannelCard
      title={t(m.desktopTitle)}
      intro={t(m.desktopIntro)}
      onLabel={t(m.desktopOn)}
      isOn={on}
      onSwitch={setOn}
      onSave={() => save.mutate({ desktop: { on } })}
      isSaving={save.isPending}
      error={save.error}
      actions={<TestButton channel="desktop" disabled={state !== 'granted' && state !== 'shell'} />}
    >
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
        <Typography variant="body2">{t(STATE_TEXTS[state])}</Typography>
        {state === 'default' && (
          <Button
            size="small"
            onClick={() =>
              void Notification.requestPermission().then(() => setState(notificationState(isInShell)))
            }
          >
            {t(m.browserAllow)}
          </Button>
        )}
      </Box>
    </ChannelCard>
  );
}
