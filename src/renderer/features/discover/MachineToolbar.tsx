import ClearIcon from '@mui/icons-material/Clear';
import SearchIcon from '@mui/icons-material/Search';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import InputAdornment from '@mui/material/InputAdornment';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useRef } from 'react';

import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import {
  acceptMachineFilter,
  MACHINE_FILTERS,
  machineCounts,
  type MachineFilter,
  type MachineRow,
} from './machine-view.ts';
import { discoverMessages as m } from './messages.ts';

const FILTER_TEXTS: Readonly<Record<MachineFilter, string>> = {
  all: m.filterAll,
  pointed: m.filterPointed,
  elsewhere: m.filterElsewhere,
  changed: m.filterChanged,
  'other-algorithm': m.filterOther,
  'read-only': m.filterReadOnly,
  'locked-out': m.filterLocked,
};

interface Props {
  rows: readonly MachineRow[];
  shown: number;
  query: string;
  filter: MachineFilter;
  onQuery: (query: string) => void;
  onFilter: (filter: MachineFilter) => void;
  /** Further buttons at the end of the line. */
  children?: React.ReactNode;
}

/** Search and filter of the machines. */
export function MachineToolbar({ rows, shown, query, filter, onQuery, onFilter, children }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const counts = machineCounts(rows);
  return (
    <Box sx={{ display: 'flex', gap: 1.5, mb: 1.5, flexWrap: 'wrap', alignItems: 'center' }}>
      <TextField
        size="small"
        label={t(m.search)}
        placeholder={t(m.searchHint)}
        value={query}
        onChange={(event) => onQuery(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onQuery('');
        }}
        inputRef={input}
        slotProps={{
          htmlInput: { type: 'search', spellCheck: false },
          input: {
            startAdornment: (
              <InputAdornment position="start">
                <SearchIcon fontSize="small" />
              </InputAdornment>
            ),
            endAdornment:
              query === '' ? undefined : (
                <IconButton size="small" aria-label={t(m.clear)} onClick={() => onQuery('')} edge="end">
                  <ClearIcon fontSize="small" />
                </IconButton>
              ),
          },
        }}
        sx={{
          flex: '1 1 200px',
          maxWidth: 420,
          '& [type=search]::-webkit-search-cancel-button': { display: 'none' },
        }}
      />
      <TextField
        select
        size="small"
        label={t(m.filter)}
        value={filter}
        onChange={(event) => onFilter(acceptMachineFilter(event.target.value))}
        sx={{ minWidth: 190 }}
      >
        {MACHINE_FILTERS.map((value) => (
          <MenuItem key={value} value={value}>
            {t(FILTER_TEXTS[value], { count: fmt.count(counts[value]) })}
          </MenuItem>
        ))}
      </TextField>
      <Typography variant="body2" color="textSecondary" role="status" sx={{ flex: 1, minWidth: 120 }}>
        {t(m.shown, { shown: fmt.count(shown), total: fmt.count(rows.length) })}
      </Typography>
      {children}
    </Box>
  );
}
