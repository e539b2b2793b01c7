import DeleteIcon from '@mui/icons-material/DeleteOutlined';
import IconButton from '@mui/material/IconButton';
import List from '@mui/material/List';
import ListItem from '@mui/material/ListItem';
import ListItemText from '@mui/material/ListItemText';

import type { MachineView } from '#shared/model/machine.ts';

import { t } from '../../i18n/t.ts';
import { ErrorState, LoadingState } from '../../ui/ViewState.tsx';
import { scopeText } from './credential-view.ts';
import { discoverMessages as m } from './messages.ts';
import { useCredentialCommands, useCredentials } from './queries.ts';

/** The logins that are kept, without their passwords. */
export function CredentialList({ machines }: { machines: ReadonlyMap<string, MachineView> }) {
  const { data, error, refetch } = useCredentials();
  const { remove } = useCredentialCommands();
  if (!data) {
    return error ? (
      <ErrorState error={error} onRetry={() => void refetch()} />
    ) : (
      <LoadingState rows={1} height={32} />
    );
  }
  if (data.length === 0) return null;
  return (
    <List dense disablePadding aria-label={t(m.loginsKept)} sx={{ maxHeight: 200, overflow: 'auto' }}>
      {data.map((credential) => {
        const whose = scopeText(credential, machines);
        return (
          <ListItem
            key={credential.id}
            disableGutters
            secondaryAction={
              <IconButton
                edge="end"
                size="small"
                aria-label={t(m.loginRemove, { user: credential.user, whose })}
                onClick={() => remove.mutate(credential.id)}
              >
                <DeleteIcon fontSize="small" />
              </IconButton>
            }
          >
            <ListItemText primary={whose} secondary={t(m.loginUser, { user: credential.user })} />
          </ListItem>
        );
      })}
    </List>
  );
}
