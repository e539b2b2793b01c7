import { randomUUID } from 'node:crypto';
import { statfs } from 'node:fs/promises';

import { type Clock, every } from '#engine/lib/clock.ts';
import type { Emitter } from '#engine/lib/emitter.ts';
import type { Log } from '#engine/lib/log.ts';
import type { SecretBox } from '#engine/lib/secret-box.ts';
import { AlertOutboxStore, type AlertRow, AlertStore } from '#engine/store/alert-store.ts';
import type { AuditStore } from '#engine/store/audit-store.ts';
import type { Database } from '#engine/store/database.ts';
import { SettingsStore } from '#engine/store/settings-store.ts';
import { AppError } from '#shared/errors.ts';
import { MAX_SNOOZE_MS } from '#shared/alert-limits.ts';
import type {
  AlertChannelId,
  AlertChannelsInput,
  AlertChannelsView,
  AlertChannelTest,
  AlertEvent,
  AlertList,
  AlertNotification,
  AlertRuleId,
  AlertRuleSettings,
  AlertRuleView,
  AlertView,
} from '#shared/model/alert.ts';

import type { AlertDesk } from '../alert-desk.ts';
import { AlertFeed } from './alert-feed.ts';
import { listOf, viewOf } from './alert-view.ts';
import { ChannelBook, type ChannelSecrets } from './channel-book.ts';
import { DeliveryError } from './delivery-error.ts';
import { sendMail } from './mail.ts';
import { alertMessage, type ChannelMessage, notificationOf, testMessage } from './message.ts';
import { Outbox, type QueuedChannel } from './outbox.ts';
import { isQuietAt } from './quiet-hours.ts';
import { RuleBook } from './rule-book.ts';
import { conditionsOf, wordsOf } from './rules/all-rules.ts';
import type { ReadFarm } from './sampler.ts';
import {
  acknowledgeAlert,
  type AlertMessage,
  type AlertState,
  NO_ALERTS,
  restoreAlerts,
  snoozeCause,
  stepAlerts,
} from './state-machine.ts';
import { postWebhook } from './webhook.ts';

const LOOK_PERIOD_MS = 5_000;
const PRUNE_PERIOD_MS = 3_600_000;
const HISTORY_MS = 90 * 86_400_000;
const MAX_HISTORY_ROWS = 10_000;
const PAGE = 100;

export interface AlertsDeps {
  clock: Clock;
  log: Log;
  version: string;
  database: Database;
  secretBox: SecretBox;
  audit: AuditStore;
  /** The farm as it is now. */
  sample: () => ReadFarm;
  /** 0 to 1; for tests. */
  random?: () => number;
}

/** Looks at the farm every five seconds and tells what is wrong: list, history, desktop, webhook, e-mail. */
export class Alerts implements AlertDesk {
  readonly #deps: AlertsDeps;
  readonly #store: AlertStore;
  readonly #rules: RuleBook;
  readonly #channels: ChannelBook;
  readonly #feed = new AlertFeed();
  readonly #outboxes: Record<QueuedChannel, Outbox>;
  #update: string | null = null;
  #state: AlertState = NO_ALERTS;
  #unsaved = new Map<string, AlertRow>();
  #stopTimers: (() => void)[] = [];

  constructor(deps: AlertsDeps) {
    this.#deps = deps;
    const { clock, log, database, secretBox, random } = deps;
    const settings = new SettingsStore(database);
    this.#store = new AlertStore(database);
    this.#rules = new RuleBook(settings);
    this.#channels = new ChannelBook({ store: settings, secretBox });
    const store = new AlertOutboxStore(database);
    const outbox = (channel: QueuedChannel): Outbox =>
      new Outbox({
        ...{ channel, clock, log, store, random },
        send: (message, signal) => this.#send(channel, message, signal),
      });
    this.#outboxes = { webhook: outbox('webhook'), email: outbox('email') };
  }

  /** What is to be shown on the screen; for the desktop shell. */
  get notify(): Emitter<[notification: AlertNotification]> {
    return this.#feed.notify;
  }

