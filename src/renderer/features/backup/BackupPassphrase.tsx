import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';

import { errorText } from '../../api/error-text.ts';
import { useUnsaved } from '../../app/use-unsaved.ts';
import { t } from '../../i18n/t.ts';
import { useToasts } from '../../ui/Toasts.tsx';
import { PASSPHRASE } from './backup-form.ts';
import { backupMessages as m } from './messages.ts';
import { useBackupCommand } from './use-backup.ts';

/** The passphrase that seals the key of the passwords into backups: it goes in and never comes out. */
export function BackupPassphrase({ isSet }: { isSet: boolean }) {
  const [typed, setTyped] = useState('');
  const save = useBackupCommand();
  const toasts = useToasts();
  useUnsaved(typed !== '');
  const isShort = typed !== '' && typed.length < PASSPHRASE.least;
  const error = isShort ? t(m.exportShort) : save.error ? errorText(save.error) : undefined;
  const set = (passphrase: string | null) =>
    save.mutate((backup) => backup.passphrase({ passphrase }), {
      onSuccess: () => {
        setTyped('');
        toasts.show({ text: t(passphrase === null ? m.keyRemoved : m.keySaved) });
      },
    });
  return (
    <Box
      component="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (typed !== '' && !isShort) set(typed);
      }}
      sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: 'minmax(0, 1fr)' }}
    >
      <Typography variant="body2">{t(isSet ? m.keySet : m.keyNotSet)}</Typography>
      <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap', alignItems: 'flex-start' }}>
        <TextField
          size="small"
          type="password"
          label={t(m.keyPassphrase)}
          value={typed}
          placeholder={isSet ? '••••••••' : ''}
          error={error !== undefined}
          helperText={error ?? t(m.keyHint)}
          onChange={(event) => {
            save.reset();
            setTyped(event.target.value);
          }}
          slotProps={{
            htmlInput: { maxLength: PASSPHRASE.most, autoComplete: 'new-password' },
            inputLabel: { shrink: true },
          }}
          sx={{ flex: '1 1 240px' }}
        />
        <Button
          type="submit"
          size="small"
          variant="outlined"
          disabled={typed === '' || isShort}
          loading={save.isPending}
          sx={{ mt: 0.5 }}
        >
          {t(isSet ? m.replaceKey : m.setKey)}
        </Button>
        {isSet && (
          <Button size="small" disabled={save.isPending} onClick={() => set(null)} sx={{ mt: 0.5 }}>
            {t(m.removeKey)}
          </Button>
        )}
      </Box>
    </Box>
  );
}
