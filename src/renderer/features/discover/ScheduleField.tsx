import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';

import type { ScanSchedule } from '#shared/model/machine.ts';

import { errorText } from '../../api/error-text.ts';
import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { discoverMessages as m } from './messages.ts';
import { useDiscoveryCommands } from './queries.ts';

const NEVER = 'never';
const MINUTES = [10, 30, 60, 360, 1440];

/** Looks again by itself every so often, in the ranges of the field above; or not. */
export function ScheduleField({ schedule, ranges }: { schedule: ScanSchedule; ranges: string }) {
  const command = useDiscoveryCommands().schedule;
  const { everyMinutes } = schedule;
  const choices =
    everyMinutes === null || MINUTES.includes(everyMinutes)
      ? MINUTES
      : [...MINUTES, everyMinutes].toSorted((a, b) => a - b);
  const help = everyMinutes === null ? '' : t(m.scheduleOf, { ranges: schedule.ranges });
  return (
    <TextField
      select
      size="small"
      label={t(m.schedule)}
      value={everyMinutes === null ? NEVER : String(everyMinutes)}
      error={command.isError}
      helperText={command.isError ? errorText(command.error) : help}
      onChange={({ target: { value } }) =>
        command.mutate(
          value === NEVER
            ? { ranges: schedule.ranges, everyMinutes: null }
            : { ranges, everyMinutes: Number(value) },
        )
      }
      sx={{ minWidth: 220, maxWidth: 420 }}
    >
      <MenuItem value={NEVER}>{t(m.scheduleNever)}</MenuItem>
      {choices.map((minutes) => (
        <MenuItem key={minutes} value={String(minutes)}>
          {t(m.scheduleEvery, { duration: fmt.duration(minutes * 60_000) })}
        </MenuItem>
      ))}
    </TextField>
  );
}
