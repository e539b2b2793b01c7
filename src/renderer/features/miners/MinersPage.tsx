import DownloadIcon from '@mui/icons-material/FileDownloadOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import { visuallyHidden } from '../../ui/visually-hidden.ts';
import type { GridRowSelectionModel } from '@mui/x-data-grid';
import { useCallback, useDeferredValue, useMemo, useState } from 'react';

import type { StandIn } from '#shared/model/planning.ts';

import type { MinerFilter } from '../../app/header-view.ts';
import { useFarm, usePlan } from '../../api/queries.ts';
import { replaceParams, useRoute } from '../../app/route.ts';
import { FRAME_TOP } from '../../app/use-frame-top.ts';
import { useLocale } from '../../i18n/language.ts';
import { t } from '../../i18n/t.ts';
import { EmptyState, ErrorState, LoadingState } from '../../ui/ViewState.tsx';
import { BulkBar } from './BulkBar.tsx';
import { ColumnsMenu } from './ColumnsMenu.tsx';
import { minerMessages as m } from './messages.ts';
import { MinerDrawer } from './MinerDrawer.tsx';
import { acceptFilter, chosenRows, visibleRows } from './miners-view.ts';
import { MinersGrid } from './MinersGrid.tsx';
import { MinersToolbar } from './MinersToolbar.tsx';
import { StandbySection } from './StandbySection.tsx';
import { useExportCsv } from './use-commands.ts';
import { useMinerRows } from './use-miner-rows.ts';
import { useTableShape } from './use-table-shape.ts';
import { ViewsMenu } from './ViewsMenu.tsx';

const NO_STAND_INS: readonly StandIn[] = [];
const NONE: GridRowSelectionModel = { type: 'include', ids: new Set() };

/** The table is as tall as its rows; with what stands above it, it is at most as tall as the window. */
const PANE = {
  display: 'flex',
  flexDirection: 'column',
  maxHeight: { xs: 'none', md: `max(calc(100vh - ${FRAME_TOP} - 32px), 560px)` },
  '& > *': { flex: 'none' },
} as const;
const TABLE = {
  display: 'flex',
  flexDirection: 'column',
  '&&': { flex: '0 1 auto' },
  minHeight: 0,
  maxHeight: { xs: `max(calc(100vh - ${FRAME_TOP} - 181px), 320px)`, md: 'none' },
} as const;

/** All miners, searched and filtered; the address keeps both, so that a link or a reload brings them back. */
export function MinersPage() {
  const { data, error, refetch } = useFarm();
  const standIns = usePlan().data?.standIns ?? NO_STAND_INS;
  const [selection, setSelection] = useState(NONE);
  const { params } = useRoute();
  const query = params['q'] ?? '';
  const filter = acceptFilter(params['state']);
  const rows = useMinerRows(data?.snapshot, standIns);
  const shape = useTableShape({ hasMachines: rows.some(({ model }) => model !== null) });
  const locale = useLocale();
  const exportCsv = useExportCsv();
  const visible = useMemo(() => visibleRows(rows, query, filter), [rows, query, filter]);
  // Thousands of rows are drawn after what stands around them, in a frame of their own.
  const drawn = useDeferredValue(visible);
  const set = useCallback(
    (change: Record<string, string>) => replaceParams('miners', { ...params, ...change }),
    [params],
  );
  const onDetails = useCallback((id: string) => set({ miner: id }), [set]);
  const chosen = useMemo(() => chosenRows(visible, selection), [visible, selection]);
  const detailed = rows.find((row) => row.id === params['miner']);
  const address = data?.extras.stratumAddress ?? null;
  return (
    <>
      <Typography component="h1" style={visuallyHidden}>
        {t(m.title)}
      </Typography>
      <Box sx={PANE}>
        {data && rows.length > 0 && (
          <>
            <MinersToolbar
              miners={data.snapshot.miners}
              shown={visible.length}
              query={query}
              filter={filter}
              onQuery={(q) => set({ q })}
              onFilter={(state: MinerFilter) => set({ state: state === 'all' ? '' : state })}
            >
              <ViewsMenu
                now={{ query, filter, columns: shape.columns, sort: shape.sort }}
                onView={(view) => {
                  shape.setColumns(view.columns);
                  shape.setSort([...view.sort]);
                  set({ q: view.query, state: view.filter === 'all' ? '' : view.filter });
                }}
              />
              {shape.width !== 'narrow' && (
                <ColumnsMenu choice={shape.columns} shown={shape.shown} onChoice={shape.setColumns} />
              )}
              <Tooltip title={t(m.exportAll)}>
                <span>
                  <IconButton
                    size="small"
                    aria-label={t(m.exportAll)}
                    disabled={visible.length === 0}
                    onClick={() => exportCsv(visible)}
                  >
                    <DownloadIcon fontSize="small" />
                  </IconButton>
                </span>
              </Tooltip>
            </MinersToolbar>
            <StandbySection snapshot={data.snapshot} standIns={standIns} />
          </>
        )}
        {chosen.length > 0 && <BulkBar chosen={chosen} onNone={() => setSelection(NONE)} />}
        {visible.length > 0 && (
          <Box sx={TABLE}>
            <MinersGrid
              key={locale}
              rows={drawn}
              selection={selection}
              onSelection={setSelection}
              onDetails={onDetails}
              visibility={shape.visibility}
              width={shape.width}
              sort={shape.sort}
              onSort={shape.setSort}
            />
          </Box>
        )}
      </Box>
      {data && rows.length > 0 && visible.length === 0 && (
        <EmptyState
          title={t(m.noMatch)}
          action={<Button onClick={() => set({ q: '', state: '' })}>{t(m.clear)}</Button>}
        >
          {t(m.noMatchText)}
        </EmptyState>
      )}
      {data && rows.length === 0 && (
        <EmptyState title={t(m.empty)}>
          {address === null ? (
            t(m.noListen)
          ) : (
            <>
              {t(m.emptyText)}
              <Typography component="p" sx={{ fontFamily: 'monospace', mt: 1, userSelect: 'all' }}>
                stratum+tcp://{address}
              </Typography>
            </>
          )}
        </EmptyState>
      )}
      {!data &&
        (error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <LoadingState rows={8} height={32} />
        ))}
      {detailed && <MinerDrawer miner={detailed} onClose={() => set({ miner: '' })} />}
    </>
  );
}
