import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import type { AlertNotification } from '#shared/model/alert.ts';

import { useConnection, useConnectionStatus } from '../../api/connection.ts';
import { routeHash } from '../../app/route.ts';
import { translateSentence } from '../../i18n/t.ts';
import { ALERTS_KEY, useAlertsClient, type AlertsClient } from './use-alerts.ts';

/** Before events are asked for again after their stream ended. */
const RESUBSCRIBE_MS = 2000;

/** What this window can do with a notification. */
export type NotificationState = 'shell' | 'missing' | 'granted' | 'denied' | 'default';

/** In the desktop app the shell shows notifications; elsewhere the browser does, where it is allowed. */
export function notificationState(isInShell: boolean): NotificationState {
  if (isInShell) return 'shell';
  return typeof Notification === 'undefined' || !isSecureContext ? 'missing' : Notification.permission;
}

/** Shows one; another window of the same browser that shows it too replaces it. */
function showNotification({ alertId, kind, title, body }: AlertNotification): void {
  const shown = new Notification(translateSentence(title), {
    body: translateSentence(body),
    tag: `hashquota ${kind} ${alertId}`,
  });
  shown.addEventListener('click', () => {
    window.focus();
    window.location.hash = routeHash('alerts');
    shown.close();
  });
}

/** Follows the engine's alert events for as long as the component stands. */
export function useAlertEvents(): void {
  const client = useAlertsClient();
  const queryClient = useQueryClient();
  const isInShell = !useConnection().triesByItself;
  const { state, generation } = useConnectionStatus();
  useEffect(() => {
    if (state !== 'open') return undefined;
    const stop = new AbortController();
    void follow({ client, queryClient, isInShell, signal: stop.signal });
    return () => stop.abort();
  }, [client, queryClient, isInShell, state, generation]);
}

interface Followed {
  client: AlertsClient;
  queryClient: QueryClient;
  isInShell: boolean;
  signal: AbortSignal;
}

async function follow({ client, queryClient, isInShell, signal }: Followed): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const event of await client.events(undefined, { signal })) {
        if (signal.aborted) return;
        if (event.type === 'changed') void queryClient.invalidateQueries({ queryKey: ALERTS_KEY });
        else if (notificationState(isInShell) === 'granted') showNotification(event.notification);
      }
    } catch {
      // The stream ended with its line or its engine; the connection's state says so on screen.
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, RESUBSCRIBE_MS);
      signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
    });
  }
}
