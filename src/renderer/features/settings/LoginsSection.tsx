import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useMemo, useState } from 'react';

import { t } from '../../i18n/t.ts';
import { CredentialList } from '../discover/CredentialList.tsx';
import { CredentialsDialog } from '../discover/CredentialsDialog.tsx';
import { useCredentials, useMachines } from '../discover/queries.ts';
import { settingsMessages as m } from './messages.ts';
import { SettingsSection } from './SettingsSection.tsx';

/** Logins of machines: which are kept, and one more. */
export function LoginsSection() {
  const machines = useMachines().data;
  const isNone = useCredentials().data?.length === 0;
  const [isOpen, setIsOpen] = useState(false);
  const byId = useMemo(() => new Map((machines ?? []).map((machine) => [machine.id, machine])), [machines]);
  return (
    <SettingsSection id="logins" title={t(m.logins)}>
      <Typography variant="body2" color="textSecondary">
        {t(m.loginsText)}
      </Typography>
      <CredentialList machines={byId} />
      {isNone && <Typography variant="body2">{t(m.loginsNone)}</Typography>}
      <Box>
        <Button variant="outlined" size="small" onClick={() => setIsOpen(true)}>
          {t(m.addLogin)}
        </Button>
      </Box>
      {isOpen && <CredentialsDialog machine={null} machines={byId} onClose={() => setIsOpen(false)} />}
    </SettingsSection>
  );
}
