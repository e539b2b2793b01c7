import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';

import { useFarmClient } from '../../api/client.ts';
import { MACHINES_KEY, useFarm } from '../../api/queries.ts';
import { goTo } from '../../app/route.ts';
import { t } from '../../i18n/t.ts';
import { useMarkDialog } from '../marks/MarkDialogProvider.tsx';
import { useMarkEndpoint, useMarkMiner } from '../marks/use-marks.ts';
import { paletteMessages as m } from './messages.ts';
import { farmEntries, type PaletteEntry } from './palette-entries.ts';
import { paletteIndex, type Command, type PaletteIndex } from './palette-view.ts';
import { usePaletteActions } from './use-palette-actions.ts';

const OPEN = {
  account: ({ id }: { id: string }) => goTo('accounts', { account: id }),
  miner: ({ id }: { id: string }) => goTo('miners', { miner: id }),
  pool: ({ id }: { id: string }) => goTo('pools', { pool: id }),
};

function commandEntry(target: PaletteEntry, verb: string, title: string, run: () => void): PaletteEntry {
  return { ...target, id: `${verb} ${target.id}`, kind: 'action', title, run };
}

function useCommands(): Command[] {
  const dialog = useMarkDialog();
  const markMiner = useMarkMiner();
  const markEndpoint = useMarkEndpoint();
  const markOf = ({ miner, endpoint }: PaletteEntry) => (miner ?? endpoint)?.markedFailed;
  return [
    {
      verbs: [m.mark, t(m.mark)],
      applies: (entry) => markOf(entry) === null,
      entry: (target) =>
        commandEntry(target, 'mark', t(m.markMiner, { name: target.title }), () => {
          if (target.miner) dialog.markMiner(target.miner.id);
          if (target.endpoint) dialog.markEndpoint(target.endpoint.id);
        }),
    },
    {
      verbs: [m.putBack, t(m.putBack)],
      applies: (entry) => markOf(entry) != null,
      entry: (target) =>
        commandEntry(target, 'put-back', t(m.putMinerBack, { name: target.title }), () => {
          if (target.miner) markMiner(target.miner, { failed: false });
          if (target.endpoint) markEndpoint(target.endpoint, { failed: false });
        }),
    },
  ];
}

/** What the palette finds, as it was when it was opened: the list must not move under somebody's hands. */
export function usePaletteIndex(onHelp: () => void): PaletteIndex {
  const client = useFarmClient();
  const live = useFarm().data?.snapshot;
  const [opened, setOpened] = useState(live);
  if (!opened && live) setOpened(live);
  const machines = useQuery({
    queryKey: MACHINES_KEY,
    queryFn: ({ signal }) => client.machines.list(undefined, { signal }),
    staleTime: 30_000,
  }).data;
  const actions = usePaletteActions(onHelp);
  const commands = useCommands();
  const [firstCommands] = useState(commands);
  return useMemo(
    () => paletteIndex(actions, opened ? farmEntries(opened, machines ?? [], OPEN) : [], firstCommands),
    [actions, opened, machines, firstCommands],
  );
}
