import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';
import { useState } from 'react';

import type { AccountSettings } from '#shared/model/account.ts';
import type { PlanSettingsInput } from '#shared/model/planning.ts';
import type { FarmSnapshot } from '#shared/model/snapshot.ts';

import { errorText } from '../../api/error-text.ts';
import { t } from '../../i18n/t.ts';
import { planMessages as m } from './messages.ts';
import { OutcomeTable } from './OutcomeTable.tsx';
import { POLICY_NAMES } from './settings-form.ts';
import { useWhatIf } from './use-settings.ts';
import { EMPTY_WHAT_IF, questionOf, whatIfErrors } from './what-if-view.ts';
import { WhatIfFields } from './WhatIfFields.tsx';

interface Props {
  snapshot: FarmSnapshot;
  accounts: readonly AccountSettings[];
  current: PlanSettingsInput;
  chosen: PlanSettingsInput;
}

/** A question to the plan, and its answer; the farm is left alone. */
export function WhatIfPanel({ snapshot, accounts, current, chosen }: Props) {
  const [form, setForm] = useState(EMPTY_WHAT_IF);
  const ask = useWhatIf();
  const question = questionOf(form, current, chosen);
  const isOther = chosen.policy !== current.policy;
  const isOutdated = ask.data !== undefined && JSON.stringify(ask.data.question) !== JSON.stringify(question);
  return (
    <Paper variant="outlined" component="section" aria-labelledby="what-if-title" sx={{ p: 2 }}>
      <Typography variant="h2" id="what-if-title">
        {t(m.whatIf)}
      </Typography>
      <Typography variant="body2" color="textSecondary" sx={{ mb: 2 }}>
        {t(m.whatIfText)}{' '}
        {t(isOther ? m.withChosen : m.withPolicy, { policy: t(POLICY_NAMES[chosen.policy]) })}
      </Typography>
      <Box
        component="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (question) ask.mutate(question);
        }}
        sx={{ display: 'grid', gap: 2 }}
      >
        <WhatIfFields
          form={form}
          errors={whatIfErrors(form)}
          miners={snapshot.miners}
          accounts={accounts}
          onChange={setForm}
        />
        <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
          <Button type="submit" variant="contained" disabled={question === null} loading={ask.isPending}>
            {t(m.ask)}
          </Button>
          {form !== EMPTY_WHAT_IF && <Button onClick={() => setForm(EMPTY_WHAT_IF)}>{t(m.reset)}</Button>}
          <Typography variant="body2" color="textSecondary">
            {question === null ? t(m.same) : ''}
          </Typography>
        </Box>
      </Box>
      <Box role="status" sx={{ mt: 2 }}>
        {ask.error && <Alert severity="error">{errorText(ask.error)}</Alert>}
        {isOutdated && (
          <Alert severity="info" sx={{ mb: 1 }}>
            {t(m.outdated)}
          </Alert>
        )}
      </Box>
      {ask.data && <OutcomeTable answer={ask.data.answer} snapshot={snapshot} />}
    </Paper>
  );
}
