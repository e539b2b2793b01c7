import { useMutation, useQueryClient } from '@tanstack/react-query';

import type { AccountInput, AccountSettings } from '#shared/model/account.ts';

import { useFarmClient } from '../../api/client.ts';
import { errorText } from '../../api/error-text.ts';
import type { LiveFarm } from '../../api/live.ts';
import { ACCOUNTS_KEY, FARM_KEY, fetchFarm } from '../../api/queries.ts';
import { t } from '../../i18n/t.ts';
import { useToasts } from '../../ui/Toasts.tsx';
import { accountMessages as m } from './messages.ts';

/** Adds an account, or changes one when `id` is given. */
export function useSaveAccount(id: string | null) {
  const client = useFarmClient();
  const refresh = useRefresh();
  const toasts = useToasts();
  return useMutation({
    mutationFn: (input: AccountInput) =>
      id === null ? client.accounts.add(input) : client.accounts.update({ ...input, id }),
    onSuccess: async (saved) => {
      await refresh();
      toasts.show({ text: t(id === null ? m.added : m.saved, { name: saved.name }) });
    },
  });
}

interface RemovedAccount {
  id: string;
  name: string;
  /** Its place in the order it was served in. */
  place: number;
}

/** Removes an account; for ten seconds it can be taken back, to the place it had. */
export function useRemoveAccount() {
  const client = useFarmClient();
  const refresh = useRefresh();
  const toasts = useToasts();
  const restore = useMutation({
    mutationFn: async ({ id, place }: RemovedAccount) => {
      await client.accounts.restore({ id });
      const others = (await client.accounts.list())
        .map((account) => account.id)
        .filter((other) => other !== id);
      await client.accounts.reorder({ ids: others.toSpliced(place, 0, id) });
    },
    onSuccess: async (_result, { name }) => {
      await refresh();
      toasts.show({ text: t(m.restored, { name }) });
    },
    onError: (error) => toasts.show({ text: errorText(error) }),
  });
  return useMutation({
    mutationFn: ({ id }: RemovedAccount) => client.accounts.remove({ id }),
    onSuccess: async (_result, account) => {
      await refresh();
      toasts.show({
        text: t(m.removed, { name: account.name }),
        undo: { label: t(m.undo), run: () => restore.mutate(account) },
      });
    },
    onError: (error) => toasts.show({ text: errorText(error) }),
  });
}

/** Puts the accounts into an order, shown at once and taken back if the engine refuses. */
export function useReorderAccounts() {
  const client = useFarmClient();
  const queryClient = useQueryClient();
  const refresh = useRefresh();
  const toasts = useToasts();
  const send = useMutation({
    mutationFn: (ids: readonly string[]) => client.accounts.reorder({ ids: [...ids] }),
    onMutate: (ids) => {
      queryClient.setQueryData<LiveFarm>(FARM_KEY, (known) => known && inOrder(known, ids));
    },
    onSuccess: (settings: AccountSettings[]) => queryClient.setQueryData(ACCOUNTS_KEY, settings),
    onError: async (error) => {
      toasts.show({ text: errorText(error) });
      await refresh();
    },
  });
  return send.mutate;
}

function inOrder(known: LiveFarm, ids: readonly string[]): LiveFarm {
  const accounts = known.snapshot.accounts
    .map((account) => ({ ...account, order: ids.indexOf(account.id) }))
    .toSorted((a, b) => a.order - b.order);
  return { ...known, snapshot: { ...known.snapshot, accounts } };
}

function useRefresh() {
  const client = useFarmClient();
  const queryClient = useQueryClient();
  return async () => {
    const [farm] = await Promise.all([
      fetchFarm(client),
      queryClient.invalidateQueries({ queryKey: ACCOUNTS_KEY }),
    ]);
    const known = queryClient.getQueryData<LiveFarm>(FARM_KEY);
    if (!known || farm.snapshot.revision >= known.snapshot.revision) queryClient.setQueryData(FARM_KEY, farm);
  };
}
