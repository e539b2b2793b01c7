import { backoffMs } from '#engine/lib/backoff.ts';
import type { Clock } from '#engine/lib/clock.ts';
import type { Log } from '#engine/lib/log.ts';
import type { AlertOutboxStore } from '#engine/store/alert-store.ts';
import type { AlertDelivery } from '#shared/model/alert.ts';

import { DeliveryError } from './delivery-error.ts';
import type { ChannelMessage } from './message.ts';

/** Channels whose messages wait for another try. */
export type QueuedChannel = 'webhook' | 'email';

const MAX_BACKOFF_MS = 600_000;
/** A message older than this is given up. */
const LIFETIME_MS = 24 * 3_600_000;
/** Messages that wait for one channel; beyond them the oldest go. */
const MAX_WAITING = 500;

interface Waiting {
  /** Null where it could not be stored: it is lost with the process. */
  seq: number | null;
  message: ChannelMessage;
  createdAtMs: number;
  attempts: number;
  /** Monotonic ms. */
  dueMs: number;
}

export interface OutboxDeps {
  channel: QueuedChannel;
  clock: Clock;
  log: Log;
  store: AlertOutboxStore;
  /** Throws `DeliveryError`, or `AppError` where the channel is not set up. */
  send: (message: ChannelMessage, signal: AbortSignal) => Promise<void>;
  /** 0 to 1; for tests. */
  random?: (() => number) | undefined;
}

/**
 * Messages to one channel, in order, one at a time. While the channel fails, all wait 1 s, 2 s … 10 min; a
 * message that fails by its own fault waits alone. It is given up after a day. What waits survives a restart.
 */
export class Outbox {
  readonly #deps: OutboxDeps;
  #waiting: Waiting[];
  #failures = 0;
  /** Monotonic time before which the channel is left alone. */
  #restsUntilMs = 0;
  #sending: Promise<void> | null = null;
  #ending: AbortController | null = null;
  #cancelTimer: () => void = () => {};
  #isRunning = false;
  #last: Omit<AlertDelivery, 'waiting'> = { deliveredAtMs: null, failedAtMs: null, trouble: null };

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
    const stored = deps.store.loadAll().filter(({ channel }) => channel === deps.channel);
    this.#waiting = stored.flatMap(({ seq, messageJson, createdAtMs, attempts }) => {
      const message = JSON.parse(messageJson) as ChannelMessage;
      return [{ seq, message, createdAtMs, attempts, dueMs: 0 }];
    });
  }

  start(): void {
    this.#isRunning = true;
    this.#schedule();
  }

  /** Ends a delivery under way; it is tried again after the next start. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    this.#cancelTimer();
    this.#ending?.abort();
    await this.#sending;
  }

  add(message: ChannelMessage): void {
    const createdAtMs = this.#deps.clock.nowMs();
    const dueMs = this.#deps.clock.monotonicMs();
    const waiting: Waiting = { seq: null, message, createdAtMs, attempts: 0, dueMs };
    this.#stored(() => {
      const { channel, store } = this.#deps;
      waiting.seq = store.add({ channel, messageJson: JSON.stringify(message), createdAtMs });
    });
    this.#waiting.push(waiting);
    while (this.#waiting.length > MAX_WAITING) this.#giveUpOldest();
    this.#schedule();
  }

  /** Forgets all that waits: the channel was turned off. */
  clear(): void {
    for (const waiting of [...this.#waiting]) this.#remove(waiting);
    this.#schedule();
  }

  /** The settings are others: what waits is tried at once. */
  hurry(): void {
    this.#failures = 0;
    this.#restsUntilMs = 0;
    for (const waiting of this.#waiting) waiting.dueMs = 0;
    this.#schedule();
  }

  view(): AlertDelivery {
    return { ...this.#last, waiting: this.#waiting.length };
  }

  #schedule(): void {
    this.#cancelTimer();
    if (!this.#isRunning || this.#sending || this.#waiting.length === 0) return;
    const nowMs = this.#deps.clock.monotonicMs();
    const dueMs = Math.min(...this.#waiting.map((waiting) => waiting.dueMs));
    const waitMs = Math.max(dueMs, this.#restsUntilMs) - nowMs;
    this.#cancelTimer = this.#deps.clock.after(Math.max(waitMs, 0), () => this.#next());
  }

  #next(): void {
    this.#dropExpired();
    const nowMs = this.#deps.clock.monotonicMs();
    const waiting = this.#waiting.find(({ dueMs }) => dueMs <= nowMs);
    if (!waiting) return this.#schedule();
    this.#sending = this.#send(waiting).finally(() => {
      this.#sending = null;
      this.#ending = null;
      this.#schedule();
    });
  }

  async #send(waiting: Waiting): Promise<void> {
    const ending = new AbortController();
    this.#ending = ending;
    try {
      await this.#deps.send(waiting.message, ending.signal);
      this.#remove(waiting);
      this.#failures = 0;
      this.#restsUntilMs = 0;
      this.#last = { ...this.#last, deliveredAtMs: this.#deps.clock.nowMs(), trouble: null };
    } catch (error) {
      if (!ending.signal.aborted) this.#noteFailure(waiting, error);
    }
  }

  #noteFailure(waiting: Waiting, error: unknown): void {
    const { clock, log, channel, random = Math.random } = this.#deps;
    const nowMs = clock.monotonicMs();
    const fault = error instanceof DeliveryError ? error.fault : 'channel';
    const wait = (attempt: number): number => backoffMs(attempt, { maxMs: MAX_BACKOFF_MS, random });
    waiting.attempts += 1;
    if (fault === 'channel') {
      this.#failures += 1;
      this.#restsUntilMs = nowMs + wait(this.#failures);
      waiting.dueMs = this.#restsUntilMs;
    } else {
      waiting.dueMs = nowMs + wait(waiting.attempts);
    }
    if (fault === 'recipients') this.#remove(waiting);
    const { seq } = waiting;
    if (seq !== null) this.#stored(() => this.#deps.store.setAttempts(seq, waiting.attempts));
    const trouble = sentenceOf(error);
    this.#last = { ...this.#last, failedAtMs: clock.nowMs(), trouble };
    log.warn({ channel, attempts: waiting.attempts, trouble }, 'an alert could not be delivered');
  }

  #dropExpired(): void {
    const nowMs = this.#deps.clock.nowMs();
    const expired = this.#waiting.filter(({ createdAtMs }) => nowMs - createdAtMs >= LIFETIME_MS);
    for (const waiting of expired) this.#giveUp(waiting, 'it could not be delivered for a day');
  }

  #giveUpOldest(): void {
    const [oldest] = this.#waiting;
    if (oldest) this.#giveUp(oldest, 'too many messages wait');
  }

  #giveUp(waiting: Waiting, why: string): void {
    this.#remove(waiting);
    const { channel, log } = this.#deps;
    log.warn({ channel, subject: waiting.message.subject, why }, 'a message about an alert was given up');
  }

  #remove(waiting: Waiting): void {
    this.#waiting = this.#waiting.filter((one) => one !== waiting);
    const { seq } = waiting;
    if (seq !== null) this.#stored(() => this.#deps.store.remove(seq));
  }

  /** The database may be what the message is about. */
  #stored(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#deps.log.error({ err: error }, 'the messages that wait could not be stored');
    }
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof DeliveryError || (error instanceof Error && error.name === 'AppError')) {
    return error.message;
  }
  return 'The delivery failed for an unknown reason.';
}
