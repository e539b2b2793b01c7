import type { ContractRouterClient } from '@orpc/contract';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';

import type { alertsContract } from '#shared/contract/alerts.ts';
import type { AlertRuleSettings, AlertRuleView, AlertView } from '#shared/model/alert.ts';

import { useFarmClient } from '../../api/client.ts';
import { errorText } from '../../api/error-text.ts';
import { t } from '../../i18n/t.ts';
import { useToasts } from '../../ui/Toasts.tsx';
import { RULE_WORDS } from './alert-looks.ts';
import { alertMessages as m } from './messages.ts';

/** Every query about alerts begins with it. */
export const ALERTS_KEY = ['alerts'];
const RULES_KEY = [...ALERTS_KEY, 'rules'];
const CHANNELS_KEY = [...ALERTS_KEY, 'channels'];
/** Events tell of changes; this finds what a lost event did not. */
const REFRESH_MS = 15_000;
const HISTORY_PAGE = 100;

export type AlertsClient = ContractRouterClient<typeof alertsContract>;

/** The engine's door to alerts; the same one for as long as the engine's is. */
export function useAlertsClient(): AlertsClient {
  const client = useFarmClient();
  // A client makes another object each time that a group of it is asked for: effects would begin anew.
  return useMemo(() => client.alerts, [client]);
}

/** What fires now. */
export function useAlertList() {
  const client = useAlertsClient();
  return useQuery({
    queryKey: [...ALERTS_KEY, 'list'],
    queryFn: ({ signal }) => client.list(undefined, { signal }),
    refetchInterval: REFRESH_MS,
  });
}

/** Alerts of the last 90 days, a page at a time. */
export function useAlertHistory() {
  const client = useAlertsClient();
  return useInfiniteQuery({
    queryKey: [...ALERTS_KEY, 'history'],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam, signal }) =>
      client.history(
        { limit: HISTORY_PAGE, ...(pageParam === undefined ? {} : { beforeMs: pageParam }) },
        { signal },
      ),
    getNextPageParam: (page) => (page.length < HISTORY_PAGE ? undefined : page.at(-1)?.firedAtMs),
  });
}

export function useAlertRules() {
  const client = useAlertsClient();
  return useQuery({ queryKey: RULES_KEY, queryFn: ({ signal }) => client.rules(undefined, { signal }) });
}

export function useAlertChannels() {
  const client = useAlertsClient();
  return useQuery({
    queryKey: CHANNELS_KEY,
    queryFn: ({ signal }) => client.channels(undefined, { signal }),
    refetchInterval: REFRESH_MS,
  });
}

/** Acknowledges an alert, silences its cause until a time, or ends that. */
export function useAlertActions() {
  const client = useAlertsClient();
  const queryClient = useQueryClient();
  const toasts = useToasts();
  const settled = () => queryClient.invalidateQueries({ queryKey: [...ALERTS_KEY, 'list'] });
  const onError = (error: unknown) => toasts.show({ text: errorText(error) });
  const acknowledge = useMutation({
    mutationFn: (alert: AlertView) => client.acknowledge({ id: alert.id }),
    onSuccess: (_result, { title }) => toasts.show({ text: t(m.acknowledged, { title }) }),
    onError,
    onSettled: settled,
  });
  const snooze = useMutation({
    mutationFn: ({ alert, untilMs }: { alert: AlertView; untilMs: number | null; isUndo?: boolean }) =>
      client.snooze({ id: alert.id, untilMs }),
    onSuccess: (_result, { alert, untilMs, isUndo }) => {
      const text = t(untilMs === null ? m.woken : m.silenced, { title: alert.title });
      const before = alert.snoozedUntilMs;
      const run = () => snooze.mutate({ alert, untilMs: before, isUndo: true });
      toasts.show(isUndo ? { text } : { text, undo: { label: t(m.undo), run } });
    },
    onError,
    onSettled: settled,
  });
  return { acknowledge, snooze };
}

/** Changes a rule, or sets it as it came. */
export function useRuleActions() {
  const client = useAlertsClient();
  const queryClient = useQueryClient();
  const toasts = useToasts();
  const store = (rules: AlertRuleView[]) => queryClient.setQueryData(RULES_KEY, rules);
  const name = ({ id }: Pick<AlertRuleView, 'id'>) => t(RULE_WORDS[id].name);
  const set = useMutation({
    mutationFn: ({ rule }: { rule: AlertRuleSettings; told: string }) => client.setRule(rule),
    onSuccess: (rules, { rule, told }) => {
      store(rules);
      toasts.show({ text: t(told, { name: name(rule) }) });
    },
  });
  const reset = useMutation({
    mutationFn: ({ id }: AlertRuleView) => client.resetRule({ id }),
    onSuccess: (rules, rule) => {
      store(rules);
      toasts.show({ text: t(m.resetDone, { name: name(rule) }) });
    },
    onError: (error) => toasts.show({ text: errorText(error) }),
  });
  return { set, reset };
}

/** Saves channels; what is left out stays. */
export function useSaveChannels() {
  const client = useAlertsClient();
  const queryClient = useQueryClient();
  const toasts = useToasts();
  return useMutation({
    mutationFn: (input: Parameters<AlertsClient['setChannels']>[0]) => client.setChannels(input),
    onSuccess: (channels) => {
      queryClient.setQueryData(CHANNELS_KEY, channels);
      toasts.show({ text: t(m.channelSaved) });
    },
  });
}
