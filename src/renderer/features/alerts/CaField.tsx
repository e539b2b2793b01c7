import TextField from '@mui/material/TextField';

import { t } from '../../i18n/t.ts';
import { alertMessages as m } from './messages.ts';

/** Certificates of the owner's own authority; no secret. */
export function CaField({ value, onChange }: { value: string; onChange: (pem: string) => void }) {
  return (
    <TextField
      size="small"
      label={t(m.ca)}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      helperText={t(m.caHint)}
      slotProps={{ htmlInput: { maxLength: 65_536, spellCheck: false }, inputLabel: { shrink: true } }}
      multiline
      maxRows={4}
    />
  );
}
