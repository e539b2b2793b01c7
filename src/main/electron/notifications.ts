import { Notification } from 'electron';

import type { Emitter } from '#engine/lib/emitter.ts';
import type { AlertNotification } from '#shared/model/alert.ts';

import type { Shell, ShellPart } from './shell.ts';

/** Systems show some two lines; the rest is on the page. */
const MAX_BODY = 300;
/** Notifications whose click can still be told from another; older ones stay on the screen without it. */
const MAX_KEPT = 20;

/**
 * Puts alerts on the owner's screen; a click opens the page of alerts. Which alerts come here is for their rules
 * to say: only critical ones, unless the owner wants more.
 */
export function initNotifications(shell: Shell, notified: Emitter<[AlertNotification]>): ShellPart {
  // A notification that is garbage-collected no longer hears its click.
  const shown = new Map<string, Notification>();
  let stopListening: () => void = () => undefined;

  function drop(id: string): void {
    shown.get(id)?.removeAllListeners();
    shown.delete(id);
  }

  function show(alert: AlertNotification): void {
    if (!Notification.isSupported()) {
      shell.log.info({ alertId: alert.alertId }, 'this system shows no notifications');
      return;
    }
    // One alert has one notification: what is over takes the place of what began.
    shown.get(alert.alertId)?.close();
    drop(alert.alertId);
    const notification = new Notification({
      title: alert.title,
      body: alert.body.slice(0, MAX_BODY),
      urgency: alert.severity === 'critical' && alert.kind === 'firing' ? 'critical' : 'normal',
      silent: alert.kind === 'resolved',
    });
    notification.on('click', () => shell.showWindow('#/alerts'));
    notification.on('failed', (_event, error) =>
      shell.log.warn({ error }, 'a notification could not be shown'),
    );
    shown.set(alert.alertId, notification);
    const [oldest] = shown.keys();
    if (shown.size > MAX_KEPT && oldest !== undefined) drop(oldest);
    notification.show();
  }

  return {
    name: 'notifications',
    onLoad() {
      stopListening = notified.on(show);
    },
    onQuit() {
      stopListening();
      for (const id of [...shown.keys()]) drop(id);
    },
  };
}
