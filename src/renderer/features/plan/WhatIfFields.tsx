import Autocomplete, { createFilterOptions } from '@mui/material/Autocomplete';
import Box from '@mui/material/Box';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';

import type { AccountSettings } from '#shared/model/account.ts';
import type { MinerView } from '#shared/model/snapshot.ts';

import { t } from '../../i18n/t.ts';
import { planMessages as m } from './messages.ts';
import { quotaText, type WhatIfErrors, type WhatIfForm } from './what-if-view.ts';

const FEW_OPTIONS = createFilterOptions<MinerView>({ limit: 50, stringify: ({ name }) => name });

interface Props {
  form: WhatIfForm;
  errors: WhatIfErrors;
  miners: readonly MinerView[];
  accounts: readonly AccountSettings[];
  onChange: (form: WhatIfForm) => void;
}

/** What is to be different: miners taken out, hashrate added, quotas. */
export function WhatIfFields({ form, errors, miners, accounts, onChange }: Props) {
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      <Autocomplete
        multiple
        options={miners}
        getOptionLabel={({ name }) => name}
        getOptionKey={({ id }) => id}
        isOptionEqualToValue={(one, other) => one.id === other.id}
        filterOptions={FEW_OPTIONS}
        value={miners.filter(({ id }) => form.withoutMiners.includes(id))}
        onChange={(_event, chosen) => onChange({ ...form, withoutMiners: chosen.map(({ id }) => id) })}
        renderInput={(params) => <TextField {...params} label={t(m.without)} helperText={t(m.withoutHint)} />}
      />
      <TextField
        label={t(m.added)}
        value={form.added}
        onChange={(event) => onChange({ ...form, added: event.target.value })}
        error={errors.added !== undefined}
        helperText={errors.added ?? t(m.addedHint)}
        slotProps={{ htmlInput: { maxLength: 64, spellCheck: false } }}
      />
      <QuotaFields form={form} errors={errors} accounts={accounts} onChange={onChange} />
    </Box>
  );
}

function QuotaFields({ form, errors, accounts, onChange }: Omit<Props, 'miners'>) {
  const withQuota = accounts.filter(({ overflow }) => !overflow);
  const setQuota = (account: AccountSettings, text: string) => {
    const { [account.id]: _old, ...others } = form.quotas;
    const isOwn = text.trim() === quotaText(account.quota);
    onChange({ ...form, quotas: isOwn ? others : { ...others, [account.id]: text } });
  };
  if (withQuota.length === 0) return null;
  return (
    <Box component="section" aria-labelledby="what-if-quotas">
      <Typography variant="body2" color="textSecondary" id="what-if-quotas" sx={{ mb: 1 }}>
        {t(m.quotas)}
      </Typography>
      <Box
        sx={{
          display: 'grid',
          gap: 1.5,
          gridTemplateColumns: 'repeat(auto-fill, minmax(200px, 1fr))',
          maxHeight: 260,
          overflowY: 'auto',
          pt: 1,
        }}
      >
        {withQuota.map((account) => (
          <TextField
            key={account.id}
            size="small"
            label={t(m.quotaOf, { name: account.name })}
            value={form.quotas[account.id] ?? quotaText(account.quota)}
            onChange={(event) => setQuota(account, event.target.value)}
            error={errors.quotas[account.id] !== undefined}
            helperText={errors.quotas[account.id]}
            slotProps={{ htmlInput: { maxLength: 64, spellCheck: false } }}
          />
        ))}
      </Box>
    </Box>
  );
}
