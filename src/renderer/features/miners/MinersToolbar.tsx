import ClearIcon from '@mui/icons-material/Clear';
import SearchIcon from '@mui/icons-material/Search';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import InputAdornment from '@mui/material/InputAdornment';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useEffect, useRef, type ReactNode } from 'react';

import type { MinerView } from '#shared/model/snapshot.ts';

import { MINER_FILTERS, type MinerFilter } from '../../app/header-view.ts';
import { FOCUS_SEARCH_EVENT } from '../../app/use-shortcuts.ts';
import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { minerMessages as m } from './messages.ts';
import { acceptFilter, filterCounts } from './miners-view.ts';

const FILTER_TEXTS: Readonly<Record<MinerFilter, string>> = {
  all: m.filterAll,
  working: m.filterWorking,
  standby: m.filterStandby,
  offline: m.filterOffline,
  marked: m.filterMarked,
  attention: m.filterAttention,
};

interface Props {
  miners: readonly MinerView[];
  shown: number;
  query: string;
  filter: MinerFilter;
  onQuery: (query: string) => void;
  onFilter: (filter: MinerFilter) => void;
  /** Views, columns and what else belongs to the table. */
  children?: ReactNode;
}

/** Search and filter. `/` puts the cursor here, Escape empties and leaves it. */
export function MinersToolbar({ miners, shown, query, filter, onQuery, onFilter, children }: Props) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const focus = () => input.current?.select();
    window.addEventListener(FOCUS_SEARCH_EVENT, focus);
    return () => window.removeEventListener(FOCUS_SEARCH_EVENT, focus);
  }, []);
  const counts = filterCounts(miners);
  return (
    <Box sx={{ display: 'flex', columnGap: 1.5, rowGap: 1, mb: 1.5, flexWrap: 'wrap', alignItems: 'center' }}>
      <TextField
        size="small"
        label={t(m.search)}
        placeholder={t(m.searchHint)}
        value={query}
        onChange={(event) => onQuery(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          onQuery('');
          input.current?.blur();
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
          maxWidth: 340,
          '& [type=search]::-webkit-search-cancel-button': { display: 'none' },
        }}
      />
      <TextField
        select
        size="small"
        label={t(m.filter)}
        value={filter}
        onChange={(event) => onFilter(acceptFilter(event.target.value))}
        sx={{ minWidth: 190 }}
      >
        {MINER_FILTERS.map((value) => (
          <MenuItem key={value} value={value}>
            {t(FILTER_TEXTS[value], { count: fmt.count(counts[value]) })}
          </MenuItem>
        ))}
      </TextField>
      <Typography variant="body2" color="textSecondary" role="status">
        {t(m.shown, { shown: fmt.count(shown), total: fmt.count(miners.length) })}
      </Typography>
      <Box sx={{ flex: 1 }} />
      <Box sx={{ display: 'flex', gap: 0.5 }}>{children}</Box>
    </Box>
  );
}
