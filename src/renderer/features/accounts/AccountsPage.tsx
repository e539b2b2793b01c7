import AddIcon from '@mui/icons-material/Add';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';

import type { AccountView } from '#shared/model/snapshot.ts';

import { useAccountSettings, useFarm } from '../../api/queries.ts';
import { replaceParams, useRoute } from '../../app/route.ts';
import { t } from '../../i18n/t.ts';
import { EmptyState, ErrorState, LoadingState } from '../../ui/ViewState.tsx';
import { AccountDialog } from './AccountDialog.tsx';
import { accountMessages as m } from './messages.ts';
import { RemoveAccountDialog } from './RemoveAccountDialog.tsx';
import { SortableAccounts } from './SortableAccounts.tsx';

type Open = { kind: 'edit'; id: string } | { kind: 'remove'; account: AccountView } | null;

/** For whom the farm mines, in order. */
export function AccountsPage() {
  const { data, error, refetch } = useFarm();
  const settings = useAccountSettings();
  const { params } = useRoute();
  const [open, setOpen] = useState<Open>(null);
  const isAdding = params['add'] === '1';
  const edited = open?.kind === 'edit' ? settings.data?.find(({ id }) => id === open.id) : undefined;
  const addButton = (
    <Button
      variant="contained"
      startIcon={<AddIcon />}
      onClick={() => replaceParams('accounts', { add: '1' })}
    >
      {t(m.add)}
    </Button>
  );
  return (
    <>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 2, mb: 1.5, flexWrap: 'wrap' }}>
        <Box sx={{ flex: '1 1 240px' }}>
          <Typography component="h1" variant="h1">
            {t(m.title)}
          </Typography>
          <Typography variant="body2" color="textSecondary">
            {t(data?.snapshot.policy === 'parallel' ? m.introParallel : m.intro)}
          </Typography>
        </Box>
        {addButton}
      </Box>
      {data && data.snapshot.accounts.length === 0 && (
        <EmptyState title={t(m.empty)}>{t(m.emptyText)}</EmptyState>
      )}
      {data && data.snapshot.accounts.length > 0 && (
        <SortableAccounts
          accounts={data.snapshot.accounts}
          highlighted={params['account']}
          onEdit={(id) => setOpen({ kind: 'edit', id })}
          onRemove={(account) => setOpen({ kind: 'remove', account })}
        />
      )}
      {!data &&
        (error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <LoadingState height={96} />)}
      {open?.kind === 'edit' && settings.error && (
        <ErrorState error={settings.error} onRetry={() => void settings.refetch()} />
      )}
      {(isAdding || edited) && (
        <AccountDialog
          key={edited?.id ?? 'new'}
          settings={edited ?? null}
          takenNames={(settings.data ?? []).filter(({ id }) => id !== edited?.id).map(({ name }) => name)}
          onClose={() => {
            setOpen(null);
            if (isAdding) replaceParams('accounts', {});
          }}
        />
      )}
      {open?.kind === 'remove' && (
        <RemoveAccountDialog account={open.account} onClose={() => setOpen(null)} />
      )}
    </>
  );
}
