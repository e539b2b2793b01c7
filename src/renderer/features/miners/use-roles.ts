import { useMutation, useQueryClient } from '@tanstack/react-query';

import type { MinerRole, MinerView } from '#shared/model/snapshot.ts';

import { useFarmClient } from '../../api/client.ts';
import { errorText } from '../../api/error-text.ts';
import { withMiner, type LiveFarm } from '../../api/live.ts';
import { FARM_KEY, PLAN_KEY } from '../../api/queries.ts';
import { t } from '../../i18n/t.ts';
import { useToasts } from '../../ui/Toasts.tsx';
import { minerMessages as m } from './messages.ts';

/** One miner and the role it is to have. */
export interface RoleChange {
  id: string;
  name: string;
  role: MinerRole;
}

function doneText(changes: readonly RoleChange[]): string {
  const [first] = changes;
  const isStandby = first?.role === 'standby';
  if (changes.length === 1) return t(isStandby ? m.isStandby : m.isActive, { name: first?.name ?? '' });
  return t(isStandby ? m.areStandby : m.areActive, { count: changes.length });
}

function opposite({ role, ...rest }: RoleChange): RoleChange {
  return { ...rest, role: role === 'standby' ? 'active' : 'standby' };
}

/** Makes miners active or standby, one after the other; for ten seconds it can be taken back. */
export function useSetRoles() {
  const client = useFarmClient();
  const queryClient = useQueryClient();
  const toasts = useToasts();
  const send = useMutation({
    mutationFn: async ({ changes }: { changes: readonly RoleChange[]; isUndo?: boolean }) => {
      for (const { id, role } of changes) {
        const changed = await client.miners.setRole({ id, role });
        queryClient.setQueryData<LiveFarm>(FARM_KEY, (known) => known && withMiner(known, changed));
      }
    },
    onSuccess: (_result, { changes, isUndo }) => {
      const undo = () => send.mutate({ changes: changes.map(opposite), isUndo: true });
      const text = doneText(changes);
      toasts.show(isUndo ? { text } : { text, undo: { label: t(m.undo), run: undo } });
    },
    onError: (error) => toasts.show({ text: errorText(error) }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: PLAN_KEY }),
  });
  return (miners: readonly Pick<MinerView, 'id' | 'name' | 'role'>[], role: MinerRole) => {
    const changes = miners.filter((miner) => miner.role !== role).map(({ id, name }) => ({ id, name, role }));
    if (changes.length > 0) send.mutate({ changes });
  };
}

/** Keeps stand-ins where they are when the lost miner recovers, or lets them return. */
export function usePinStandIns() {
  const client = useFarmClient();
  const queryClient = useQueryClient();
  const toasts = useToasts();
  return useMutation({
    mutationFn: (input: { id: string; pinned: boolean }) => client.miners.pinStandIns(input),
    onError: (error) => toasts.show({ text: errorText(error) }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: PLAN_KEY }),
  });
}
