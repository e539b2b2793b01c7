import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';

import type { BackupFile } from '#shared/model/backup.ts';

import { errorText } from '../../api/error-text.ts';
import { t } from '../../i18n/t.ts';
import { backupMessages as m } from './messages.ts';
import { useBackupCommand } from './use-backup.ts';

/** Says what a restore does, asks for the passphrase where one can help, and begins it. */
export function RestoreDialog({ file, onClose }: { file: BackupFile; onClose: () => void }) {
  const command = useBackupCommand();
  const [passphrase, setPassphrase] = useState('');
  const asks = file.hasSealedKey && !file.isReadableHere;
  const { name } = file;
  return (
    <Dialog open onClose={onClose} aria-labelledby="restore-title" maxWidth="sm">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          command.mutate((backup) => backup.restore({ name, ...(passphrase === '' ? {} : { passphrase }) }), {
            onSuccess: onClose,
          });
        }}
      >
        <DialogTitle id="restore-title">{t(m.restoreTitle)}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 2 }}>
          <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
            {t(m.restoreText, { name })}
          </Typography>
          {asks && (
            <TextField
              type="password"
              label={t(m.passphrase)}
              helperText={t(m.passphraseHint)}
              value={passphrase}
              onChange={(event) => setPassphrase(event.target.value)}
              slotProps={{ htmlInput: { maxLength: 256, autoComplete: 'off' } }}
            />
          )}
          {command.error && <Alert severity="error">{errorText(command.error)}</Alert>}
        </DialogContent>
        <DialogActions>
          <Button autoFocus onClick={onClose}>
            {t(m.cancel)}
          </Button>
          <Button type="submit" variant="contained" color="warning" loading={command.isPending}>
            {t(m.confirm)}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
