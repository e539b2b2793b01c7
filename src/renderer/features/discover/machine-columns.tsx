import BlockIcon from '@mui/icons-material/Block';
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import Tooltip from '@mui/material/Tooltip';
import {
  GRID_CHECKBOX_SELECTION_COL_DEF,
  type GridColDef,
  type GridRenderCellParams,
} from '@mui/x-data-grid';

import type { SiPrefix } from '#shared/format.ts';

import { routeHash } from '../../app/route.ts';
import { fmt } from '../../i18n/fmt.ts';
import { t, translateSentence } from '../../i18n/t.ts';
import type { StateLook } from '../../ui/state-looks.tsx';
import { visuallyHidden } from '../../ui/visually-hidden.ts';
import { CONDITIONS, POINT_STATES } from './machine-looks.tsx';
import { activePool, compareAddresses, type MachineRow } from './machine-view.ts';
import { MachineMenu } from './MachineMenu.tsx';
import { discoverMessages as m } from './messages.ts';

type Cell = GridRenderCellParams<MachineRow>;

const CUT = { minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } as const;

/** Icon and word, and after them what else there is to say. */
function LookCell({ look, text }: { look: StateLook; text: string | null }) {
  const { Icon, tone } = look;
  return (
    <Tooltip title={text ?? ''}>
      <Box component="span" sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.75, minWidth: 0 }}>
        <Icon sx={{ fontSize: 18, color: tone === 'default' ? 'text.secondary' : `${tone}.main` }} />
        <span>{t(look.word)}</span>
        {text !== null && (
          <Box component="span" sx={{ ...CUT, color: 'text.secondary' }}>
            {text}
          </Box>
        )}
      </Box>
    </Tooltip>
  );
}

function conditionText({ trouble, telemetry, condition }: MachineRow): string | null {
  if (condition === 'faulty') return telemetry?.faults[0]?.text ?? null;
  return trouble === null ? null : translateSentence(trouble);
}

/** The machine's own page opens outside; nothing of this window goes with it. */
function AddressCell({ row, hasFocus }: { row: MachineRow; hasFocus: boolean }) {
  const { page } = row.controls;
  if (page === null) return row.address;
  return (
    <Link
      href={page}
      target="_blank"
      rel="noopener noreferrer"
      tabIndex={hasFocus ? 0 : -1}
      aria-label={t(m.pageOf, { address: row.address })}
    >
      {row.address}
    </Link>
  );
}

/** host:port, as there is little room. */
function hostOf(url: string): string {
  return url.replace(/^[a-z0-9+]+:\/\//i, '');
}

function PoolCell({ row }: { row: MachineRow }) {
  const pools = row.telemetry?.pools ?? [];
  const pool = activePool(pools);
  if (!pool) return t(m.none);
  const more = pools.length > 1 ? ` ${t(m.morePools, { count: fmt.count(pools.length - 1) })}` : '';
  return (
    <Tooltip title={pools.map(({ url, user }) => `${url} ${user ?? ''}`).join(' · ')}>
      <Box
        component="span"
        sx={{ ...CUT, ...(pool.isOurs ? { color: 'success.main', fontWeight: 600 } : {}) }}
      >
        {pool.isOurs ? t(m.ours, { url: hostOf(pool.url) }) : hostOf(pool.url)}
        {more}
      </Box>
    </Tooltip>
  );
}

/** Where it points; of one that cannot be pointed the sentence that says why. */
function PointCell({ row }: { row: MachineRow }) {
  const { point, pointable } = row;
  if (pointable === true) return <LookCell look={POINT_STATES[point]} text={null} />;
  const why = translateSentence(pointable);
  return (
    <Tooltip title={why}>
      <Box component="span" sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.75, minWidth: 0 }}>
        <BlockIcon sx={{ fontSize: 18, color: 'text.secondary' }} titleAccess={t(m.cannotBePointed)} />
        <Box component="span" sx={{ ...CUT, color: 'text.secondary' }}>
          {why}
        </Box>
      </Box>
    </Tooltip>
  );
}

function MinerCell({ row, hasFocus }: { row: MachineRow; hasFocus: boolean }) {
  if (row.minerId === null) return t(m.none);
  return (
    <Link href={routeHash('miners', { miner: row.minerId })} tabIndex={hasFocus ? 0 : -1}>
      {row.minerId}
    </Link>
  );
}

