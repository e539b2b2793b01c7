import { useFarm } from '../../api/queries.ts';
import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { saveText } from '../../ui/save-file.ts';
import { useToasts } from '../../ui/Toasts.tsx';
import { useMarkDialog } from '../marks/MarkDialogProvider.tsx';
import { markMessages } from '../marks/messages.ts';
import { useMarkMiners } from '../marks/use-marks.ts';
import { minerMessages as m } from './messages.ts';
import { minersCsv } from './miners-csv.ts';
import type { MinerRow } from './miners-view.ts';
import { useSetRoles } from './use-roles.ts';

/** One thing that can be done with the chosen miners. */
export interface MinerCommand {
  key: string;
  text: string;
  isDisabled: boolean;
  run: () => void;
}

/** What can be done with these miners together: the same in the bar and in the context menu. */
export function useMinerCommands(chosen: readonly MinerRow[]): MinerCommand[] {
  const dialog = useMarkDialog();
  const mark = useMarkMiners();
  const setRoles = useSetRoles();
  const exportCsv = useExportCsv();
  const unmarked = chosen.filter(({ markedFailed }) => markedFailed === null);
  const marked = chosen.filter(({ markedFailed }) => markedFailed !== null);
  return [
    {
      key: 'mark',
      text: t(markMessages.mark),
      isDisabled: unmarked.length === 0,
      run: () => dialog.markMiners(unmarked.map(({ id }) => id)),
    },
    {
      key: 'putBack',
      text: t(markMessages.putBack),
      isDisabled: marked.length === 0,
      run: () => mark(marked, { failed: false }),
    },
    {
      key: 'standby',
      text: t(m.makeStandby),
      isDisabled: chosen.every(({ role }) => role === 'standby'),
      run: () => setRoles(chosen, 'standby'),
    },
    {
      key: 'active',
      text: t(m.makeActive),
      isDisabled: chosen.every(({ role }) => role === 'active'),
      run: () => setRoles(chosen, 'active'),
    },
    { key: 'csv', text: t(m.exportCsv), isDisabled: chosen.length === 0, run: () => exportCsv(chosen) },
  ];
}

/** Saves miners as a CSV file, in the order given. */
export function useExportCsv() {
  const toasts = useToasts();
  const atMs = useFarm().data?.snapshot.atMs;
  return (rows: readonly MinerRow[]) => {
    const day = new Date(atMs ?? Date.now()).toISOString().slice(0, 16).replaceAll(/[T:]/g, '-');
    saveText(`miners-${day}.csv`, minersCsv(rows), 'text/csv');
    toasts.show({ text: t(m.exported, { count: rows.length, n: fmt.count(rows.length) }) });
  };
}
