import type { GridApi, GridRowSelectionModel } from '@mui/x-data-grid';
import { useCallback, useEffect, useRef, type RefObject } from 'react';

import type { MinerRow } from './miners-view.ts';

const PAGE_JUMP = 10;
const FIRST_FIELD = 'name';
const STEPS: Readonly<Record<string, number>> = {
  j: 1,
  ArrowDown: 1,
  k: -1,
  ArrowUp: -1,
  PageDown: PAGE_JUMP,
  PageUp: -PAGE_JUMP,
};

/** How far a key moves the focus through the rows; null for other keys. */
export function stepOf(key: string): number | null {
  return STEPS[key] ?? null;
}

/** Ids from one place of the order to another, both included. */
export function rangeOf(order: readonly string[], fromId: string, toId: string): string[] {
  const [from, to] = [order.indexOf(fromId), order.indexOf(toId)];
  return from < 0 || to < 0 ? [] : order.slice(Math.min(from, to), Math.max(from, to) + 1);
}

interface Options {
  api: RefObject<GridApi | null>;
  pageSize: number;
  selection: GridRowSelectionModel;
  onSelection: (selection: GridRowSelectionModel) => void;
}

/** Rows in the order shown, over all pages of the table. */
function orderOf(api: GridApi): string[] {
  return api.getSortedRowIds().map(String);
}

/**
 * Moves through the rows by key, over the ends of pages too. With Shift the rows passed are chosen, from the
 * one where Shift was first held.
 */
export function useRowKeys({ api, pageSize, selection, onSelection }: Options) {
  const range = useRef<{ anchorId: string; lastId: string; before: ReadonlySet<string | number> } | null>(
    null,
  );

  const focusRow = useCallback(
    (id: string, field: string) => {
      const grid = api.current;
      const index = grid ? orderOf(grid).indexOf(id) : -1;
      if (!grid || index < 0) return;
      grid.setPage(Math.floor(index / pageSize));
      // The page's rows are there after the next drawing.
      requestAnimationFrame(() => {
        grid.scrollToIndexes({ rowIndex: index % pageSize });
        grid.setCellFocus(id, field);
      });
    },
    [api, pageSize],
  );

  const move = useCallback(
    (from: MinerRow, field: string, { step, isRange }: { step: number; isRange: boolean }): boolean => {
      const grid = api.current;
      if (!grid) return false;
      const order = orderOf(grid);
      const index = order.indexOf(from.id);
      const next = order[Math.min(Math.max(index + step, 0), order.length - 1)];
      if (index < 0 || next === undefined) return false;
      if (isRange) {
        const isOngoing = range.current?.lastId === from.id;
        const { anchorId, before } =
          isOngoing && range.current ? range.current : { anchorId: from.id, before: selection.ids };
        range.current = { anchorId, before, lastId: next };
        onSelection({ type: 'include', ids: new Set([...before, ...rangeOf(order, anchorId, next)]) });
      } else {
        range.current = null;
      }
      if (next === from.id) return step > 0 || isRange;
      focusRow(next, field);
      return true;
    },
    [api, focusRow, onSelection, selection],
  );

  const focusFirst = useCallback(() => {
    const grid = api.current;
    const first = grid ? orderOf(grid)[0] : undefined;
    if (first !== undefined) focusRow(first, FIRST_FIELD);
  }, [api, focusRow]);

  return { move, focusFirst };
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** Keys that work while no row has the focus yet: `j` and `k` begin at the first row, Escape chooses none. */
export function useTableEntry(onEnter: () => void, onEscape: () => void): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      const isInDialog = document.querySelector('[role="dialog"], [role="menu"]') !== null;
      const isModified = event.ctrlKey || event.metaKey || event.altKey;
      if (isModified || isInDialog || event.defaultPrevented || isTyping(event.target)) return;
      const isInGrid = event.target instanceof HTMLElement && event.target.closest('[role="grid"]') !== null;
      if (event.key === 'Escape') onEscape();
      else if (!isInGrid && (event.key === 'j' || event.key === 'k')) onEnter();
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [onEnter, onEscape]);
}
