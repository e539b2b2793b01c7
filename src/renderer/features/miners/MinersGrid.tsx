import {
  DataGrid,
  GRID_CHECKBOX_SELECTION_FIELD,
  useGridApiRef,
  type GridEventListener,
  type GridRowSelectionModel,
} from '@mui/x-data-grid';
import { memo, useCallback, useMemo, useState, type MouseEvent } from 'react';

import { cspNonce } from '../../app/csp-nonce.ts';
import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { densityStore } from '../../ui/preferences.ts';
import { useStored } from '../../ui/remembered-store.ts';
import { useMarkDialog } from '../marks/MarkDialogProvider.tsx';
import { useMarkMiner } from '../marks/use-marks.ts';
import { minerColumns } from './columns.tsx';
import type { TableWidth } from './columns-choice.ts';
import { minerMessages as m } from './messages.ts';
import { chosenRows, withToggled, type MinerRow, type SortItem } from './miners-view.ts';
import { RowMenu, type RowMenuPlace } from './RowMenu.tsx';
import { stepOf, useRowKeys, useTableEntry } from './use-row-keys.ts';

const ROW_HEIGHTS = { compact: 32, comfortable: 44 } as const;
/** Cells in which Enter presses the button. */
const BUTTON_FIELDS = new Set(['actions', 'role']);
/** More rows than this are paged, which the table does anyway. */
const PAGE_SIZE = 100;
const HATCH =
  'repeating-linear-gradient(135deg, transparent 0 6px, color-mix(in srgb, var(--mui-palette-error-main) 14%, transparent) 6px 12px)';
const NONE: GridRowSelectionModel = { type: 'include', ids: new Set() };

interface Props {
  rows: readonly MinerRow[];
  selection: GridRowSelectionModel;
  onSelection: (selection: GridRowSelectionModel) => void;
  onDetails: (minerId: string) => void;
  visibility: Record<string, boolean>;
  width: TableWidth;
  sort: readonly SortItem[];
  onSort: (sort: SortItem[]) => void;
}

/** The table: compact rows, right-aligned figures, marked rows hatched, keys and a context menu on the rows. */
export const MinersGrid = memo(function MinersGrid({
  rows,
  selection,
  onSelection,
  onDetails,
  ...shape
}: Props) {
  const isNarrow = shape.width === 'narrow';
  const rowHeight = ROW_HEIGHTS[useStored(densityStore)];
  const api = useGridApiRef();
  const [menu, setMenu] = useState<RowMenuPlace | null>(null);
  const prefix = fmt.columnPrefix(rows.flatMap((row) => [row.hashrate, row.nominalHashrate]));
  const columns = useMemo(() => minerColumns(prefix, isNarrow), [prefix, isNarrow]);
  const nonce = cspNonce();
  const { move, focusFirst } = useRowKeys({ api, pageSize: PAGE_SIZE, selection, onSelection });
  useTableEntry(
    focusFirst,
    useCallback(() => onSelection(NONE), [onSelection]),
  );
  const onCellKeyDown = useCellKeys({ rows, selection, onSelection, onDetails, move });

  function onContextMenu(event: MouseEvent<HTMLElement>): void {
    const id = event.currentTarget.dataset['id'];
    const row = rows.find((one) => one.id === id);
    if (!row) return;
    event.preventDefault();
    const chosen = chosenRows(rows, selection);
    const { left, bottom } = event.currentTarget.getBoundingClientRect();
    // The context-menu key tells no place.
    const isByKey = event.clientX === 0 && event.clientY === 0;
    const place = {
      left: isByKey ? Math.max(left, 0) + 60 : event.clientX,
      top: isByKey ? bottom : event.clientY,
      miners: chosen.includes(row) ? chosen : [row],
    };
    // The table gives the focus to the cell when the button is let go; the menu is to have it after that.
    const open = () => setTimeout(() => setMenu(place));
    if (event.buttons === 0) open();
    else document.addEventListener('mouseup', open, { once: true });
  }

  return (
    <>
      <DataGrid
        apiRef={api}
        aria-label={t(m.tableLabel)}
        rows={rows as MinerRow[]}
        columns={columns}
        {...(nonce === undefined ? {} : { nonce })}
        rowHeight={rowHeight}
        columnHeaderHeight={36}
        columnVisibilityModel={shape.visibility}
        sortModel={[...shape.sort]}
        onSortModelChange={(model) =>
          shape.onSort(
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
        disableRowSelectionExcludeModel
        checkboxSelection
        rowSelectionModel={selection}
        onRowSelectionModelChange={onSelection}
        hideFooterSelectedRowCount
        disableColumnFilter
        disableColumnMenu
        slotProps={{ row: { onContextMenu } }}
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
          '& .MuiDataGrid-footerContainer': { minHeight: 40 },
          '& .MuiTablePagination-toolbar': { minHeight: 40 },
        }}
      />
      {menu && <RowMenu place={menu} onDetails={onDetails} onClose={() => setMenu(null)} />}
    </>
  );
});

type KeyOptions = Pick<Props, 'rows' | 'selection' | 'onSelection' | 'onDetails'> & {
  move: ReturnType<typeof useRowKeys>['move'];
};

/** Keys on a row: move, choose, mark, details. */
function useCellKeys({ rows, selection, onSelection, onDetails, move }: KeyOptions) {
  const dialog = useMarkDialog();
  const mark = useMarkMiner();
  return useCallback<GridEventListener<'cellKeyDown'>>(
    ({ row, field }, event) => {
      const miner = row as MinerRow;
      const isOnButton = BUTTON_FIELDS.has(field);
      const take = () => {
        event.preventDefault();
        event.defaultMuiPrevented = true;
      };
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a') {
        take();
        onSelection({ type: 'include', ids: new Set(rows.map(({ id }) => id)) });
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const step = stepOf(event.key.length === 1 ? event.key.toLowerCase() : event.key);
      if (step !== null) {
        if (move(miner, field, { step, isRange: event.shiftKey })) take();
      } else if (event.key === 'f' || event.key === 'F') {
        take();
        if (miner.markedFailed) mark(miner, { failed: false });
        else dialog.markMiner(miner.id);
      } else if (event.key === ' ' && !isOnButton && field !== GRID_CHECKBOX_SELECTION_FIELD) {
        take();
        onSelection(withToggled(selection, miner.id));
      } else if (event.key === 'Enter' && !isOnButton) {
        // Else the same key press would reach the button that the details put the focus on.
        take();
        onDetails(miner.id);
      }
    },
    [dialog, mark, move, onDetails, onSelection, rows, selection],
  );
}
