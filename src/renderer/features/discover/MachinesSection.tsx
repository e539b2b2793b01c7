import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import type { GridRowSelectionModel } from '@mui/x-data-grid';
import { useMemo, useState, type ReactNode } from 'react';

import type { MachineView } from '#shared/model/machine.ts';

import { FRAME_TOP } from '../../app/use-frame-top.ts';
import { t } from '../../i18n/t.ts';
import { EmptyState } from '../../ui/ViewState.tsx';
import { acceptMachineFilter, keepOrder, machineRow, visibleMachines } from './machine-view.ts';
import { MachineBulkBar } from './MachineBulkBar.tsx';
import { MachinesGrid } from './MachinesGrid.tsx';
import { MachineToolbar } from './MachineToolbar.tsx';
import { discoverMessages as m } from './messages.ts';

const NONE: GridRowSelectionModel = { type: 'include', ids: new Set() };

interface Props {
  machines: readonly MachineView[];
  /** Nothing was ever looked for: the scan above says what to do. */
  isFirst: boolean;
  params: Readonly<Record<string, string>>;
  onParams: (change: Record<string, string>) => void;
  onDetails: (machineId: string) => void;
  children: ReactNode;
}

/** The table of machines with its search, filter and bulk bar. */
export function MachinesSection({ machines, isFirst, params, onParams, onDetails, children }: Props) {
  const [selection, setSelection] = useState(NONE);
  const rows = useRowsInOrder(machines);
  const query = params['q'] ?? '';
  const filter = acceptMachineFilter(params['state']);
  const visible = useMemo(() => visibleMachines(rows, query, filter), [rows, query, filter]);
  const chosen = useMemo(
    () => visible.filter(({ id }) => selection.ids.has(id) === (selection.type === 'include')),
    [visible, selection],
  );
  if (machines.length === 0) {
    return isFirst ? null : <EmptyState title={t(m.empty)}>{t(m.emptyText)}</EmptyState>;
  }
  return (
    <>
      <MachineToolbar
        {...{ rows, query, filter }}
        shown={visible.length}
        onQuery={(q) => onParams({ q })}
        onFilter={(state) => onParams({ state: state === 'all' ? '' : state })}
      >
        {children}
      </MachineToolbar>
      {chosen.length > 0 && <MachineBulkBar chosen={chosen} onNone={() => setSelection(NONE)} />}
      {visible.length > 0 ? (
        <Box
          sx={{
            display: 'flex',
            flexDirection: 'column',
            maxHeight: {
              xs: `max(calc(100vh - ${FRAME_TOP} - 181px), 320px)`,
              md: `calc(100vh - ${FRAME_TOP} - 120px)`,
            },
          }}
        >
          <MachinesGrid {...{ selection, onDetails }} rows={visible} onSelection={setSelection} />
        </Box>
      ) : (
        <EmptyState
          title={t(m.noMatch)}
          action={<Button onClick={() => onParams({ q: '', state: '' })}>{t(m.clear)}</Button>}
        >
          {t(m.noMatchText)}
        </EmptyState>
      )}
    </>
  );
}

/** Rows in the order in which this page saw the machines first. */
function useRowsInOrder(machines: readonly MachineView[]) {
  const [order, setOrder] = useState<readonly string[]>([]);
  const next = keepOrder(order, machines);
  const isSame = next.length === order.length && next.every((id, index) => id === order[index]);
  if (!isSame) setOrder(next);
  return useMemo(() => {
    const byId = new Map(machines.map((machine) => [machine.id, machine]));
    return order.flatMap((id) => {
      const machine = byId.get(id);
      return machine ? [machineRow(machine, t(m.otherAlgorithm))] : [];
    });
  }, [machines, order]);
}
