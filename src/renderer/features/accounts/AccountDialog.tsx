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
import TextField from '@mui/material/TextField';
import { useState } from 'react';

import type { AccountSettings, UpstreamMode } from '#shared/model/account.ts';

import { errorText } from '../../api/error-text.ts';
import { t } from '../../i18n/t.ts';
import {
  formOf,
  hasErrors,
  inputOf,
  validateForm,
  type AccountForm,
  type FormErrors,
} from './account-form.ts';
import { accountMessages as m } from './messages.ts';
import { PoolUrlsField } from './PoolUrlsField.tsx';
import { QuotaField } from './QuotaField.tsx';
import { RateFields } from './RateFields.tsx';
import { TestConnection } from './TestConnection.tsx';
import { useSaveAccount } from './use-accounts.ts';

interface Props {
  /** Null for a new account. */
  settings: AccountSettings | null;
  takenNames: readonly string[];
  onClose: () => void;
}

/** Everything about one account. What is wrong is said beside its field, once something was tried to be saved. */
export function AccountDialog({ settings, takenNames, onClose }: Props) {
  const [form, setForm] = useState(() => formOf(settings));
  const [isTried, setIsTried] = useState(false);
  const save = useSaveAccount(settings?.id ?? null);
  const set = (change: Partial<AccountForm>) => setForm((old) => ({ ...old, ...change }));
  const errors = validateForm(form, takenNames);
  const shown: FormErrors = isTried ? errors : { pools: [] };

  function onSubmit(event: React.FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    setIsTried(true);
    if (!hasErrors(errors)) return save.mutate(inputOf(form), { onSuccess: onClose });
    const element = event.currentTarget;
    requestAnimationFrame(() => element.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  }

  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="account-title">
      <Box component="form" noValidate onSubmit={onSubmit} sx={{ display: 'contents' }}>
        <DialogTitle id="account-title">
          {settings ? t(m.editTitle, { name: settings.name }) : t(m.addTitle)}
        </DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 2, pt: '8px !important' }}>
          <TextField
            label={t(m.name)}
            value={form.name}
            onChange={(event) => set({ name: event.target.value })}
            error={shown.name !== undefined}
            helperText={shown.name}
            autoFocus={settings === null}
            required
          />
          <PoolUrlsField pools={form.pools} errors={shown.pools} onChange={(pools) => set({ pools })} />
          <TextField
            label={t(m.worker)}
            value={form.worker}
            onChange={(event) => set({ worker: event.target.value })}
            error={shown.worker !== undefined}
            helperText={shown.worker ?? t(m.workerHint)}
            slotProps={{ htmlInput: { maxLength: 128, autoCapitalize: 'off', spellCheck: false } }}
            required
          />
          <TextField
            label={t(m.password)}
            type="password"
            value={form.password}
            onChange={(event) => set({ password: event.target.value })}
            placeholder={settings?.hasPassword ? '••••••••' : ''}
            helperText={t(settings?.hasPassword ? m.passwordSet : m.passwordNew)}
            slotProps={{
              htmlInput: { maxLength: 256, autoComplete: 'new-password' },
              inputLabel: { shrink: true },
            }}
          />
          <TestConnection form={form} accountId={settings?.id} />
          <Tick
            label={t(m.isOverflow)}
            hint={t(m.isOverflowHint)}
            isOn={form.overflow}
            onChange={(overflow) => set({ overflow })}
          />
          {!form.overflow && (
            <>
              <QuotaField form={form} error={shown.quota} onChange={set} />
              <RateFields form={form} errors={shown} onChange={set} />
              <Tick
                label={t(m.carryOver)}
                hint={t(m.carryOverHint)}
                isOn={form.carryOver}
                onChange={(carryOver) => set({ carryOver })}
              />
            </>
          )}
          <TextField
            select
            label={t(m.upstream)}
            value={form.upstream}
            onChange={(event) => set({ upstream: event.target.value as UpstreamMode })}
            helperText={t(m.upstreamHint)}
          >
            <MenuItem value="aggregated">{t(m.aggregated)}</MenuItem>
            <MenuItem value="dedicated">{t(m.dedicated)}</MenuItem>
          </TextField>
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

interface TickProps {
  label: string;
  hint: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

function Tick({ label, hint, isOn, onChange }: TickProps) {
  return (
    <Box>
      <FormControlLabel
        control={<Checkbox checked={isOn} onChange={(_event, checked) => onChange(checked)} />}
        label={label}
      />
      <FormHelperText sx={{ mt: -0.5, ml: 4 }}>{hint}</FormHelperText>
    </Box>
  );
}
