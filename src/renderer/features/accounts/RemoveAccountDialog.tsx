import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogContentText from '@mui/material/DialogContentText';
import DialogTitle from '@mui/material/DialogTitle';

import type { AccountView } from '#shared/model/snapshot.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { accountMessages as m } from './messages.ts';
import { useRemoveAccount } from './use-accounts.ts';

/** Asks before an account goes, and says that nothing of its past is lost. */
export function RemoveAccountDialog({ account, onClose }: { account: AccountView; onClose: () => void }) {
  const remove = useRemoveAccount();
  return (
    <Dialog
      open
      onClose={onClose}
      maxWidth="xs"
      aria-labelledby="remove-title"
      aria-describedby="remove-text"
    >
      <DialogTitle id="remove-title">{t(m.removeTitle, { name: account.name })}</DialogTitle>
      <DialogContent>
        <DialogContentText id="remove-text">
          {t(m.removeText)}
          {account.hashrate !== null &&
            ` ${t(m.removeWorking, { hashrate: fmt.hashrate(account.hashrate) })}`}
        </DialogContentText>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose} autoFocus>
          {t(m.cancel)}
        </Button>
        <Button
          variant="contained"
          color="error"
          onClick={() => {
            remove.mutate({ id: account.id, name: account.name, place: account.order });
            onClose();
          }}
        >
          {t(m.removeConfirm)}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
