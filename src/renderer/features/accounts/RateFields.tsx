import Box from '@mui/material/Box';
import TextField from '@mui/material/TextField';

import { t } from '../../i18n/t.ts';
import type { AccountForm, FormErrors } from './account-form.ts';
import { accountMessages as m } from './messages.ts';

interface Props {
  form: AccountForm;
  errors: FormErrors;
  onChange: (change: Partial<AccountForm>) => void;
}

/** The least and the most hashrate of an account; both may stay empty. */
export function RateFields({ form, errors, onChange }: Props) {
  const htmlInput = { maxLength: 64, spellCheck: false };
  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' } }}>
      <TextField
        label={t(m.minRate)}
        value={form.minRate}
        onChange={(event) => onChange({ minRate: event.target.value })}
        error={errors.minRate !== undefined}
        helperText={errors.minRate ?? t(m.minRateHint)}
        slotProps={{ htmlInput }}
      />
      <TextField
        label={t(m.maxRate)}
        value={form.maxRate}
        onChange={(event) => onChange({ maxRate: event.target.value })}
        error={errors.maxRate !== undefined}
        helperText={errors.maxRate ?? t(m.maxRateHint)}
        slotProps={{ htmlInput }}
      />
    </Box>
  );
}
