import Autocomplete, { createFilterOptions } from '@mui/material/Autocomplete';
import TextField from '@mui/material/TextField';

import type { SeriesBy } from '#shared/model/charts.ts';
import type { FarmSnapshot } from '#shared/model/snapshot.ts';

import { t } from '../../i18n/t.ts';
import { MAX_CHART_MINERS } from './history-view.ts';
import { historyMessages as m } from './messages.ts';

interface Option {
  id: string;
  name: string;
}

/** A list of thousands is not drawn whole. */
const MAX_SHOWN_OPTIONS = 60;
const filterOptions = createFilterOptions<Option>({ limit: MAX_SHOWN_OPTIONS });

interface Props {
  by: Exclude<SeriesBy, 'farm'>;
  snapshot: Pick<FarmSnapshot, 'accounts' | 'miners'>;
  ids: readonly string[];
  onIds: (ids: readonly string[]) => void;
}

/** Which accounts, all of them unless some are chosen; or which miners. */
export function LinePicker({ by, snapshot, ids, onIds }: Props) {
  const options: readonly Option[] = by === 'account' ? snapshot.accounts : snapshot.miners;
  const known = new Map(options.map((option) => [option.id, option]));
  const isFull = by === 'miner' && ids.length >= MAX_CHART_MINERS;
  return (
    <Autocomplete
      multiple
      size="small"
      limitTags={2}
      disableCloseOnSelect
      options={options}
      filterOptions={filterOptions}
      getOptionLabel={({ name }) => name}
      getOptionKey={({ id }) => id}
      isOptionEqualToValue={(a, b) => a.id === b.id}
      getOptionDisabled={({ id }) => isFull && !ids.includes(id)}
      value={ids.map((id) => known.get(id) ?? { id, name: id })}
      onChange={(_event, chosen) => onIds(chosen.map(({ id }) => id))}
      sx={{ minWidth: 200, maxWidth: 420, flex: '1 1 200px' }}
      renderInput={(params) => (
        <TextField
          {...params}
          label={t(by === 'account' ? m.pickAccounts : m.pickMiners)}
          placeholder={
            ids.length > 0
              ? ''
              : by === 'account'
                ? t(m.allAccounts)
                : t(m.pickHint, { count: MAX_CHART_MINERS })
          }
        />
      )}
    />
  );
}
