import AddIcon from '@mui/icons-material/Add';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';

import type { AccountView } from '#shared/model/snapshot.ts';

import { t } from '../../i18n/t.ts';
import { AccountName } from '../../ui/AccountBadge.tsx';
import { StateChip } from '../../ui/StateChip.tsx';
import { ACCOUNT_STATES } from '../../ui/state-looks.tsx';
import { AccountDialog } from '../accounts/AccountDialog.tsx';
import { setupMessages as m } from './messages.ts';

/** For whom the farm mines: the first account, and those after it. */
export function AccountsStep({ accounts }: { accounts: readonly AccountView[] }) {
  const [isAdding, setIsAdding] = useState(false);
  return (
    <Box sx={{ display: 'grid', gap: 1.5, justifyItems: 'start' }}>
      <Typography variant="body2">{t(m.accountsText)}</Typography>
      {accounts.length > 0 && (
        <Box component="ul" aria-label={t(m.yourAccounts)} sx={{ m: 0, p: 0, display: 'grid', gap: 0.75 }}>
          {accounts.map((account) => (
            <Box component="li" key={account.id} sx={{ display: 'flex', gap: 1.5, alignItems: 'center' }}>
              <AccountName accountId={account.id} name={account.name} />
              <StateChip look={ACCOUNT_STATES[account.state]} />
            </Box>
          ))}
        </Box>
      )}
      {accounts.length > 0 && !accounts.some(({ overflow }) => overflow) && (
        <Alert severity="info">{t(m.noOverflow)}</Alert>
      )}
      <Button
        variant={accounts.length === 0 ? 'contained' : 'outlined'}
        startIcon={<AddIcon />}
        onClick={() => setIsAdding(true)}
      >
        {t(accounts.length === 0 ? m.addAccount : m.addAnother)}
      </Button>
      {isAdding && (
        <AccountDialog
          settings={null}
          takenNames={accounts.map(({ name }) => name)}
          onClose={() => setIsAdding(false)}
        />
      )}
    </Box>
  );
}
