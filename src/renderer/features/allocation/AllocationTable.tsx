import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import useMediaQuery from '@mui/material/useMediaQuery';
import { useTheme } from '@mui/material/styles';
import { DataGrid, type GridColDef, type GridRenderCellParams } from '@mui/x-data-grid';
import { useDeferredValue, useMemo, useState } from 'react';

import type { FarmSnapshot } from '#shared/model/snapshot.ts';

import { usePlan } from '../../api/queries.ts';
import { cspNonce } from '../../app/csp-nonce.ts';
import { fmt } from '../../i18n/fmt.ts';
import { t, translateSentence } from '../../i18n/t.ts';
import { AccountName } from '../../ui/AccountBadge.tsx';
import { useEngineNow } from '../../ui/use-now.ts';
import { ErrorState, LoadingState } from '../../ui/ViewState.tsx';
import { allocationRows, matchingRows, type AllocationRow, type Names } from './allocation-rows.ts';
import { allocationMessages as m } from './messages.ts';

type Cell = GridRenderCellParams<AllocationRow>;

const PAGE_SIZE = 100;
const ROW_HEIGHT = 32;
/** A longer table scrolls by itself. */
const MAX_ROWS_IN_FULL = 15;
const naturally = new Intl.Collator('en', { numeric: true });
const compare = (a: string, b: string) => naturally.compare(a, b);

/** Every miner: for whom it works, since when, why, and its next planned move. */
export function AllocationTable({ snapshot }: { snapshot: FarmSnapshot }) {
  const { data, error, refetch } = usePlan();
  const [query, setQuery] = useState('');
  const wanted = useDeferredValue(query);
  const isNarrow = useMediaQuery(useTheme().breakpoints.down('md'));
  // Of the snapshot only names are read, and they change seldom.
  const names = JSON.stringify({
    accounts: snapshot.accounts.map(({ id, name }) => ({ id, name })),
    miners: snapshot.miners.map(({ id, name }) => ({ id, name })),
  });
  const rows = useMemo(() => (data ? allocationRows(data, JSON.parse(names) as Names) : []), [data, names]);
  const shown = useMemo(() => matchingRows(rows, wanted), [rows, wanted]);
  const columns = useMemo(() => allocationColumns(), []);
  const nonce = cspNonce();
  const isLong = shown.length > MAX_ROWS_IN_FULL;
  return (
    <Paper
      variant="outlined"
      component="section"
      aria-labelledby="miners-now-title"
      sx={{ p: 1.5, minWidth: 0 }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, flexWrap: 'wrap', mb: 1 }}>
        <Typography variant="h2" id="miners-now-title" sx={{ flex: 1 }}>
          {t(m.minersTitle)}
        </Typography>
        <TextField
          size="small"
          label={t(m.search)}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && setQuery('')}
          slotProps={{ htmlInput: { type: 'search', spellCheck: false, maxLength: 200 } }}
          sx={{ flex: '0 1 300px' }}
        />
      </Box>
      {!data &&
        (error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <LoadingState height={32} />)}
      {data && (
        <Box sx={isLong ? { height: (MAX_ROWS_IN_FULL + 3) * ROW_HEIGHT } : {}}>
          <DataGrid
            aria-label={t(m.minersTable)}
            rows={shown as AllocationRow[]}
            columns={columns}
            {...(nonce === undefined ? {} : { nonce })}
            rowHeight={ROW_HEIGHT}
            columnHeaderHeight={36}
            columnVisibilityModel={isNarrow ? { sinceMs: false, cause: false } : {}}
            initialState={{ sorting: { sortModel: [{ field: 'name', sort: 'asc' }] } }}
            pageSizeOptions={[PAGE_SIZE]}
            hideFooter={shown.length <= PAGE_SIZE}
            localeText={{ noRowsLabel: t(m.noMatch) }}
            disableRowSelectionOnClick
            disableColumnFilter
            disableColumnMenu
            sx={{ '& .MuiDataGrid-cell': { display: 'flex', alignItems: 'center' } }}
          />
        </Box>
      )}
    </Paper>
  );
}

function allocationColumns(): GridColDef<AllocationRow>[] {
  return [
    { field: 'name', headerName: t(m.miner), minWidth: 96, flex: 0.6, sortComparator: compare },
    {
      field: 'accountName',
      headerName: t(m.account),
      minWidth: 96,
      flex: 0.6,
      sortComparator: compare,
      renderCell: ({ row }: Cell) => <AccountCell id={row.accountId} name={row.accountName} />,
    },
    {
      field: 'sinceMs',
      headerName: t(m.since),
      width: 140,
      renderCell: ({ row }: Cell) => <SinceCell atMs={row.sinceMs} />,
    },
    {
      field: 'cause',
      headerName: t(m.cause),
      minWidth: 160,
      flex: 2,
      renderCell: ({ row }: Cell) => <CauseCell cause={row.cause} />,
    },
    {
      field: 'nextMs',
      headerName: t(m.next),
      minWidth: 150,
      flex: 0.9,
      renderCell: ({ row }: Cell) => <NextCell row={row} />,
    },
  ];
}

function AccountCell({ id, name }: { id: string | null; name: string }) {
  return id === null ? t(m.parked) : <AccountName accountId={id} name={name} />;
}

function SinceCell({ atMs }: { atMs: number | null }) {
  const nowMs = useEngineNow();
  if (atMs === null) return fmt.time(null);
  return <span title={fmt.timestamp(atMs)}>{fmt.ago(Math.max(nowMs - atMs, 0))}</span>;
}

function CauseCell({ cause }: { cause: string }) {
  const text = translateSentence(cause);
  return (
    <Box component="span" title={text} sx={{ overflow: 'hidden', textOverflow: 'ellipsis' }}>
      {text}
    </Box>
  );
}

function NextCell({ row }: { row: AllocationRow }) {
  const nowMs = useEngineNow();
  if (row.nextMs === null) {
    return (
      <Typography variant="body2" color="textSecondary" component="span">
        {t(m.nextNone)}
      </Typography>
    );
  }
  const time = fmt.time(row.nextMs, { nowMs });
  if (row.nextAccountId === null) return <span>{t(m.nextSome, { time })}</span>;
  return (
    <Box
      component="span"
      sx={{ display: 'inline-flex', gap: 1, minWidth: 0 }}
      title={fmt.timestamp(row.nextMs)}
    >
      <span>{time}</span>
      <span aria-hidden>→</span>
      <AccountName accountId={row.nextAccountId} name={row.nextAccountName} />
    </Box>
  );
}
