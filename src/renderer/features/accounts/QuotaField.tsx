import Box from '@mui/material/Box';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';

import { useFarm } from '../../api/queries.ts';
import { minersHashrate } from '../../api/rate.ts';
import { t } from '../../i18n/t.ts';
import { readQuota, type AccountForm, type QuotaKind } from './account-form.ts';
import { accountMessages as m } from './messages.ts';
import { quotaMeaning } from './quota-meaning.ts';

const HINTS: Readonly<Record<QuotaKind, string>> = {
  hashrate: m.hintHashrate,
  work: m.hintWork,
  share: m.hintShare,
};

interface Props {
  form: AccountForm;
  error: string | undefined;
  onChange: (change: Partial<AccountForm>) => void;
}

/** Kind and value of a quota, with what it comes to said while it is typed. */
export function QuotaField({ form, error, onChange }: Props) {
  const { data } = useFarm();
  const quota = readQuota(form);
  const meaning = quota
    ? quotaMeaning(quota, data?.snapshot.round, data ? minersHashrate(data.snapshot) : null)
    : t(HINTS[form.quotaKind]);
  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', sm: '180px 1fr' } }}>
      <TextField
        select
        label={t(m.quotaKind)}
        value={form.quotaKind}
        onChange={(event) => onChange({ quotaKind: event.target.value as QuotaKind })}
      >
        <MenuItem value="hashrate">{t(m.kindHashrate)}</MenuItem>
        <MenuItem value="work">{t(m.kindWork)}</MenuItem>
        <MenuItem value="share">{t(m.kindShare)}</MenuItem>
      </TextField>
      <TextField
        label={t(m.quotaValue)}
        value={form.quotaText}
        onChange={(event) => onChange({ quotaText: event.target.value })}
        error={error !== undefined}
        helperText={error ?? meaning}
        slotProps={{
          htmlInput: { maxLength: 64, spellCheck: false },
          formHelperText: { 'aria-live': 'polite' },
        }}
        required
      />
    </Box>
  );
}
