import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';

import type { EndpointView, FailureReason, MinerView } from '#shared/model/snapshot.ts';

import { useFarmClient } from '../../api/client.ts';
import { errorText } from '../../api/error-text.ts';
import { withEndpoint, withMiner, withMiners, type LiveFarm } from '../../api/live.ts';
import { FARM_KEY, PLAN_KEY } from '../../api/queries.ts';
import { fmt } from '../../i18n/fmt.ts';
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

interface MarkManyInput {
  miners: readonly MinerView[];
  input: Omit<MarkInput, 'id'>;
  isUndo?: boolean;
}

/**
 * Marks several miners failed at one time, or puts them back. The undo puts back what was marked; miners that
 * were put back get the marks again that they had.
 */
export function useMarkMiners() {
  const client = useFarmClient();
  const queryClient = useQueryClient();
  const toasts = useToasts();
  const send = useMutation({
    mutationFn: ({ miners, input }: MarkManyInput) =>
      client.miners.markManyFailed({ ...input, ids: miners.map(({ id }) => id) }),
    onSuccess: (changed, { miners, input, isUndo }) => {
      queryClient.setQueryData<LiveFarm>(FARM_KEY, (known) => known && withMiners(known, changed.miners));
      void queryClient.invalidateQueries({ queryKey: PLAN_KEY });
      const values = { count: miners.length, n: fmt.count(miners.length) };
      const text = t(input.failed ? m.minersMarked : m.minersBack, values);
      const undo = () => {
        for (const [mark, marked] of byMark(miners))
          send.mutate({ miners: marked, input: mark, isUndo: true });
      };
      toasts.show(isUndo ? { text } : { text, undo: { label: t(m.undo), run: undo } });
    },
    onError: (error) => toasts.show({ text: errorText(error) }),
  });
  return (miners: readonly MinerView[], input: Omit<MarkInput, 'id'>) => {
    if (miners.length > 0) send.mutate({ miners, input });
  };
}

/** Miners by the mark that each of them has. */
function byMark(miners: readonly MinerView[]): [Omit<MarkInput, 'id'>, MinerView[]][] {
  const groups = new Map<string, [Omit<MarkInput, 'id'>, MinerView[]]>();
  for (const miner of miners) {
    const { id: _id, ...mark } = sameMark(miner.id, miner.markedFailed);
    const key = JSON.stringify(mark);
    const group = groups.get(key) ?? [mark, []];
    group[1].push(miner);
    groups.set(key, group);
  }
  return [...groups.values()];
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
