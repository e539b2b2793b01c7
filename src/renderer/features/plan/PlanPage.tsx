import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useState } from 'react';

import type { PlanSettingsInput } from '#shared/model/planning.ts';

import { useAccountSettings, useFarm, usePlanSettings } from '../../api/queries.ts';
import { t } from '../../i18n/t.ts';
import { ErrorState, LoadingState } from '../../ui/ViewState.tsx';
import { planMessages as m } from './messages.ts';
import { SettingsPanel } from './SettingsPanel.tsx';
import { WhatIfPanel } from './WhatIfPanel.tsx';

/** How the farm is shared out, and what would happen if it were otherwise. */
export function PlanPage() {
  const farm = useFarm();
  const settings = usePlanSettings();
  const accounts = useAccountSettings();
  // What was typed over the settings; null = nothing, so that the form follows them.
  const [typed, setTyped] = useState<PlanSettingsInput | null>(null);
  const error = settings.error ?? accounts.error ?? farm.error;
  return (
    <>
      <Box sx={{ mb: 1.5 }}>
        <Typography component="h1" variant="h1">
          {t(m.title)}
        </Typography>
        <Typography variant="body2" color="textSecondary">
          {t(m.intro)}
        </Typography>
      </Box>
      {settings.data && accounts.data && farm.data ? (
        <Box
          sx={{
            display: 'grid',
            gap: 1.5,
            alignItems: 'start',
            gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 2fr) minmax(0, 3fr)' },
          }}
        >
          <SettingsPanel current={settings.data} form={typed ?? settings.data} onChange={setTyped} />
          <WhatIfPanel
            snapshot={farm.data.snapshot}
            accounts={accounts.data}
            current={settings.data}
            chosen={typed ?? settings.data}
          />
        </Box>
      ) : error ? (
        <ErrorState
          error={error}
          onRetry={() => {
            void settings.refetch();
            void accounts.refetch();
            void farm.refetch();
          }}
        />
      ) : (
        <LoadingState rows={2} height={240} />
      )}
    </>
  );
}
