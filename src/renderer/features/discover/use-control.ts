import { useMutation, useQueryClient } from '@tanstack/react-query';

import type { MachineAction, MachineView } from '#shared/model/machine.ts';

import { useFarmClient } from '../../api/client.ts';
import { errorText } from '../../api/error-text.ts';
import { MACHINES_KEY } from '../../api/queries.ts';
import { t } from '../../i18n/t.ts';
import { useToasts } from '../../ui/Toasts.tsx';
import { discoverMessages as m } from './messages.ts';
import { nameOf } from './machine-view.ts';

/** Orders go to so many machines at once. */
const AT_ONCE = 8;

const DONE_ONE: Readonly<Record<MachineAction, string>> = {
  'blink-on': m.blinks,
  'blink-off': m.blinksNoMore,
  restart: m.restarts,
  sleep: m.sleeps,
  wake: m.wakes,
  read: m.wasRead,
};

/** How an order to several machines went. */
interface Result {
  done: number;
  failures: { name: string; why: string }[];
}

/** One sentence about it; of failures the first one is told with its reason. */
export function orderText(
  action: MachineAction,
  names: readonly string[],
  { done, failures }: Result,
): string {
  const [first] = failures;
  if (!first) {
    return names.length === 1
      ? t(DONE_ONE[action], { name: names[0] ?? '' })
      : t(m.ordersDone, { count: done });
  }
  if (names.length === 1) return t(m.orderFailed, first);
  return t(m.ordersFailed, { ...first, failed: failures.length, total: names.length });
}

/** Blink, restart, sleep, wake, read: to one machine or many; how it went is told at the bottom. */
export function useControl() {
  const client = useFarmClient();
  const queryClient = useQueryClient();
  const toasts = useToasts();
  return useMutation({
    mutationFn: async ({ machines, action }: { machines: readonly MachineView[]; action: MachineAction }) => {
      const result: Result = { done: 0, failures: [] };
      const waiting = [...machines];
      const work = async () => {
        for (let machine = waiting.shift(); machine; machine = waiting.shift()) {
          try {
            const changed = await client.machines.control({ id: machine.id, action });
            result.done += 1;
            queryClient.setQueryData<MachineView[]>(MACHINES_KEY, (known) =>
              known?.map((one) => (one.id === changed.id ? changed : one)),
            );
          } catch (error) {
            result.failures.push({ name: nameOf(machine), why: errorText(error) });
          }
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      return result;
    },
    onSuccess: (result, { machines, action }) =>
      toasts.show({ text: orderText(action, machines.map(nameOf), result) }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: MACHINES_KEY }),
  });
}
