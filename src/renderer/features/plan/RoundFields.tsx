import Autocomplete, { createFilterOptions } from '@mui/material/Autocomplete';
import Box from '@mui/material/Box';
import TextField from '@mui/material/TextField';

import type { PlanSettingsInput } from '#shared/model/planning.ts';

import { t } from '../../i18n/t.ts';
import { planMessages as m } from './messages.ts';
import type { RoundField } from './settings-form.ts';

type Round = PlanSettingsInput['round'];

const LENGTHS = ['24h', '7d', '12h', '8h', '1h', 'never'];
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
  const combo = (field: 'every' | 'timeZone', options: readonly string[], isDisabled = false) => (
    <Autocomplete
      freeSolo
      disabled={isDisabled}
      options={options}
      filterOptions={field === 'timeZone' ? FEW_OPTIONS : (all) => all}
      inputValue={round[field]}
      onInputChange={(_event, text, reason) => {
        if (reason !== 'reset' || text !== '') onChange({ ...round, [field]: text });
      }}
      value={round[field]}
      disableClearable
      renderInput={(params) => (
        <TextField
          {...params}
          label={t(field === 'every' ? m.every : m.timeZone)}
          {...shared(field, t(field === 'every' ? m.everyHint : m.timeZoneHint))}
        />
      )}
    />
  );
  return (
    <Box role="group" aria-label={t(m.round)} sx={{ display: 'grid', gap: 2 }}>
      {combo('every', LENGTHS)}
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', sm: '1fr 2fr' } }}>
        <TextField
          label={t(m.anchor)}
          value={round.anchor}
          disabled={isEndless}
          onChange={(event) => onChange({ ...round, anchor: event.target.value })}
          slotProps={{ htmlInput: { maxLength: 8, spellCheck: false } }}
          {...shared('anchor', t(m.anchorHint))}
        />
        {combo('timeZone', TIME_ZONES, isEndless)}
      </Box>
    </Box>
  );
}
