import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';

import type { ConfigChange, ImportPreview } from '#shared/model/backup.ts';

import { useFarmClient } from '../../api/client.ts';
import { errorText } from '../../api/error-text.ts';
import { fmt } from '../../i18n/fmt.ts';
import { t, translateSentence } from '../../i18n/t.ts';
import { useToasts } from '../../ui/Toasts.tsx';
import { LoadingState } from '../../ui/ViewState.tsx';
import { backupMessages as m } from './messages.ts';

const KINDS: Readonly<Record<ConfigChange['kind'], string>> = {
  added: m.added,
  changed: m.changed,
  archived: m.archived,
  removed: m.takenAway,
};

/** What a configuration file would do, and after a yes does. */
export function ImportDialog({ file, onClose }: { file: string; onClose: () => void }) {
  const client = useFarmClient();
  const queryClient = useQueryClient();
  const toasts = useToasts();
  const id = useId();
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState({ passphrase: '', times: 0 });
  const input = { file, ...(tried.passphrase === '' ? {} : { passphrase: tried.passphrase }) };
  const preview = useQuery({
    // The passphrase is no part of the key, so that no list of queries holds it.
    queryKey: ['configuration', id, tried.times],
    queryFn: ({ signal }) => client.configuration.preview(input, { signal }),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  });
  const take = useMutation({
    mutationFn: () => client.configuration.import(input),
    onSuccess: () => {
      toasts.show({ text: t(m.importDone) });
      void queryClient.invalidateQueries();
      onClose();
    },
    gcTime: 0,
  });
  const problem = take.error ?? preview.error;
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="import-title">
      <DialogTitle id="import-title">{t(m.importTitle)}</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 1.5 }}>
        {preview.data ? (
          <Preview preview={preview.data} />
        ) : (
          !problem && <LoadingState rows={3} height={24} />
        )}
        {preview.data?.hasSecrets && !preview.data.secretsOpened && (
          <Box sx={{ display: 'grid', gap: 1 }}>
            <Alert severity="info">{t(m.importSealed)}</Alert>
            <Box sx={{ display: 'flex', gap: 1 }}>
              <TextField
                size="small"
                type="password"
                label={t(m.passphrase)}
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
                slotProps={{ htmlInput: { maxLength: 256, autoComplete: 'off' } }}
              />
              <Button onClick={() => setTried({ passphrase: typed, times: tried.times + 1 })}>
                {t(m.look)}
              </Button>
            </Box>
          </Box>
        )}
        {problem && <Alert severity="error">{errorText(problem)}</Alert>}
      </DialogContent>
      <DialogActions>
        <Button autoFocus onClick={onClose}>
          {t(m.cancel)}
        </Button>
        <Button
          variant="contained"
          disabled={!preview.data || preview.isError || preview.data.changes.length === 0}
          loading={take.isPending}
          onClick={() => take.mutate()}
        >
          {t(m.importConfirm)}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function Preview({ preview }: { preview: ImportPreview }) {
  const { program, exportedAtMs, changes, warnings } = preview;
  return (
    <>
      <Typography variant="body2" color="textSecondary">
        {t(m.importFrom, { program, time: fmt.timestamp(exportedAtMs) })}
      </Typography>
      {changes.length === 0 ? (
        <Typography variant="body2">{t(m.importNothing)}</Typography>
      ) : (
        <Box component="ul" aria-label={t(m.importChanges)} sx={{ m: 0, pl: 2.5 }}>
          {changes.map((change) => (
            <Typography
              component="li"
              variant="body2"
              key={`${change.section} ${change.kind} ${change.subject} ${change.text}`}
            >
              <strong>{change.subject}</strong> {t(KINDS[change.kind])}: {translateSentence(change.text)}
            </Typography>
          ))}
        </Box>
      )}
      {warnings.map((warning) => (
        <Alert severity="warning" key={warning}>
          {translateSentence(warning)}
        </Alert>
      ))}
    </>
  );
}
