import { backoffMs } from '#engine/lib/backoff.ts';
import type { Clock } from '#engine/lib/clock.ts';
import { Emitter } from '#engine/lib/emitter.ts';
import type { Log } from '#engine/lib/log.ts';
import type { AlertEvent, AlertNotification } from '#shared/model/alert.ts';

import type { EngineHost } from './engine-host.ts';
import type { ShellPart } from './shell.ts';

/** Opens the contract's stream of alerts; null while the engine does not run or has none. */
export type OpenAlerts = (signal: AbortSignal) => Promise<AsyncIterable<AlertEvent>> | null;

/** Reads the engine's alerts for the screen in front of the owner, and begins anew when the stream ends. */
export class AlertFeed {
  readonly notified = new Emitter<[AlertNotification]>();
  readonly #deps: { clock: Clock; log: Log; open: OpenAlerts };
  #reading: AbortController | null = null;
  #failures = 0;
  #cancelRetry: () => void = () => undefined;

  constructor(deps: { clock: Clock; log: Log; open: OpenAlerts }) {
    this.#deps = deps;
  }

  /** Begins with the engine that runs now. */
  start(): void {
    this.stop();
    const reading = new AbortController();
    this.#reading = reading;
    void this.#read(reading.signal);
  }

  stop(): void {
    this.#cancelRetry();
    this.#reading?.abort();
    this.#reading = null;
  }

  async #read(signal: AbortSignal): Promise<void> {
    try {
      const events = await this.#deps.open(signal);
      if (events === null) return;
      for await (const event of events) {
        if (signal.aborted) return;
        this.#failures = 0;
        if (event.type === 'notification') this.notified.emit(event.notification);
      }
    } catch (error) {
      if (!signal.aborted) this.#deps.log.warn({ err: error }, "the engine's alerts cannot be read");
    }
    if (signal.aborted) return;
    this.#failures += 1;
    this.#cancelRetry = this.#deps.clock.after(backoffMs(this.#failures), () => void this.#read(signal));
  }
}

/** Follows the alerts of the engine while it runs, also after it was started again. */
export function initAlertFeed(feed: AlertFeed, host: Pick<EngineHost, 'runningChanged'>): ShellPart {
  let stopListening: () => void = () => undefined;
  return {
    name: 'alert feed',
    onLoad() {
      stopListening = host.runningChanged.on((isRunning) => (isRunning ? feed.start() : feed.stop()));
      feed.start();
    },
    onQuit() {
      stopListening();
      feed.stop();
    },
  };
}
