import Box from '@mui/material/Box';
import Tooltip from '@mui/material/Tooltip';
import {
  GRID_CHECKBOX_SELECTION_COL_DEF,
  type GridColDef,
  type GridRenderCellParams,
} from '@mui/x-data-grid';
import { memo } from 'react';

import type { SiPrefix } from '#shared/format.ts';
import type { MinerState } from '#shared/model/snapshot.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { AccountName } from '../../ui/AccountBadge.tsx';
import { MINER_STATES } from '../../ui/state-looks.tsx';
import { useEngineNow } from '../../ui/use-now.ts';
import { visuallyHidden } from '../../ui/visually-hidden.ts';
import { minerMessages as m } from './messages.ts';
import { MinerActions } from './MinerActions.tsx';
import { compareText, type MinerRow } from './miners-view.ts';
import { RoleButton } from './RoleButton.tsx';

type Cell = GridRenderCellParams<MinerRow>;

/** For whom a standby miner stands in; nothing for others. */
function standInText({ standsInFor }: MinerRow): string {
  return standsInFor === null ? '' : t(m.standsInFor, { names: standsInFor });
}

/** What is said beside the state, where anything is. */
function stateText(row: MinerRow): string {
  if (row.answersAgain) return t(m.answersAgain);
  return row.markedFailed ? row.markedFailed.note : standInText(row);
}

const StateCell = memo(function StateCell({ state, text }: { state: MinerState; text: string }) {
  const { Icon, tone, word } = MINER_STATES[state];
  const color = tone === 'default' ? 'text.secondary' : `${tone}.main`;
  return (
    <Tooltip title={text}>
      <Box
        component="span"
        sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.75, minWidth: 0, maxWidth: '100%' }}
      >
        <Icon sx={{ fontSize: 18, color }} />
        <span>{word}</span>
        {text !== '' && (
          <Box
            component="span"
            sx={{
              color: 'text.secondary',
              minWidth: 0,
              overflow: 'hidden',
              textOverflow: 'ellipsis',
              whiteSpace: 'nowrap',
            }}
          >
            {text}
          </Box>
        )}
      </Box>
    </Tooltip>
  );
});

function AgeCell({ atMs }: { atMs: number | null }) {
  const nowMs = useEngineNow();
  return atMs === null ? t(m.never) : <span title={fmt.timestamp(atMs)}>{fmt.ago(nowMs - atMs)}</span>;
}

function number(
  field: keyof MinerRow,
  headerName: string,
  width: number,
  text: (value: number | null) => string,
) {
  return {
    field,
    headerName,
    width,
    type: 'number',
    align: 'right',
    headerAlign: 'right',
    valueFormatter: (value: number | null) => text(value),
  } satisfies GridColDef<MinerRow>;
}

function text(field: keyof MinerRow, headerName: string, width: number) {
  return {
    field,
    headerName,
    width,
    sortComparator: compareText,
    valueFormatter: (value: string | null) => value ?? t(m.none),
  } satisfies GridColDef<MinerRow>;
}

function unit(message: string, value: number | null): string {
  return value === null ? t(m.none) : t(message, { n: fmt.count(Math.round(value)) });
}

/** Three digits are as much as such figures are worth. */
function efficiencyText(value: number | null): string {
  return value === null ? t(m.none) : fmt.exact(Number(value.toPrecision(3)));
}

/** The table's columns; one unit prefix holds for both hashrate columns. */
export function minerColumns(prefix: SiPrefix, isNarrow: boolean): GridColDef<MinerRow>[] {
  const hashrate = (value: number | null) => fmt.hashrateIn(value, prefix);
  return [
    { ...GRID_CHECKBOX_SELECTION_COL_DEF, width: 40, minWidth: 40 },
    {
      field: 'name',
      headerName: t(m.name),
      minWidth: isNarrow ? 84 : 104,
      flex: 0.8,
      sortComparator: compareText,
      hideable: false,
    },
    {
      field: 'actions',
      headerName: t(m.actions),
      renderHeader: () => <span style={visuallyHidden}>{t(m.actions)}</span>,
      width: 40,
      minWidth: 40,
      disableReorder: true,
      resizable: false,
      sortable: false,
      align: 'center',
      hideable: false,
      disableColumnMenu: true,
      renderCell: ({ row, hasFocus }: Cell) => <MinerActions miner={row} hasFocus={hasFocus} />,
    },
    {
      field: 'state',
      headerName: t(m.state),
      minWidth: isNarrow ? 126 : 188,
      flex: 1.4,
      valueGetter: (_value, row) => MINER_STATES[row.state].word,
      renderCell: ({ row }: Cell) => <StateCell state={row.state} text={stateText(row)} />,
    },
    {
      field: 'role',
      headerName: t(m.role),
      width: 102,
      valueGetter: (_value, row) => t(row.role === 'standby' ? m.standby : m.active),
      renderCell: ({ row, hasFocus }: Cell) => <RoleButton miner={row} hasFocus={hasFocus} />,
    },
    {
      field: 'accountName',
      headerName: t(m.account),
      minWidth: isNarrow ? 76 : 104,
      flex: 0.9,
      sortComparator: compareText,
      renderCell: ({ row }: Cell) =>
        row.accountId === null ? t(m.none) : <AccountName accountId={row.accountId} name={row.accountName} />,
    },
    number('hashrate', t(m.hashrate), 104, hashrate),
    number('nominalHashrate', t(m.nominal), 112, hashrate),
    number('ofNominal', t(m.ofNominal), 90, fmt.percent),
    {
      ...number('difficulty', t(m.difficulty), 82, fmt.difficulty),
      renderCell: ({ row }: Cell) => (
        <span title={fmt.exact(row.difficulty)}>{fmt.difficulty(row.difficulty)}</span>
      ),
    },
    number('acceptedShares', t(m.accepted), 86, fmt.count),
    number('rejectedShares', t(m.rejected), 86, fmt.count),
    number('staleShares', t(m.stale), 58, fmt.count),
    {
      ...number('lastShareAtMs', t(m.lastShare), 98, fmt.timestamp),
      renderCell: ({ row }: Cell) => <AgeCell atMs={row.lastShareAtMs} />,
    },
    { field: 'address', headerName: t(m.address), width: 124, sortComparator: compareText },
    text('model', t(m.model), 150),
    text('firmware', t(m.firmware), 150),
    number('temperature', t(m.temperature), 74, (value) => unit(m.celsius, value)),
    number('powerWatts', t(m.power), 86, (value) => unit(m.watts, value)),
    number('efficiency', t(m.efficiency), 72, efficiencyText),
    text('mac', t(m.mac), 144),
    { field: 'userAgent', headerName: t(m.userAgent), width: 150, sortComparator: compareText },
    number('switches', t(m.switches), 84, fmt.count),
  ];
}
