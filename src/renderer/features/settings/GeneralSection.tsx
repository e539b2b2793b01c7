import Box from '@mui/material/Box';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormHelperText from '@mui/material/FormHelperText';
import MenuItem from '@mui/material/MenuItem';
import { useColorScheme } from '@mui/material/styles';
import Switch from '@mui/material/Switch';
import TextField from '@mui/material/TextField';

import { canHideNames } from '../../app/hide-names.ts';
import { chooseLanguage, useLanguageChoice, type LanguageChoice } from '../../i18n/language.ts';
import { LANGUAGE_NAMES } from '../../i18n/language-names.ts';
import { t } from '../../i18n/t.ts';
import { densityStore, hideNamesStore, type Density } from '../../ui/preferences.ts';
import { useStored } from '../../ui/remembered-store.ts';
import { settingsMessages as m } from './messages.ts';
import { SettingsSection } from './SettingsSection.tsx';

type Mode = 'light' | 'dark' | 'system';

/** What belongs to this window: language, theme, density, and whether names are covered. */
export function GeneralSection() {
  const language = useLanguageChoice();
  const { mode = 'system', setMode } = useColorScheme();
  const density = useStored(densityStore);
  return (
    <SettingsSection id="general" title={t(m.general)}>
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'repeat(auto-fit, minmax(200px, 1fr))' }}>
        <Choice<LanguageChoice>
          id="setting-language"
          label={t(m.language)}
          value={language}
          choices={[
            ['system', t(m.languageSystem)],
            ...(Object.entries(LANGUAGE_NAMES) as [LanguageChoice, string][]),
          ]}
          onChange={(next) => void chooseLanguage(next)}
        />
        <Choice<Mode>
          id="setting-theme"
          label={t(m.theme)}
          value={mode}
          choices={[
            ['system', t(m.system)],
            ['light', t(m.light)],
            ['dark', t(m.dark)],
          ]}
          onChange={setMode}
        />
        <Choice<Density>
          id="setting-density"
          label={t(m.density)}
          value={density}
          choices={[
            ['compact', t(m.compact)],
            ['comfortable', t(m.comfortable)],
          ]}
          onChange={(next) => densityStore.set(next)}
        />
      </Box>
      <HideNamesSwitch />
    </SettingsSection>
  );
}

function HideNamesSwitch() {
  const isOn = useStored(hideNamesStore);
  const can = canHideNames();
  return (
    <Box>
      <FormControlLabel
        control={
          <Switch
            checked={isOn && can}
            disabled={!can}
            onChange={(_event, checked) => hideNamesStore.set(checked)}
            slotProps={{ input: { 'aria-describedby': 'hide-names-hint' } }}
          />
        }
        label={t(m.hideNames)}
      />
      <FormHelperText id="hide-names-hint">{t(can ? m.hideNamesHint : m.hideNamesCannot)}</FormHelperText>
    </Box>
  );
}

interface ChoiceProps<T extends string> {
  id: string;
  label: string;
  value: T;
  choices: readonly (readonly [T, string])[];
  onChange: (value: T) => void;
}

function Choice<T extends string>({ id, label, value, choices, onChange }: ChoiceProps<T>) {
  return (
    <TextField
      select
      size="small"
      id={id}
      label={label}
      value={value}
      onChange={(event) => onChange(event.target.value as T)}
    >
      {choices.map(([choice, name]) => (
        <MenuItem key={choice} value={choice}>
          {name}
        </MenuItem>
      ))}
    </TextField>
  );
}
