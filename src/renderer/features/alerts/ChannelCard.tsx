import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import FormControlLabel from '@mui/material/FormControlLabel';
import Paper from '@mui/material/Paper';
import Switch from '@mui/material/Switch';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useId, type ReactNode } from 'react';

import type { AlertDelivery } from '#shared/model/alert.ts';

import { errorText } from '../../api/error-text.ts';
import { fmt } from '../../i18n/fmt.ts';
import { t, translateSentence } from '../../i18n/t.ts';
import { useEngineNow } from '../../ui/use-now.ts';
import { alertMessages as m } from './messages.ts';

interface CardProps {
  title: string;
  intro: string;
  onLabel: string;
  isOn: boolean;
  onSwitch: (isOn: boolean) => void;
  onSave: () => void;
  isSaving: boolean;
  error: unknown;
  /** What stands beside the save button. */
  actions?: ReactNode;
  children?: ReactNode;
}

/** A channel's form: its switch, its fields, what the engine says against it, and saving. */
export function ChannelCard(props: CardProps) {
  const titleId = useId();
  return (
    <Paper variant="outlined" component="section" aria-labelledby={titleId} sx={{ p: 1.5 }}>
      <Box
        component="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          props.onSave();
          const element = event.currentTarget;
          requestAnimationFrame(() => element.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
        }}
        sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: 'minmax(0, 1fr)' }}
      >
        <Box>
          <Typography variant="h2" id={titleId}>
            {props.title}
          </Typography>
          <Typography variant="body2" color="textSecondary">
            {props.intro}
          </Typography>
        </Box>
        <FormControlLabel
          control={<Switch checked={props.isOn} onChange={(_event, isOn) => props.onSwitch(isOn)} />}
          label={props.onLabel}
        />
        {props.children}
        {props.error !== null && <Alert severity="error">{errorText(props.error)}</Alert>}
        <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap', alignItems: 'center' }}>
          <Button type="submit" size="small" variant="contained" loading={props.isSaving}>
            {t(m.save)}
          </Button>
          {props.actions}
        </Box>
      </Box>
    </Paper>
  );
}

interface SecretProps {
  label: string;
  value: string;
  isSet: boolean;
  isRemoved: boolean;
  hint: string;
  removeLabel: string;
  onChange: (change: { value: string; isRemoved: boolean }) => void;
}

/** A secret that goes in and never comes out: typed anew, left as it is, or taken away. */
export function SecretField({ label, value, isSet, isRemoved, hint, removeLabel, onChange }: SecretProps) {
  return (
    <Box>
      <TextField
        size="small"
        type="password"
        label={label}
        value={value}
        disabled={isRemoved}
        onChange={(event) => onChange({ value: event.target.value, isRemoved: false })}
        placeholder={isSet && !isRemoved ? '••••••••' : ''}
        helperText={hint}
        slotProps={{
          htmlInput: { maxLength: 256, autoComplete: 'new-password' },
          inputLabel: { shrink: true },
        }}
        fullWidth
      />
      {isSet && (
        <FormControlLabel
          control={
            <Switch
              size="small"
              checked={isRemoved}
              onChange={(_event, checked) => onChange({ value: '', isRemoved: checked })}
            />
          }
          label={removeLabel}
        />
      )}
    </Box>
  );
}

/** How the channel's last messages went. */
export function DeliveryNote({ delivery }: { delivery: AlertDelivery }) {
  const nowMs = useEngineNow();
  const ago = (atMs: number) => fmt.ago(Math.max(nowMs - atMs, 0));
  const { deliveredAtMs, failedAtMs, trouble, waiting } = delivery;
  const lines = [
    deliveredAtMs === null ? t(m.notDelivered) : t(m.delivered, { ago: ago(deliveredAtMs) }),
    ...(failedAtMs === null || trouble === null
      ? []
      : [t(m.failed, { ago: ago(failedAtMs), trouble: translateSentence(trouble) })]),
    ...(waiting > 0 ? [t(m.waiting, { count: waiting })] : []),
  ];
  return (
    <Typography variant="caption" color="textSecondary">
      {lines.join(' ')}
    </Typography>
  );
}
