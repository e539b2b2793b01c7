import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';
import { useState } from 'react';

import type { PlanSettingsInput } from '#shared/model/planning.ts';

import { errorText } from '../../api/error-text.ts';
import { t } from '../../i18n/t.ts';
import { ApplyDialog } from './ApplyDialog.tsx';
import { ChoiceField } from './ChoiceField.tsx';
import { planMessages as m } from './messages.ts';
import { RoundFields } from './RoundFields.tsx';
import { changesOf, fieldOf, isRoundChanged, settingsOf } from './settings-form.ts';
import { useApplySettings } from './use-settings.ts';

interface Props {
  current: PlanSettingsInput;
  form: PlanSettingsInput;
  onChange: (form: PlanSettingsInput) => void;
}

/** Policy, round and shortfall rule, applied only after a look at what changes. */
export function SettingsPanel({ current, form, onChange }: Props) {
  const [isConfirming, setIsConfirming] = useState(false);
  const apply = useApplySettings();
  const changes = changesOf(current, settingsOf(form));
  const sentence = apply.error ? errorText(apply.error) : null;
  const field = sentence === null ? null : fieldOf(sentence);
  const change = (part: Partial<PlanSettingsInput>) => {
    apply.reset();
    onChange({ ...form, ...part });
  };
  return (
    <Paper variant="outlined" component="section" aria-labelledby="settings-title" sx={{ p: 2 }}>
      <Typography variant="h2" id="settings-title" gutterBottom>
        {t(m.settings)}
      </Typography>
      <Box
        component="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (changes.length > 0) setIsConfirming(true);
        }}
        sx={{ display: 'grid', gap: 2 }}
      >
        <Choices form={form} onChange={change} />
        <RoundFields
          round={form.round}
          error={field === null || sentence === null ? null : { field, sentence }}
          onChange={(round) => change({ round })}
        />
        {form.policy === 'parallel' && form.round.every.trim() === 'never' && (
          <Alert severity="info">{t(m.endlessParallel)}</Alert>
        )}
        {sentence !== null && field === null && <Alert severity="error">{sentence}</Alert>}
        <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
          <Button type="submit" variant="contained" disabled={changes.length === 0} loading={apply.isPending}>
            {t(m.apply)}
          </Button>
          {changes.length > 0 ? (
            <Button onClick={() => change(current)}>{t(m.reset)}</Button>
          ) : (
            <Typography variant="body2" color="textSecondary">
              {t(m.unchanged)}
            </Typography>
          )}
        </Box>
      </Box>
      {isConfirming && (
        <ApplyDialog
          changes={changes}
          isRoundChanged={isRoundChanged(current, settingsOf(form))}
          onClose={() => setIsConfirming(false)}
          onApply={() => apply.mutate(settingsOf(form))}
        />
      )}
    </Paper>
  );
}

function Choices({
  form,
  onChange,
}: {
  form: PlanSettingsInput;
  onChange: (part: Partial<PlanSettingsInput>) => void;
}) {
  return (
    <>
      <ChoiceField
        id="policy-label"
        label={t(m.policy)}
        value={form.policy}
        onChange={(policy) => onChange({ policy })}
        choices={[
          { value: 'sequential', name: t(m.sequential), text: t(m.sequentialText) },
          { value: 'parallel', name: t(m.parallel), text: t(m.parallelText) },
        ]}
      />
      <ChoiceField
        id="shortfall-label"
        label={t(m.shortfall)}
        value={form.shortfall}
        onChange={(shortfall) => onChange({ shortfall })}
        choices={[
          { value: 'priority', name: t(m.priority), text: t(m.priorityText) },
          { value: 'pro-rata', name: t(m.proRata), text: t(m.proRataText) },
        ]}
      />
    </>
  );
}
