import Box from '@mui/material/Box';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useState } from 'react';

import { MAIL_TLS } from '#shared/alert-limits.ts';
import type { AlertChannelsView, MailTls } from '#shared/model/alert.ts';

import { t } from '../../i18n/t.ts';
import { CaField } from './CaField.tsx';
import { ChannelCard, DeliveryNote, SecretField } from './ChannelCard.tsx';
import { emailErrors, emailFormOf, emailInput, type EmailForm } from './channel-form.ts';
import { alertMessages as m } from './messages.ts';
import { TestButton } from './TestButton.tsx';
import { useSaveChannels } from './use-alerts.ts';

const TLS_TEXTS: Readonly<Record<MailTls, string>> = {
  implicit: m.tlsImplicit,
  starttls: m.tlsStarttls,
  none: m.tlsNone,
};

/** Messages by e-mail. The password goes in and never comes out. */
export function EmailChannel({ known }: { known: AlertChannelsView['email'] }) {
  const [form, setForm] = useState(() => emailFormOf(known));
  const [isTried, setIsTried] = useState(false);
  const save = useSaveChannels();
  const set = (change: Partial<EmailForm>) => setForm((old) => ({ ...old, ...change }));
  const errors = emailErrors(form);
  const shown = isTried ? errors : {};
  function onSave(): void {
    setIsTried(true);
    if (Object.keys(errors).length > 0) return;
    save.mutate(
      { email: emailInput(form) },
      { onSuccess: ({ email }) => (setForm(emailFormOf(email)), setIsTried(false)) },
    );
  }
  const field = (name: 'host' | 'port' | 'user' | 'from' | 'to', label: string, hint?: string) => (
    <TextField
      size="small"
      label={label}
      value={form[name]}
      onChange={(event) => set({ [name]: event.target.value })}
      error={shown[name] !== undefined}
      helperText={shown[name] ?? hint}
      slotProps={{
        htmlInput: { maxLength: 2000, autoCapitalize: 'off', autoComplete: 'off', spellCheck: false },
      }}
      fullWidth
    />
  );
  return (
    <ChannelCard
      title={t(m.emailTitle)}
      intro={t(m.emailIntro)}
      onLabel={t(m.emailOn)}
      isOn={form.on}
      onSwitch={(on) => set({ on })}
      onSave={onSave}
      isSaving={save.isPending}
      error={save.error}
      actions={<TestButton channel="email" disabled={known.host === ''} />}
    >
      <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: '1fr 96px' }}>
        {field('host', t(m.emailHost))}
        {field('port', t(m.emailPort))}
      </Box>
      <TextField
        size="small"
        select
        label={t(m.emailTls)}
        value={form.tls}
        onChange={(event) => set({ tls: event.target.value as MailTls })}
      >
        {MAIL_TLS.map((tls) => (
          <MenuItem key={tls} value={tls}>
            {t(TLS_TEXTS[tls])}
          </MenuItem>
        ))}
      </TextField>
      {field('user', t(m.emailUser))}
      <SecretField
        label={t(m.emailPassword)}
        value={form.password}
        isSet={known.password === 'set'}
        isRemoved={form.isPasswordRemoved}
        hint={t(known.password === 'set' ? m.passwordSet : m.passwordNotSet)}
        removeLabel={t(m.removePassword)}
        onChange={({ value, isRemoved }) => set({ password: value, isPasswordRemoved: isRemoved })}
      />
      {field('from', t(m.emailFrom))}
      {field('to', t(m.emailTo), t(m.emailToHint))}
      <CaField value={form.ca} onChange={(ca) => set({ ca })} />
      <DeliveryNote delivery={known.delivery} />
    </ChannelCard>
  );
}
