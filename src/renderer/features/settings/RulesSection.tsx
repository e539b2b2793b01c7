import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import FormControlLabel from '@mui/material/FormControlLabel';
import Switch from '@mui/material/Switch';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { MachineRules } from '#shared/model/machine.ts';

import { useFarmClient } from '../../api/client.ts';
import { errorText } from '../../api/error-text.ts';
import { useUnsaved } from '../../app/use-unsaved.ts';
import { t } from '../../i18n/t.ts';
import { useToasts } from '../../ui/Toasts.tsx';
import { ErrorState, LoadingState } from '../../ui/ViewState.tsx';
import { settingsMessages as m } from './messages.ts';
import { isChanged, rulesErrors, rulesFormOf, rulesOf } from './rules-form.ts';
import { SettingsSection } from './SettingsSection.tsx';

const RULES_KEY = ['machine-rules'];

/** Rules that act on machines by themselves: restarts, and standby machines that sleep. */
export function RulesSection() {
  const client = useFarmClient();
  const { data, error, refetch } = useQuery({
    queryKey: RULES_KEY,
    queryFn: ({ signal }) => client.machines.rules(undefined, { signal }),
  });
  return (
    <SettingsSection id="rules" title={t(m.rules)}>
      <Typography variant="body2" color="textSecondary">
        {t(m.rulesHint)}
      </Typography>
      {data ? (
        <RulesFields rules={data} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <LoadingState rows={3} height={32} />
      )}
    </SettingsSection>
  );
}

function useSaveRules(onSaved: () => void) {
  const client = useFarmClient();
  const queryClient = useQueryClient();
  const toasts = useToasts();
  return useMutation({
    mutationFn: (rules: MachineRules) => client.machines.setRules(rules),
    onSuccess: (saved) => {
      queryClient.setQueryData(RULES_KEY, saved);
      onSaved();
      toasts.show({ text: t(m.saved) });
    },
  });
}

function RulesFields({ rules }: { rules: MachineRules }) {
  const [typed, setTyped] = useState<ReturnType<typeof rulesFormOf> | null>(null);
  const save = useSaveRules(() => setTyped(null));
  const form = typed ?? rulesFormOf(rules);
  const hasChanged = isChanged(rules, form);
  useUnsaved(hasChanged);
  const errors = rulesErrors(form);
  const set = (change: Partial<typeof form>) => {
    save.reset();
    setTyped({ ...form, ...change });
  };
  const number = (name: 'restartEveryHours' | 'restartAtMostPercent', label: string) => (
    <TextField
      size="small"
      label={label}
      value={form[name]}
      disabled={!form.automaticRestart}
      error={errors[name] !== undefined}
      helperText={errors[name]}
      onChange={(event) => set({ [name]: event.target.value })}
      slotProps={{ htmlInput: { inputMode: 'decimal', maxLength: 8 } }}
      sx={{ flex: '1 1 240px' }}
    />
  );
  return (
    <Box
      component="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (hasChanged && Object.keys(errors).length === 0) save.mutate(rulesOf(form));
      }}
      sx={{ display: 'grid', gap: 1.5 }}
    >
      <Toggle
        label={t(m.automaticRestart)}
        isOn={form.automaticRestart}
        onChange={(automaticRestart) => set({ automaticRestart })}
      />
      <Box sx={{ display: 'flex', gap: 2, flexWrap: 'wrap' }}>
        {number('restartEveryHours', t(m.restartEvery))}
        {number('restartAtMostPercent', t(m.restartAtMost))}
      </Box>
      <Toggle
        label={t(m.coldStandby)}
        isOn={form.coldStandby}
        onChange={(coldStandby) => set({ coldStandby })}
      />
      {save.error && <Alert severity="error">{errorText(save.error)}</Alert>}
      <Box sx={{ display: 'flex', gap: 1 }}>
        <Button
          type="submit"
          variant="contained"
          size="small"
          disabled={!hasChanged}
          loading={save.isPending}
        >
          {t(m.save)}
        </Button>
        {hasChanged && (
          <Button
            size="small"
            onClick={() => {
              save.reset();
              setTyped(null);
            }}
          >
            {t(m.discard)}
          </Button>
        )}
      </Box>
    </Box>
  );
}

interface ToggleProps {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

function Toggle({ label, isOn, onChange }: ToggleProps) {
  return (
    <FormControlLabel
      control={<Switch checked={isOn} onChange={(_event, checked) => onChange(checked)} />}
      label={label}
    />
  );
}