  /** Takes up what fired when the program stopped, and begins to look. */
  start(): void {
    const { clock } = this.#deps;
    this.#guard(() => this.#prune());
    const longestMs = Math.max(...this.#rules.all().map(({ coolDownMs }) => coolDownMs));
    const stored = {
      firing: this.#store.firing(),
      resolved: this.#store.resolvedSince(clock.nowMs() - longestMs),
      snoozes: this.#store.snoozes(),
    };
    this.#state = restoreAlerts(stored, this.#rules.all(), clock.monotonicMs());
    for (const outbox of Object.values(this.#outboxes)) outbox.start();
    this.#stopTimers = [
      every(clock, LOOK_PERIOD_MS, () => this.#guard(() => this.look())),
      every(clock, PRUNE_PERIOD_MS, () => this.#guard(() => this.#prune())),
    ];
  }

  /** Ends deliveries under way; what waits is kept. To be called before the database closes. */
  async stop(): Promise<void> {
    for (const stop of this.#stopTimers.splice(0)) stop();
    this.#save();
    await Promise.all(Object.values(this.#outboxes).map((outbox) => outbox.stop()));
  }

  /** A version that may be installed; null = none. For whoever looks for updates. */
  noteUpdate(version: string | null): void {
    this.#update = version;
  }

  /** One look at the farm. */
  look(): void {
    const { clock, sample } = this.#deps;
    const farm = { ...sample(), update: this.#update };
    const nowMs = clock.nowMs();
    const rules = this.#rules.all();
    const { state, saved, messages } = stepAlerts(this.#state, {
      nowMs,
      monotonicMs: clock.monotonicMs(),
      conditions: conditionsOf(farm, rules),
      rules,
      isQuiet: isQuietAt(this.#channels.quietHours, nowMs),
      newId: () => `a-${randomUUID()}`,
      words: (alert, ids) => wordsOf(farm, alert, ids),
    });
    const hasSnoozeEnded = state.snoozes.size !== this.#state.snoozes.size;
    if (hasSnoozeEnded) this.#forgetSnoozes(this.#state.snoozes, state.snoozes);
    this.#state = state;
    for (const alert of saved) this.#unsaved.set(alert.id, alert);
    this.#save();
    for (const message of messages) this.#tell(message);
    if (saved.length > 0 || hasSnoozeEnded) this.#feed.changed();
  }

  list(): AlertList {
    return listOf(this.#state.firing.values(), this.#state.snoozes, this.#deps.clock.nowMs());
  }

  history({
    beforeMs = Number.MAX_SAFE_INTEGER,
    limit = PAGE,
  }: Parameters<AlertDesk['history']>[0]): AlertView[] {
    return this.#store.history(beforeMs, limit).map((row) => this.#view(this.#live(row.id) ?? row));
  }

  events(signal: AbortSignal | undefined): AsyncGenerator<AlertEvent, void, void> {
    return this.#feed.events(signal);
  }

  acknowledge(id: string, by: string): AlertView {
    const alert = this.#need(id);
    if (alert.resolvedAtMs !== null) throw new AppError('CONFLICT', 'This alert is over already.');
    const atMs = this.#deps.clock.nowMs();
    this.#change(acknowledgeAlert(this.#state, alert.cause, { by, atMs }), alert.cause);
    this.#audit(by, 'alert.acknowledge', id, { title: alert.words.title });
    return this.#view(this.#need(id));
  }

  snooze(id: string, untilMs: number | null, by: string): AlertView {
    const alert = this.#need(id);
    const nowMs = this.#deps.clock.nowMs();
    if (untilMs !== null && !(untilMs > nowMs && untilMs <= nowMs + MAX_SNOOZE_MS)) {
      throw new AppError('BAD_INPUT', 'An alert can be silenced until a time in the next 30 days.');
    }
    this.#store.setSnooze(alert.cause, untilMs);
    this.#change(snoozeCause(this.#state, alert.cause, untilMs), alert.cause);
    this.#audit(by, 'alert.snooze', id, { title: alert.words.title, untilMs });
    return this.#view(this.#need(id));
  }

  rules(): AlertRuleView[] {
    return this.#rules.views();
  }

  setRule(rule: AlertRuleSettings, by: string): AlertRuleView[] {
    this.#rules.set(rule);
    this.#audit(by, 'alert.setRule', rule.id, { ...rule });
    this.#feed.changed();
    return this.#rules.views();
  }

  resetRule(id: AlertRuleId, by: string): AlertRuleView[] {
    this.#rules.reset(id);
    this.#audit(by, 'alert.resetRule', id, {});
    this.#feed.changed();
    return this.#rules.views();
  }

  channels(): AlertChannelsView {
    const { webhook, email, ...rest } = this.#channels.views();
    return {
      ...rest,
      webhook: { ...webhook, delivery: this.#outboxes.webhook.view() },
      email: { ...email, delivery: this.#outboxes.email.view() },
    };
  }

  setChannels(input: AlertChannelsInput, by: string): AlertChannelsView {
    this.#channels.set(input);
    for (const channel of ['webhook', 'email'] as const) {
      if (!input[channel]) continue;
      if (this.#channels.isOn(channel)) this.#outboxes[channel].hurry();
      else this.#outboxes[channel].clear();
    }
    this.#audit(by, 'alert.setChannels', Object.keys(input).join(' '), {});
    return this.channels();
  }

  /** What the channels keep sealed, for an export that seals it again. */
  secrets(): ChannelSecrets {
    return this.#channels.reveal();
  }

  /** Sends a test message now, whether the channel is on or not; answers within 15 s and does not throw. */
  async testChannel(
    id: AlertChannelId,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<AlertChannelTest> {
    const { clock, version } = this.#deps;
    const startedMs = clock.monotonicMs();
    const message = testMessage(version);
    const answer = (ok: boolean, text: string): AlertChannelTest => {
      return { ok, text, tookMs: Math.round(clock.monotonicMs() - startedMs) };
    };
    if (id === 'desktop') {
      if (!this.#feed.isHeard) return answer(false, 'No window is open that could show it.');
      this.#feed.show(notificationOf(message, null));
      return answer(true, 'The notification was handed to every open window.');
    }
    try {
      await this.#send(id, message, signal);
    } catch (error) {
      if (!(error instanceof DeliveryError || error instanceof AppError)) throw error;
      return answer(false, error.message);
    }
    const where =
      id === 'email' ? 'The mail server has taken the message.' : 'The webhook has taken the message.';
    return answer(true, where);
  }

  #send(channel: QueuedChannel, message: ChannelMessage, signal: AbortSignal): Promise<void> {
    const { clock, version } = this.#deps;
    return channel === 'webhook'
      ? postWebhook({ clock, version, signal }, this.#channels.webhookTarget(), message)
      : sendMail({ clock, signal }, this.#channels.mailTarget(), message);
  }

  #tell({ kind, alert, channels }: AlertMessage): void {
    const { version, clock, log } = this.#deps;
    const message = alertMessage(kind, alert, { version, nowMs: clock.nowMs() });
    log.info({ alertId: alert.id, rule: alert.rule, kind, severity: alert.severity }, 'alert told');
    for (const channel of channels) {
      if (!this.#channels.isOn(channel)) continue;
      if (channel !== 'desktop') this.#outboxes[channel].add(message);
      // What is over needs nobody's eyes.
      else if (kind === 'firing') this.#feed.show(notificationOf(message, alert));
    }
  }

  #change(state: AlertState, cause: string): void {
    this.#state = state;
    const alert = state.firing.get(cause);
    if (alert) this.#unsaved.set(alert.id, alert);
    this.#save();
    this.#feed.changed();
  }

  #live(id: string): AlertRow | undefined {
    for (const alert of this.#state.firing.values()) if (alert.id === id) return alert;
    for (const alert of this.#state.recent.values()) if (alert.id === id) return alert;
    return undefined;
  }

  #need(id: string): AlertRow {
    const alert = this.#live(id) ?? this.#store.get(id);
    if (!alert) throw new AppError('NOT_FOUND', 'There is no such alert any more.');
    return alert;
  }

  #view(alert: AlertRow): AlertView {
    return viewOf(alert, this.#state.snoozes, this.#deps.clock.nowMs());
  }

  /** The database may be what is wrong: alerts are told all the same, and stored when that works again. */
  #save(): void {
    if (this.#unsaved.size === 0) return;
    try {
      this.#deps.database.transaction(() => {
        for (const alert of this.#unsaved.values()) this.#store.save(alert);
      });
      this.#unsaved = new Map();
    } catch (error) {
      this.#deps.log.error({ err: error }, 'alerts could not be stored');
    }
  }

  #forgetSnoozes(before: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): void {
    for (const cause of before.keys()) {
      if (!now.has(cause)) this.#guard(() => this.#store.setSnooze(cause, null));
    }
  }

  #prune(): void {
    this.#store.prune(this.#deps.clock.nowMs() - HISTORY_MS, MAX_HISTORY_ROWS);
  }

  /** A look that fails must not end mining, nor the looks after it. */
  #guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#deps.log.error({ err: error }, 'looking for alerts failed');
    }
  }

  #audit(by: string, action: string, subject: string, detail: Record<string, unknown>): void {
    this.#deps.audit.add({ atMs: this.#deps.clock.nowMs(), by, action, subject, detail });
  }
}

/** Bytes left for what is in `folder`. */
export async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
