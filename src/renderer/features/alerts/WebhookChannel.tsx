import TextField from '@mui/material/TextField';
import { useState } from 'react';

import type { AlertChannelsView } from '#shared/model/alert.ts';

import { t } from '../../i18n/t.ts';
import { CaField } from './CaField.tsx';
import { ChannelCard, DeliveryNote, SecretField } from './ChannelCard.tsx';
import { webhookErrors, webhookFormOf, webhookInput, type WebhookForm } from './channel-form.ts';
import { alertMessages as m } from './messages.ts';
import { TestButton } from './TestButton.tsx';
import { useSaveChannels } from './use-alerts.ts';

/** Messages to a program of the owner's. Address and secret go in and never come out. */
export function WebhookChannel({ known }: { known: AlertChannelsView['webhook'] }) {
  const [form, setForm] = useState(() => webhookFormOf(known));
  const [isTried, setIsTried] = useState(false);
  const save = useSaveChannels();
  const set = (change: Partial<WebhookForm>) => setForm((old) => ({ ...old, ...change }));
  const errors = webhookErrors(form, known);
  const urlError = isTried ? errors.url : undefined;
  const urlHint =
    known.destination === null ? t(m.webhookUrlHint) : t(m.webhookUrlSet, { destination: known.destination });
  function onSave(): void {
    setIsTried(true);
    if (Object.keys(errors).length > 0) return;
    save.mutate(
      { webhook: webhookInput(form) },
      { onSuccess: ({ webhook }) => (setForm(webhookFormOf(webhook)), setIsTried(false)) },
    );
  }
  return (
    <ChannelCard
      title={t(m.webhookTitle)}
      intro={t(m.webhookIntro)}
      onLabel={t(m.webhookOn)}
      isOn={form.on}
      onSwitch={(on) => set({ on })}
      onSave={onSave}
      isSaving={save.isPending}
      error={save.error}
      actions={<TestButton channel="webhook" disabled={known.destination === null} />}
    >
      <TextField
        size="small"
        label={t(m.webhookUrl)}
        value={form.url}
        onChange={(event) => set({ url: event.target.value })}
        placeholder="https://"
        error={urlError !== undefined}
        helperText={urlError ?? urlHint}
        slotProps={{
          htmlInput: {
            maxLength: 2000,
            autoCapitalize: 'off',
            autoComplete: 'off',
            spellCheck: false,
            inputMode: 'url',
          },
          inputLabel: { shrink: true },
        }}
      />
      <SecretField
        label={t(m.webhookSecret)}
        value={form.secret}
        isSet={known.secret === 'set'}
        isRemoved={form.isSecretRemoved}
        hint={t(known.secret === 'set' ? m.secretSet : m.secretNotSet)}
        removeLabel={t(m.removeSecret)}
        onChange={({ value, isRemoved }) => set({ secret: value, isSecretRemoved: isRemoved })}
      />
      <CaField value={form.ca} onChange={(ca) => set({ ca })} />
      <DeliveryNote delivery={known.delivery} />
    </ChannelCard>
  );
}
