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
import { withToggled } from '../miners/miners-view.ts';
import { machineColumns, NARROW_COLUMNS, ORDINARY_COLUMNS } from './machine-columns.tsx';
import type { MachineRow } from './machine-view.ts';
import { discoverMessages as m } from './messages.ts';

const ROW_HEIGHT = 32;
const PAGE_SIZE = 100;
/** Cells in which Enter presses what stands there. */
const BUTTON_FIELDS = new Set(['actions', 'address', 'minerId']);

interface Props {
  rows: readonly MachineRow[];
  selection: GridRowSelectionModel;
  onSelection: (selection: GridRowSelectionModel) => void;
  onDetails: (machineId: string) => void;
}

/** The machines in the order in which they were seen, until a column head says otherwise. */
export function MachinesGrid({ rows, selection, onSelection, onDetails }: Props) {
  const theme = useTheme();
  const isNarrow = useMediaQuery(theme.breakpoints.down('md'));
  const isOrdinary = useMediaQuery('(max-width: 1700px)');
  const prefix = fmt.columnPrefix(rows.flatMap((row) => [row.hashrateNow, row.hashrateNominal]));
  const columns = useMemo(() => machineColumns(prefix, isNarrow), [prefix, isNarrow]);
  const nonce = cspNonce();

  const onCellKeyDown = useCallback<GridEventListener<'cellKeyDown'>>(
    ({ row, field }, event) => {
      const { id } = row as MachineRow;
      if (event.ctrlKey || event.metaKey || event.altKey || BUTTON_FIELDS.has(field)) return;
      if (event.key === ' ' && field !== GRID_CHECKBOX_SELECTION_FIELD) {
        event.preventDefault();
        event.defaultMuiPrevented = true;
        onSelection(withToggled(selection, id));
      } else if (event.key === 'Enter') {
        // Else the same key press would reach the button that the details put the focus on.
        event.preventDefault();
        event.defaultMuiPrevented = true;
        onDetails(id);
      }
    },
    [onDetails, onSelection, selection],
  );

  return (
    <DataGrid
      aria-label={t(m.tableLabel)}
      rows={rows as MachineRow[]}
      columns={columns}
      {...(nonce === undefined ? {} : { nonce })}
      rowHeight={ROW_HEIGHT}
      columnHeaderHeight={36}
      columnVisibilityModel={isNarrow ? NARROW_COLUMNS : isOrdinary ? ORDINARY_COLUMNS : {}}
      pageSizeOptions={[PAGE_SIZE]}
      hideFooter={rows.length <= PAGE_SIZE}
      onCellKeyDown={onCellKeyDown}
      onRowClick={({ id }) => isNarrow && onDetails(String(id))}
      onRowDoubleClick={({ id }) => onDetails(String(id))}
      disableRowSelectionOnClick
      checkboxSelection
      keepNonExistentRowsSelected
      rowSelectionModel={selection}
      onRowSelectionModelChange={onSelection}
      hideFooterSelectedRowCount
      disableColumnFilter
      disableColumnMenu
      sx={{
        bgcolor: 'background.paper',
        fontVariantNumeric: 'tabular-nums',
        '& .MuiDataGrid-cell': { display: 'flex', alignItems: 'center' },
        '& .MuiDataGrid-columnHeader:not(.MuiDataGrid-columnHeader--sorted) .MuiDataGrid-iconButtonContainer':
          { display: 'none' },
        '& .MuiDataGrid-cell--textRight': { justifyContent: 'flex-end' },
      }}
    />
  );
}
