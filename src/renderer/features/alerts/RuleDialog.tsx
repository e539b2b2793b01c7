import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormHelperText from '@mui/material/FormHelperText';
import MenuItem from '@mui/material/MenuItem';
import Switch from '@mui/material/Switch';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';

import { ALERT_CHANNELS, ALERT_SEVERITIES } from '#shared/alert-limits.ts';
import type { AlertChannelId, AlertRuleView, AlertSeverity } from '#shared/model/alert.ts';

import { errorText } from '../../api/error-text.ts';
import { t } from '../../i18n/t.ts';
import { CHANNEL_NAMES, RULE_WORDS, SEVERITIES } from './alert-looks.ts';
import { alertMessages as m } from './messages.ts';
import { ruleErrors, ruleFormOf, ruleInput, type RuleErrors, type RuleForm } from './rule-form.ts';
import { useRuleActions } from './use-alerts.ts';

const THRESHOLD_LABELS = { fraction: m.thresholdFraction, bytes: m.thresholdBytes, ms: m.thresholdMs };

/** Everything about one rule. What is wrong is said beside its field, once something was tried to be saved. */
export function RuleDialog({ rule, onClose }: { rule: AlertRuleView; onClose: () => void }) {
  const [form, setForm] = useState(() => ruleFormOf(rule));
  const [isTried, setIsTried] = useState(false);
  const { set: save } = useRuleActions();
  const set = (change: Partial<RuleForm>) => setForm((old) => ({ ...old, ...change }));
  const errors = ruleErrors(form, rule);
  const shown = isTried ? errors : {};
  const words = RULE_WORDS[rule.id];
  function onSubmit(event: React.FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    setIsTried(true);
    if (Object.keys(errors).length === 0) {
      return save.mutate({ rule: ruleInput(form, rule), told: m.ruleSaved }, { onSuccess: onClose });
    }
    const element = event.currentTarget;
    requestAnimationFrame(() => element.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  }
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby="rule-title">
      <Box component="form" noValidate onSubmit={onSubmit} sx={{ display: 'contents' }}>
        <DialogTitle id="rule-title">{t(m.ruleDialog, { name: t(words.name) })}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 2 }}>
          <Typography variant="body2" color="textSecondary">
            {t(words.text)}
          </Typography>
          <FormControlLabel
            control={<Switch checked={form.on} onChange={(_event, on) => set({ on })} />}
            label={t(m.ruleIsOn)}
          />
          {rule.unit !== null && (
            <NumberField
              label={t(THRESHOLD_LABELS[rule.unit])}
              value={form.threshold}
              error={shown.threshold}
              onChange={(threshold) => set({ threshold })}
            />
          )}
          <Times form={form} errors={shown} onChange={set} />
          <TextField
            select
            label={t(m.severity)}
            value={form.severity}
            onChange={(event) => set({ severity: event.target.value as AlertSeverity })}
          >
            {ALERT_SEVERITIES.toReversed().map((severity) => (
              <MenuItem key={severity} value={severity}>
                {t(SEVERITIES[severity].word)}
              </MenuItem>
            ))}
          </TextField>
          <Channels chosen={form.channels} onChange={(channels) => set({ channels })} />
          {save.error && <Alert severity="error">{errorText(save.error)}</Alert>}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t(m.cancel)}</Button>
          <Button type="submit" variant="contained" loading={save.isPending}>
            {t(m.save)}
          </Button>
        </DialogActions>
      </Box>
    </Dialog>
  );
}

interface TimesProps {
  form: RuleForm;
  errors: RuleErrors;
  onChange: (change: Partial<RuleForm>) => void;
}

function Times({ form, errors, onChange }: TimesProps) {
  return (
    <>
      <NumberField
        label={t(m.holdOffMinutes)}
        value={form.holdOffMinutes}
        error={errors.holdOffMinutes}
        hint={t(m.holdOffHint)}
        onChange={(holdOffMinutes) => onChange({ holdOffMinutes })}
      />
      <NumberField
        label={t(m.coolDownMinutes)}
        value={form.coolDownMinutes}
        error={errors.coolDownMinutes}
        hint={t(m.coolDownHint)}
        onChange={(coolDownMinutes) => onChange({ coolDownMinutes })}
      />
    </>
  );
}

interface NumberProps {
  label: string;
  value: string;
  error: string | undefined;
  hint?: string;
  onChange: (text: string) => void;
}

function NumberField({ label, value, error, hint, onChange }: NumberProps) {
  return (
    <TextField
      label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      error={error !== undefined}
      helperText={error ?? hint}
      slotProps={{ htmlInput: { inputMode: 'decimal', maxLength: 12 } }}
      required
    />
  );
}

interface ChannelsProps {
  chosen: readonly AlertChannelId[];
  onChange: (channels: AlertChannelId[]) => void;
}

function Channels({ chosen, onChange }: ChannelsProps) {
  return (
    <Box component="fieldset" sx={{ border: 0, m: 0, p: 0 }}>
      <Typography component="legend" variant="body2" color="textSecondary" sx={{ p: 0 }}>
        {t(m.tellBy)}
      </Typography>
      {ALERT_CHANNELS.map((channel) => (
        <FormControlLabel
          key={channel}
          control={
            <Checkbox
              checked={chosen.includes(channel)}
              onChange={(_event, isOn) =>
                onChange(ALERT_CHANNELS.filter((one) => (one === channel ? isOn : chosen.includes(one))))
              }
            />
          }
          label={t(CHANNEL_NAMES[channel])}
        />
      ))}
      <FormHelperText>{t(m.tellHint)}</FormHelperText>
    </Box>
  );
}
