import ActionIcon from '@mui/icons-material/BoltOutlined';
import MinerIcon from '@mui/icons-material/DnsOutlined';
import AccountIcon from '@mui/icons-material/GroupsOutlined';
import PoolIcon from '@mui/icons-material/HubOutlined';
import PageIcon from '@mui/icons-material/SpaceDashboardOutlined';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { SvgIconComponent } from '@mui/icons-material';
import { useEffect, useRef } from 'react';

import { t } from '../../i18n/t.ts';
import { paletteMessages as m } from './messages.ts';
import type { EntryKind, PaletteEntry } from './palette-entries.ts';

const KINDS: Readonly<Record<EntryKind, { name: string; Icon: SvgIconComponent }>> = {
  page: { name: m.kindPage, Icon: PageIcon },
  action: { name: m.kindAction, Icon: ActionIcon },
  account: { name: m.kindAccount, Icon: AccountIcon },
  miner: { name: m.kindMiner, Icon: MinerIcon },
  pool: { name: m.kindPool, Icon: PoolIcon },
};

export function optionId(place: number): string {
  return `palette-option-${place}`;
}

interface Props {
  id: string;
  results: readonly PaletteEntry[];
  chosen: number;
  onChoose: (entry: PaletteEntry) => void;
}

/** The results; the focus stays in the field above, which says which of them is chosen. */
export function PaletteList({ id, results, chosen, onChoose }: Props) {
  const current = useRef<HTMLLIElement>(null);
  useEffect(() => {
    current.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen, results]);
  return (
    <Box
      component="ul"
      id={id}
      role="listbox"
      aria-label={t(m.results)}
      sx={{ m: 0, p: 0.5, listStyle: 'none', overflowY: 'auto', maxHeight: 'min(60vh, 420px)' }}
    >
      {results.map((entry, place) => {
        const { name, Icon } = KINDS[entry.kind];
        const isChosen = place === chosen;
        return (
          // The keys are the field's: a press of the mouse is all that a line has to know.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events
          <Box
            component="li"
            key={entry.id}
            id={optionId(place)}
            ref={isChosen ? current : undefined}
            role="option"
            aria-selected={isChosen}
            onClick={() => onChoose(entry)}
            sx={{
              display: 'flex',
              alignItems: 'center',
              gap: 1.5,
              px: 1.5,
              minHeight: 36,
              borderRadius: 1,
              cursor: 'pointer',
              bgcolor: isChosen ? 'action.selected' : 'transparent',
              '&:hover': { bgcolor: isChosen ? 'action.selected' : 'action.hover' },
            }}
          >
            <Icon fontSize="small" color="action" />
            <Typography component="span" noWrap sx={{ flex: '1 1 auto', minWidth: 80 }}>
              {entry.title}
            </Typography>
            <Typography component="span" variant="caption" color="textSecondary" noWrap>
              {entry.detail}
            </Typography>
            <Typography component="span" variant="caption" color="textSecondary" sx={{ flex: 'none' }}>
              {t(name)}
            </Typography>
          </Box>
        );
      })}
    </Box>
  );
}
