import { useTheme } from '@mui/material/styles';
import useMediaQuery from '@mui/material/useMediaQuery';
import {
  DataGrid,
  GRID_CHECKBOX_SELECTION_FIELD,
  type GridEventListener,
  type GridRowSelectionModel,
} from '@mui/x-data-grid';
import { useCallback, useMemo } from 'react';

import { cspNonce } from '../../app/csp-nonce.ts';
import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { useRemembered } from '../../ui/use-remembered.ts';
import { useMarkDialog } from '../marks/MarkDialogProvider.tsx';
import { useMarkMiner } from '../marks/use-marks.ts';
import { NARROW_COLUMNS, ORDINARY_COLUMNS } from './column-visibility.ts';
import { minerColumns } from './columns.tsx';
import { minerMessages as m } from './messages.ts';
import { acceptSort, withToggled, type MinerRow, type SortItem } from './miners-view.ts';

const ROW_HEIGHT = 32;
/** Cells in which Enter presses the button. */
const BUTTON_FIELDS = new Set(['actions', 'role']);
/** More rows than this are paged, which the table does anyway. */
const PAGE_SIZE = 100;
const HATCH =
  'repeating-linear-gradient(135deg, transparent 0 6px, color-mix(in srgb, var(--mui-palette-error-main) 14%, transparent) 6px 12px)';
const DEFAULT_SORT: SortItem[] = [{ field: 'name', sort: 'asc' }];

interface Props {
  rows: readonly MinerRow[];
  selection: GridRowSelectionModel;
  onSelection: (selection: GridRowSelectionModel) => void;
  onDetails: (minerId: string) => void;
}

/** The table: compact rows, right-aligned figures, marked rows hatched, and keys on the focused row. */
export function MinersGrid({ rows, selection, onSelection, onDetails }: Props) {
  const theme = useTheme();
  const isNarrow = useMediaQuery(theme.breakpoints.down('md'));
  const isOrdinary = useMediaQuery('(max-width: 1500px)');
  const [sort, setSort] = useRemembered('miners.sort', DEFAULT_SORT, acceptSort);
  const dialog = useMarkDialog();
  const mark = useMarkMiner();
  const prefix = fmt.columnPrefix(rows.flatMap((row) => [row.hashrate, row.nominalHashrate]));
  const columns = useMemo(() => minerColumns(prefix, isNarrow), [prefix, isNarrow]);
  const nonce = cspNonce();

  const onCellKeyDown = useCallback<GridEventListener<'cellKeyDown'>>(
    ({ row, field }, event) => {
      const miner = row as MinerRow;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'f' || event.key === 'F') {
        event.preventDefault();
        if (miner.markedFailed) mark(miner, { failed: false });
        else dialog.markMiner(miner.id);
      } else if (event.key === ' ' && !BUTTON_FIELDS.has(field) && field !== GRID_CHECKBOX_SELECTION_FIELD) {
        event.preventDefault();
        event.defaultMuiPrevented = true;
        onSelection(withToggled(selection, miner.id));
      } else if (event.key === 'Enter' && !BUTTON_FIELDS.has(field)) {
        // Else the same key press would reach the button that the details put the focus on.
        event.preventDefault();
        event.defaultMuiPrevented = true;
        onDetails(miner.id);
      }
    },
    [dialog, mark, onDetails, onSelection, selection],
  );

  return (
    <DataGrid
      aria-label={t(m.tableLabel)}
      rows={rows as MinerRow[]}
      columns={columns}
      {...(nonce === undefined ? {} : { nonce })}
      rowHeight={ROW_HEIGHT}
      columnHeaderHeight={36}
      columnVisibilityModel={isNarrow ? NARROW_COLUMNS : isOrdinary ? ORDINARY_COLUMNS : {}}
      sortModel={sort}
      onSortModelChange={(model) =>
        setSort(
          model.flatMap(({ field, sort: direction }) => (direction ? [{ field, sort: direction }] : [])),
        )
      }
      pageSizeOptions={[PAGE_SIZE]}
      hideFooter={rows.length <= PAGE_SIZE}
      onCellKeyDown={onCellKeyDown}
      onRowClick={({ id }) => isNarrow && onDetails(String(id))}
      onRowDoubleClick={({ id }) => onDetails(String(id))}
      getRowClassName={({ row }) => (row.markedFailed ? 'marked' : '')}
      disableRowSelectionOnClick
      checkboxSelection
      rowSelectionModel={selection}
      onRowSelectionModelChange={onSelection}
      hideFooterSelectedRowCount
      disableColumnFilter
      disableColumnMenu
      sx={{
        bgcolor: 'background.paper',
        fontVariantNumeric: 'tabular-nums',
        '& .marked': { backgroundImage: HATCH },
        '& .MuiDataGrid-cell': { display: 'flex', alignItems: 'center' },
        // The place of an arrow that is not there belongs to the words.
        '& .MuiDataGrid-columnHeader:not(.MuiDataGrid-columnHeader--sorted) .MuiDataGrid-iconButtonContainer':
          {
            display: 'none',
          },
        '& .MuiDataGrid-cell--textRight': { justifyContent: 'flex-end' },
      }}
    />
  );
}
