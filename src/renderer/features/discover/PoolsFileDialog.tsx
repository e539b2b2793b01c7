import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';

import { useFarmClient } from '../../api/client.ts';
import { errorText } from '../../api/error-text.ts';
import { MACHINES_KEY } from '../../api/queries.ts';
import { t } from '../../i18n/t.ts';
import { saveText } from '../../ui/save-file.ts';
import { discoverMessages as m } from './messages.ts';

const LEAST_PASSPHRASE = 8;
const FILE_NAME = 'hashquota-previous-pools.json';

/** The previous pools of all pointed machines as one sealed file, and back: for the day this PC is gone. */
export function PoolsFileDialog({ onClose }: { onClose: () => void }) {
  const client = useFarmClient();
  const queryClient = useQueryClient();
  const [passphrase, setPassphrase] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const write = useMutation({
    mutationFn: () => client.machines.exportSnapshots({ passphrase }),
    onSuccess: ({ file }) => saveText(FILE_NAME, file, 'application/json'),
    gcTime: 0,
  });
  const read = useMutation({
    mutationFn: async (file: File) =>
      client.machines.importSnapshots({ file: await file.text(), passphrase }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: MACHINES_KEY }),
    gcTime: 0,
  });
  const error = write.error ?? read.error;
  const isTooShort = passphrase.length < LEAST_PASSPHRASE;
  const start = (run: () => void) => {
    write.reset();
    read.reset();
    run();
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="pools-file-title">
      <DialogTitle id="pools-file-title">{t(m.fileTitle)}</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 2 }}>
        <Typography variant="body2">{t(m.fileText)}</Typography>
        <TextField
          size="small"
          type="password"
          label={t(m.passphrase)}
          helperText={t(m.passphraseHelp)}
          value={passphrase}
          onChange={({ target }) => setPassphrase(target.value)}
          slotProps={{ htmlInput: { maxLength: 256, autoComplete: 'new-password' } }}
          autoFocus
        />
        <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
          <Button
            variant="contained"
            disabled={isTooShort}
            loading={write.isPending}
            onClick={() => start(() => write.mutate())}
          >
            {t(m.fileSave)}
          </Button>
          <Button
            variant="outlined"
            disabled={isTooShort}
            loading={read.isPending}
            onClick={() => input.current?.click()}
          >
            {t(m.fileRead)}
          </Button>
          <input
            ref={input}
            type="file"
            accept=".json,application/json"
            aria-label={t(m.fileRead)}
            hidden
            onChange={({ target }) => {
              const file = target.files?.[0];
              target.value = '';
              if (file) start(() => read.mutate(file));
            }}
          />
        </Box>
        {write.data && <Alert severity="success">{t(m.fileSaved, { count: write.data.machines })}</Alert>}
        {read.data && <Alert severity="success">{t(m.fileTaken, { count: read.data.machines })}</Alert>}
        {error && <Alert severity="error">{errorText(error)}</Alert>}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t(m.close)}</Button>
      </DialogActions>
    </Dialog>
  );
}
