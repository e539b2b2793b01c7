import Box from '@mui/material/Box';
import Dialog from '@mui/material/Dialog';
import Divider from '@mui/material/Divider';
import InputBase from '@mui/material/InputBase';
import Typography from '@mui/material/Typography';
import { useDeferredValue, useMemo, useState, type KeyboardEvent } from 'react';

import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { readRemembered, remember } from '../../ui/use-remembered.ts';
import { visuallyHidden } from '../../ui/visually-hidden.ts';
import { paletteMessages as m } from './messages.ts';
import type { PaletteEntry } from './palette-entries.ts';
import { acceptRecent, paletteResults, withRecent } from './palette-view.ts';
import { PaletteList, optionId } from './PaletteList.tsx';
import { usePaletteIndex } from './use-palette-index.ts';

const RECENT_KEY = 'palette.recent';
const LIST_ID = 'palette-list';
const PAGE = 8;

interface Props {
  onClose: () => void;
  onHelp: () => void;
}

function placeAfter(key: string, place: number, count: number): number | null {
  if (count === 0) return null;
  switch (key) {
    case 'ArrowDown':
      return (place + 1) % count;
    case 'ArrowUp':
      return (place + count - 1) % count;
    case 'PageDown':
      return Math.min(place + PAGE, count - 1);
    case 'PageUp':
      return Math.max(place - PAGE, 0);
    default:
      return null;
  }
}

/** Finds pages, accounts, miners and pools by a few letters, and does things, by keys alone. */
export function Palette({ onClose, onHelp }: Props) {
  const index = usePaletteIndex(onHelp);
  const [query, setQuery] = useState('');
  const [place, setPlace] = useState(0);
  const [recent] = useState(() => acceptRecent(readRemembered(RECENT_KEY)) ?? []);
  const asked = useDeferredValue(query);
  const results = useMemo(() => paletteResults(index, asked, recent), [index, asked, recent]);
  const chosen = Math.min(place, Math.max(results.length - 1, 0));

  function run(entry: PaletteEntry): void {
    remember(RECENT_KEY, withRecent(recent, entry.id));
    onClose();
    // The focus first goes back to where it came from, so that what opens now can give it back there too.
    requestAnimationFrame(() => entry.run());
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    const next = placeAfter(event.key, chosen, results.length);
    if (next !== null) {
      event.preventDefault();
      setPlace(next);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      // Of what was typed, not of what is still on screen.
      const entry = paletteResults(index, query, recent)[query === asked ? chosen : 0];
      if (entry) run(entry);
    }
  }

  return (
    <Dialog
      open
      onClose={onClose}
      fullWidth
      maxWidth="sm"
      slotProps={{
        container: { sx: { alignItems: 'flex-start' } },
        paper: { 'aria-label': t(m.title), sx: { mt: { xs: 1, sm: 8 } } },
      }}
    >
      <InputBase
        autoFocus
        fullWidth
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setPlace(0);
        }}
        onKeyDown={onKeyDown}
        placeholder={t(m.hint)}
        inputProps={{
          role: 'combobox',
          'aria-label': t(m.title),
          'aria-expanded': results.length > 0,
          'aria-controls': LIST_ID,
          'aria-autocomplete': 'list',
          'aria-activedescendant': results.length > 0 ? optionId(chosen) : undefined,
          autoComplete: 'off',
          autoCapitalize: 'off',
          spellCheck: false,
          maxLength: 200,
        }}
        sx={{ px: 2, py: 1.25, fontSize: '1.1rem' }}
      />
      <Divider />
      <PaletteList id={LIST_ID} results={results} chosen={chosen} onChoose={run} />
      {results.length === 0 && (
        <Typography variant="body2" color="textSecondary" sx={{ p: 2 }}>
          {t(m.none, { query: asked })}
        </Typography>
      )}
      <Divider />
      <Box sx={{ px: 2, py: 0.75, display: 'flex', justifyContent: 'space-between' }}>
        <Typography variant="caption" color="textSecondary">
          {t(m.keys)}
        </Typography>
        <span role="status" style={visuallyHidden}>
          {t(m.count, { count: fmt.count(results.length) })}
        </span>
      </Box>
    </Dialog>
  );
}
