import { useTheme } from '@mui/material/styles';
import useMediaQuery from '@mui/material/useMediaQuery';
import { useMemo } from 'react';

import { useRemembered } from '../../ui/use-remembered.ts';
import {
  acceptColumns,
  columnVisibility,
  shownColumns,
  type ColumnChoice,
  type TableWidth,
} from './columns-choice.ts';
import { acceptSort, type SortItem } from './miners-view.ts';

const DEFAULT_SORT: SortItem[] = [{ field: 'name', sort: 'asc' }];

/** Columns and order of the table, remembered by this browser, and how wide the window is. */
export function useTableShape({ hasMachines }: { hasMachines: boolean }) {
  const theme = useTheme();
  const isNarrow = useMediaQuery(theme.breakpoints.down('md'));
  const isOrdinary = useMediaQuery('(max-width: 1500px)');
  const [columns, setColumns] = useRemembered<ColumnChoice>('miners.columns', null, acceptColumns);
  const [sort, setSort] = useRemembered('miners.sort', DEFAULT_SORT, acceptSort);
  const width: TableWidth = isNarrow ? 'narrow' : isOrdinary ? 'ordinary' : 'wide';
  const room = useMemo(() => ({ width, hasMachines }), [width, hasMachines]);
  const shown = useMemo(() => shownColumns(columns, room), [columns, room]);
  const visibility = useMemo(() => columnVisibility(columns, room), [columns, room]);
  return { columns, setColumns, sort, setSort, width, shown, visibility };
}
