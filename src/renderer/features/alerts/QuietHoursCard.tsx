import Box from '@mui/material/Box';
import TextField from '@mui/material/TextField';
import { useState } from 'react';

import type { QuietHours } from '#shared/model/alert.ts';

import { t } from '../../i18n/t.ts';
import { ChannelCard } from './ChannelCard.tsx';
import { isTimeOfDay } from './channel-form.ts';
import { alertMessages as m } from './messages.ts';
import { useSaveChannels } from './use-alerts.ts';

/** Hours in which only what is critical is told. */
export function QuietHoursCard({ known }: { known: QuietHours }) {
  const [form, setForm] = useState(known);
  const [isTried, setIsTried] = useState(false);
  const save = useSaveChannels();
  const set = (change: Partial<QuietHours>) => setForm((old) => ({ ...old, ...change }));
  const time = (name: 'from' | 'to', label: string) => {
    const error = isTried && !isTimeOfDay(form[name]) ? t(m.timeWrong) : undefined;
    return (
      <TextField
        size="small"
        label={label}
        value={form[name]}
        onChange={(event) => set({ [name]: event.target.value })}
        error={error !== undefined}
        helperText={error}
        slotProps={{ htmlInput: { maxLength: 5 } }}
        sx={{ width: 120 }}
      />
    );
  };
  return (
    <ChannelCard
      title={t(m.quietTitle)}
      intro={t(m.quietIntro)}
      onLabel={t(m.quietOn)}
      isOn={form.on}
      onSwitch={(on) => set({ on })}
      onSave={() => {
        setIsTried(true);
        if (isTimeOfDay(form.from) && isTimeOfDay(form.to)) save.mutate({ quietHours: form });
      }}
      isSaving={save.isPending}
      error={save.error}
    >
      <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap' }}>
        {time('from', t(m.quietFrom))}
        {time('to', t(m.quietTo))}
        <TextField
          size="small"
          label={t(m.quietZone)}
          value={form.timeZone}
          onChange={(event) => set({ timeZone: event.target.value })}
          slotProps={{ htmlInput: { maxLength: 64, spellCheck: false } }}
          sx={{ flex: '1 1 160px' }}
        />
      </Box>
    </ChannelCard>
  );
}
