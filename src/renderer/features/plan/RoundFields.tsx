import Autocomplete, { createFilterOptions } from '@mui/material/Autocomplete';
import Box from '@mui/material/Box';
import TextField from '@mui/material/TextField';

import type { PlanSettingsInput } from '#shared/model/planning.ts';

import { t } from '../../i18n/t.ts';
import { planMessages as m } from './messages.ts';
import type { RoundField } from './settings-form.ts';

type Round = PlanSettingsInput['round'];

const TIME_ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];
const FEW_OPTIONS = createFilterOptions<string>({ limit: 50 });

interface Props {
  round: Round;
  /** The engine's sentence, beside the field that it is about. */
  error: { field: RoundField; sentence: string } | null;
  onChange: (round: Round) => void;
}

/** Length, beginning and time zone of a round. */
export function RoundFields({ round, error, onChange }: Props) {
  const isEndless = round.every.trim() === 'never';
  const shared = (field: RoundField, hint: string) => ({
    error: error?.field === field,
    helperText: error?.field === field ? error.sentence : hint,
  });
  return (
    <Box role="group" aria-label={t(m.round)} sx={{ display: 'grid', gap: 2 }}>
      <TextField
        label={t(m.every)}
        value={round.every}
        onChange={(event) => onChange({ ...round, every: event.target.value })}
        slotProps={{ htmlInput: { maxLength: 16, spellCheck: false } }}
        {...shared('every', t(m.everyHint))}
      />
      {!isEndless && (
        <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', sm: '1fr 2fr' } }}>
          <TextField
            label={t(m.anchor)}
            value={round.anchor}
            onChange={(event) => onChange({ ...round, anchor: event.target.value })}
            slotProps={{ htmlInput: { maxLength: 8, spellCheck: false } }}
            {...shared('anchor', t(m.anchorHint))}
          />
          <Autocomplete
            freeSolo
            disableClearable
            options={TIME_ZONES}
            filterOptions={FEW_OPTIONS}
            value={round.timeZone}
            inputValue={round.timeZone}
            onInputChange={(_event, timeZone) => onChange({ ...round, timeZone })}
            renderInput={(params) => (
              <TextField {...params} label={t(m.timeZone)} {...shared('timeZone', t(m.timeZoneHint))} />
            )}
          />
        </Box>
      )}
    </Box>
  );
}
