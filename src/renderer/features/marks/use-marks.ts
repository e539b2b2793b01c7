import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';

import type { EndpointView, FailureReason, MinerView } from '#shared/model/snapshot.ts';

import { useFarmClient } from '../../api/client.ts';
import { errorText } from '../../api/error-text.ts';
import { withEndpoint, withMiner, type LiveFarm } from '../../api/live.ts';
import { FARM_KEY, PLAN_KEY } from '../../api/queries.ts';
import { t } from '../../i18n/t.ts';
import { useToasts } from '../../ui/Toasts.tsx';
import { markMessages as m } from './messages.ts';
import { markedText } from './preview-view.ts';

export interface MarkInput {
  id: string;
  failed: boolean;
  reason?: FailureReason;
  note?: string;
}

function sameMark(id: string, old: MinerView['markedFailed']): MarkInput {
  return old ? { id, failed: true, reason: old.reason, note: old.note } : { id, failed: false };
}

/** Marks a miner failed or puts it back; the undo restores exactly what stood before. */
export function useMarkMiner() {
  const client = useFarmClient();
  const queryClient = useQueryClient();
  const toasts = useToasts();
  const send = useMutation({
    mutationFn: ({ input }: { miner: MinerView; input: MarkInput; isUndo?: boolean }) =>
      client.miners.markFailed(input),
    onSuccess: (changed, { miner, input, isUndo }) => {
      const { standbyPromoted, ...view } = changed;
      queryClient.setQueryData<LiveFarm>(FARM_KEY, (known) => known && withMiner(known, view));
      void queryClient.invalidateQueries({ queryKey: PLAN_KEY });
      const text = input.failed
        ? markedText(miner.name, namesOf(queryClient, standbyPromoted))
        : t(m.minerBack, { name: miner.name });
      const undo = () =>
        send.mutate({ miner: view, input: sameMark(miner.id, miner.markedFailed), isUndo: true });
      toasts.show(isUndo ? { text } : { text, undo: { label: t(m.undo), run: undo } });
    },
    onError: (error) => toasts.show({ text: errorText(error) }),
  });
  return (miner: MinerView, input: Omit<MarkInput, 'id'>) =>
    send.mutate({ miner, input: { id: miner.id, ...input } });
}

/** The same for a pool endpoint. */
export function useMarkEndpoint() {
  const client = useFarmClient();
  const queryClient = useQueryClient();
  const toasts = useToasts();
  const send = useMutation({
    mutationFn: ({ input }: { endpoint: EndpointView; input: MarkInput; isUndo?: boolean }) =>
      client.pools.markFailed(input),
    onSuccess: (changed, { endpoint, input, isUndo }) => {
      queryClient.setQueryData<LiveFarm>(FARM_KEY, (known) => known && withEndpoint(known, changed));
      const text = t(input.failed ? m.poolMarked : m.poolBack, { url: endpoint.url });
      const undo = () =>
        send.mutate({ endpoint: changed, input: sameMark(endpoint.id, endpoint.markedFailed), isUndo: true });
      toasts.show(isUndo ? { text } : { text, undo: { label: t(m.undo), run: undo } });
    },
    onError: (error) => toasts.show({ text: errorText(error) }),
  });
  return (endpoint: EndpointView, input: Omit<MarkInput, 'id'>) =>
    send.mutate({ endpoint, input: { id: endpoint.id, ...input } });
}

function namesOf(queryClient: QueryClient, minerIds: readonly string[]): string[] {
  const miners = queryClient.getQueryData<LiveFarm>(FARM_KEY)?.snapshot.miners ?? [];
  return minerIds.map((minerId) => miners.find(({ id }) => id === minerId)?.name ?? minerId);
}