function NowCell({ row, text }: { row: MachineRow; text: string }) {
  if (!row.telemetry?.isRateDoubtful) return text;
  return (
    <Tooltip title={t(m.doubtful)}>
      <Box component="span" sx={{ color: 'warning.main' }}>
        {t(m.doubtfulMark, { rate: text })}
      </Box>
    </Tooltip>
  );
}

const RIGHT = { type: 'number', align: 'right', headerAlign: 'right' } as const;

/** The table's columns; one unit prefix holds for both hashrate columns. */
export function machineColumns(prefix: SiPrefix, isNarrow: boolean): GridColDef<MachineRow>[] {
  const rate = (value: number | null) => fmt.hashrateIn(value, prefix);
  return [
    { ...GRID_CHECKBOX_SELECTION_COL_DEF, width: 40, minWidth: 40 },
    {
      field: 'address',
      headerName: t(m.address),
      width: 112,
      sortComparator: compareAddresses,
      hideable: false,
      renderCell: ({ row, hasFocus }: Cell) => <AddressCell row={row} hasFocus={hasFocus} />,
    },
    {
      field: 'actions',
      headerName: t(m.actions),
      renderHeader: () => <span style={visuallyHidden}>{t(m.actions)}</span>,
      width: 40,
      minWidth: 40,
      sortable: false,
      resizable: false,
      align: 'center',
      renderCell: ({ row, hasFocus }: Cell) => <MachineMenu machine={row} hasFocus={hasFocus} />,
    },
    {
      field: 'condition',
      headerName: t(m.state),
      minWidth: isNarrow ? 108 : 140,
      flex: 1,
      valueGetter: (_value, row) => CONDITIONS[row.condition].word,
      renderCell: ({ row }: Cell) => (
        <LookCell look={CONDITIONS[row.condition]} text={isNarrow ? null : conditionText(row)} />
      ),
    },
    {
      field: 'point',
      headerName: t(m.pointsAt),
      minWidth: isNarrow ? 110 : 160,
      flex: 1.4,
      valueGetter: (_value, row) => POINT_STATES[row.point].word,
      renderCell: ({ row }: Cell) => <PointCell row={row} />,
    },
    {
      field: 'model',
      headerName: t(m.model),
      minWidth: 130,
      flex: 0.8,
      valueGetter: (value: string | null) => value ?? t(m.none),
    },
    { field: 'familyName', headerName: t(m.family), width: 136 },
    {
      ...RIGHT,
      field: 'hashrateNow',
      headerName: t(m.rateNow),
      width: 104,
      valueFormatter: rate,
      renderCell: ({ row }: Cell) => <NowCell row={row} text={rate(row.hashrateNow)} />,
    },
    { ...RIGHT, field: 'hashrateNominal', headerName: t(m.nominal), width: 112, valueFormatter: rate },
    {
      ...RIGHT,
      field: 'hottest',
      headerName: t(m.hottest),
      width: 84,
      valueFormatter: (value: number | null) =>
        value === null ? t(m.none) : t(m.celsius, { value: fmt.count(value) }),
    },
    {
      field: 'poolText',
      headerName: t(m.pool),
      minWidth: 150,
      flex: 1.1,
      renderCell: ({ row }: Cell) => <PoolCell row={row} />,
    },
    {
      field: 'mac',
      headerName: t(m.mac),
      width: 138,
      valueGetter: (value: string | null) => value ?? t(m.none),
    },
    {
      field: 'minerId',
      headerName: t(m.miner),
      width: 110,
      renderCell: ({ row, hasFocus }: Cell) => <MinerCell row={row} hasFocus={hasFocus} />,
    },
  ];
}

/** What a window of ordinary width leaves to the details. */
export const ORDINARY_COLUMNS: Readonly<Record<string, boolean>> = {
  mac: false,
  hashrateNominal: false,
  familyName: false,
};

/** What a narrow window shows; the rest is in the details. */
export const NARROW_COLUMNS: Readonly<Record<string, boolean>> = {
  ...ORDINARY_COLUMNS,
  __check__: false,
  hashrateNow: false,
  hottest: false,
  poolText: false,
  minerId: false,
  model: false,
};
