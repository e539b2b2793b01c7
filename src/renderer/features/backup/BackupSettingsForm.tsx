import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';

import type { BackupSettings } from '#shared/model/backup.ts';

import { errorText } from '../../api/error-text.ts';
import { useUnsaved } from '../../app/use-unsaved.ts';
import { t } from '../../i18n/t.ts';
import { useToasts } from '../../ui/Toasts.tsx';
import {
  backupErrors,
  backupFormOf,
  backupSettingsOf,
  isBackupChanged,
  LONGEST_FOLDER,
  refusedField,
  type BackupForm,
} from './backup-form.ts';
import { backupMessages as m } from './messages.ts';
import { useBackupCommand } from './use-backup.ts';

/** When backups are made by themselves, where to, and how many stay. */
export function BackupSettingsForm({ settings }: { settings: BackupSettings }) {
  const [typed, setTyped] = useState<BackupForm | null>(null);
  const save = useBackupCommand();
  const toasts = useToasts();
  const form = typed ?? backupFormOf(settings);
  const hasChanged = isBackupChanged(settings, form);
  useUnsaved(hasChanged);
  const wrong = backupErrors(form);
  const refused = refusedField(save.error, form);
  const errors = { ...refused, ...wrong };
  const begin = (next: BackupForm | null) => {
    save.reset();
    setTyped(next);
  };
  function onSave(): void {
    if (!hasChanged || Object.keys(wrong).length > 0) return;
    save.mutate((backup) => backup.settings(backupSettingsOf(form, settings.isAutomatic)), {
      onSuccess: () => {
        setTyped(null);
        toasts.show({ text: t(m.settingsSaved) });
      },
    });
  }
  const field = (name: keyof BackupForm, label: string, more: { hint?: string; maxLength: number }) => (
    <TextField
      size="small"
      label={label}
      value={form[name]}
      error={errors[name] !== undefined}
      helperText={errors[name] ?? more.hint}
      onChange={(event) => begin({ ...form, [name]: event.target.value })}
      slotProps={{
        htmlInput: {
          maxLength: more.maxLength,
          autoCapitalize: 'off',
          autoComplete: 'off',
          spellCheck: false,
        },
      }}
      sx={{ flex: '1 1 100px' }}
    />
  );
  return (
    <Box
      component="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSave();
      }}
      sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: 'minmax(0, 1fr)' }}
    >
      {field('folder', t(m.folderLabel), { hint: t(m.folderHint), maxLength: LONGEST_FOLDER })}
      <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap' }}>
        {field('at', t(m.at), { maxLength: 5 })}
        {field('daily', t(m.daily), { maxLength: 5 })}
        {field('weekly', t(m.weekly), { maxLength: 5 })}
        {field('monthly', t(m.monthly), { maxLength: 5 })}
      </Box>
      <Typography variant="caption" color="textSecondary">
        {t(m.keptHint)}
      </Typography>
      {save.error && refused === null && <Alert severity="error">{errorText(save.error)}</Alert>}
      <Box sx={{ display: 'flex', gap: 1 }}>
        <Button
          type="submit"
          variant="contained"
          size="small"
          disabled={!hasChanged}
          loading={save.isPending}
        >
          {t(m.saveSettings)}
        </Button>
        {hasChanged && (
          <Button size="small" onClick={() => begin(null)}>
            {t(m.discard)}
          </Button>
        )}
      </Box>
    </Box>
  );
}
