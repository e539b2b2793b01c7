import type { AlertEvent, AlertNotification } from '#shared/model/alert.ts';

import { Emitter } from '#engine/lib/emitter.ts';

/** Events that wait for a slow reader; beyond them the oldest go, since it reads the list anyway. */
const MAX_QUEUED = 64;

/** Tells windows that the list has changed, and what is to be shown on the screen. */
export class AlertFeed {
  /** For the desktop shell. */
  readonly notify = new Emitter<[notification: AlertNotification]>();
  readonly #sent = new Emitter<[event: AlertEvent]>();

  /** Somebody would show a notification. */
  get isHeard(): boolean {
    return this.notify.isHeard || this.#sent.isHeard;
  }

  changed(): void {
    this.#sent.emit({ type: 'changed' });
  }

  show(notification: AlertNotification): void {
    this.notify.emit(notification);
    this.#sent.emit({ type: 'notification', notification });
  }

  /** Until `signal` ends it; the first event comes at once, so that a reader begins with the list. */
  async *events(signal: AbortSignal | undefined): AsyncGenerator<AlertEvent, void, void> {
    const queue: AlertEvent[] = [{ type: 'changed' }];
    let wake: () => void = () => {};
    const stopListening = this.#sent.on((event) => {
      queue.push(event);
      if (queue.length > MAX_QUEUED) queue.shift();
      wake();
    });
    const stop = (): void => wake();
    signal?.addEventListener('abort', stop);
    try {
      while (!signal?.aborted) {
        const event = queue.shift();
        if (event) yield event;
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
            if (signal?.aborted) resolve();
          });
        }
      }
    } finally {
      stopListening();
      signal?.removeEventListener('abort', stop);
    }
  }
}
