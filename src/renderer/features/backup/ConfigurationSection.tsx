import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';

import { useFarmClient } from '../../api/client.ts';
import { errorText } from '../../api/error-text.ts';
import { t } from '../../i18n/t.ts';
import { saveText } from '../../ui/save-file.ts';
import { visuallyHidden } from '../../ui/visually-hidden.ts';
import { SettingsSection } from '../settings/SettingsSection.tsx';
import { PASSPHRASE } from './backup-form.ts';
import { ImportDialog } from './ImportDialog.tsx';
import { backupMessages as m } from './messages.ts';

/** The engine takes no more; a longer file is not even read. */
const LONGEST = 1_500_000;

/** The whole configuration out into a file, and in from one. */
export function ConfigurationSection() {
  const client = useFarmClient();
  const picker = useRef<HTMLInputElement>(null);
  const [passphrase, setPassphrase] = useState('');
  const [picked, setPicked] = useState<string | null>(null);
  const [isTooLong, setIsTooLong] = useState(false);
  const isShort = passphrase !== '' && passphrase.length < PASSPHRASE.least;
  const save = useMutation({
    mutationFn: () => client.configuration.export(passphrase === '' ? {} : { passphrase }),
    onSuccess: ({ name, file }) => saveText(name, file, 'application/json'),
    gcTime: 0,
  });
  const pick = async (file: File | undefined) => {
    if (!file) return;
    setIsTooLong(file.size > LONGEST);
    if (file.size <= LONGEST) setPicked(await file.text());
  };
  return (
    <SettingsSection id="configuration" title={t(m.configTitle)}>
      <Typography variant="body2" color="textSecondary">
        {t(m.configText)}
      </Typography>
      <TextField
        size="small"
        type="password"
        label={t(m.exportPassphrase)}
        value={passphrase}
        error={isShort}
        helperText={isShort ? t(m.exportShort) : undefined}
        onChange={(event) => setPassphrase(event.target.value)}
        slotProps={{ htmlInput: { maxLength: PASSPHRASE.most, autoComplete: 'new-password' } }}
        sx={{ maxWidth: 420 }}
      />
      {save.error && <Alert severity="error">{errorText(save.error)}</Alert>}
      {isTooLong && <Alert severity="error">{t(m.tooLong)}</Alert>}
      <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
        <Button
          size="small"
          variant="outlined"
          disabled={isShort}
          loading={save.isPending}
          onClick={() => save.mutate()}
        >
          {t(m.export)}
        </Button>
        <Button size="small" variant="outlined" onClick={() => picker.current?.click()}>
          {t(m.import)}
        </Button>
        <input
          ref={picker}
          type="file"
          accept=".json,application/json"
          aria-label={t(m.import)}
          tabIndex={-1}
          style={visuallyHidden}
          onChange={({ currentTarget }) => {
            void pick(currentTarget.files?.[0]);
            currentTarget.value = '';
          }}
        />
      </Box>
      {picked !== null && <ImportDialog file={picked} onClose={() => setPicked(null)} />}
    </SettingsSection>
  );
}
