import type { AlertDesk } from '#engine/alert-desk.ts';
import { AppError } from '#shared/errors.ts';
import {
  ALERT_RULES,
  alertRuleKind,
  type AlertChannelsInput,
  type AlertChannelsView,
  type AlertChannelTest,
  type AlertEvent,
  type AlertList,
  type AlertRuleId,
  type AlertRuleSettings,
  type AlertRuleView,
  type AlertView,
} from '#shared/model/alert.ts';

const AT_MS = Date.UTC(2026, 0, 1, 12);
const MINUTE_MS = 60_000;
const NO_DELIVERY = { deliveredAtMs: null, failedAtMs: null, trouble: null, waiting: 0 };

/** Alerts that are written down: what the window is shown in tests of its own. */
export class ScriptedAlerts implements AlertDesk {
  readonly nowMs = AT_MS;
  readonly known = new Map<string, AlertView>();
  test: AlertChannelTest = { ok: true, text: 'The webhook has taken the message.', tookMs: 120 };
  #rules: AlertRuleSettings[] = ALERT_RULES.map(({ defaults }) => defaults);
  #channels: AlertChannelsView = {
    desktop: { on: true },
    webhook: { on: false, destination: null, secret: 'not set', ca: null, delivery: NO_DELIVERY },
    email: {
      ...{ on: false, host: '', port: 587, tls: 'starttls', user: '', password: 'not set' },
      ...{ from: '', to: [], ca: null, delivery: NO_DELIVERY },
    },
    quietHours: { on: false, from: '22:00', to: '07:00', timeZone: 'UTC' },
  };

  constructor() {
    const poolDown = scriptedAlert('a-1', 'pool-down', {
      title: 'Pool stratum+tcp://pool-a.example:3333 is down',
      subjects: [{ kind: 'account', id: 'alice', name: 'alice' }],
    });
    const lost = scriptedAlert('a-2', 'miner-lost', {
      title: '2 miners are lost',
      subjects: ['rack1-03', 'rack1-04'].map((id) => ({ kind: 'miner' as const, id, name: id })),
    });
    const past = scriptedAlert('a-3', 'rejected-high', {
      state: 'resolved',
      resolvedAtMs: AT_MS - 30 * MINUTE_MS,
      firedAtMs: AT_MS - 60 * MINUTE_MS,
      durationMs: 45 * MINUTE_MS,
    });
    for (const alert of [poolDown, lost, past]) this.known.set(alert.id, alert);
  }

  list(): AlertList {
    const all = [...this.known.values()].filter(({ state }) => state === 'firing');
    const firing = all.filter(({ snoozedUntilMs }) => snoozedUntilMs === null);
    const counts = { critical: 0, warning: 0, info: 0 };
    for (const { severity, acknowledged } of firing) if (!acknowledged) counts[severity] += 1;
    const snoozed = all.filter(({ snoozedUntilMs }) => snoozedUntilMs !== null);
    return { atMs: this.nowMs, firing, snoozed, counts };
  }

  history({ beforeMs = Infinity, limit = 100 }: Parameters<AlertDesk['history']>[0]): AlertView[] {
    return [...this.known.values()]
      .filter(({ firedAtMs }) => firedAtMs < beforeMs)
      .toSorted((a, b) => b.firedAtMs - a.firedAtMs)
      .slice(0, limit);
  }

  async *events(signal: AbortSignal | undefined): AsyncGenerator<AlertEvent, void, void> {
    yield { type: 'changed' };
    await new Promise<void>((resolve) => {
      if (signal?.aborted) resolve();
      signal?.addEventListener('abort', () => resolve());
    });
  }

  acknowledge(id: string, by: string): AlertView {
    return this.#change(id, { acknowledged: { by, atMs: this.nowMs } });
  }

  snooze(id: string, untilMs: number | null): AlertView {
    return this.#change(id, { snoozedUntilMs: untilMs });
  }

  rules(): AlertRuleView[] {
    return this.#rules.map((rule) => {
      const { name, threshold, defaults } = alertRuleKind(rule.id);
      const range = { unit: null, least: null, most: null, ...threshold };
      return { ...rule, name, ...range, isDefault: JSON.stringify(rule) === JSON.stringify(defaults) };
    });
  }

  setRule(rule: AlertRuleSettings): AlertRuleView[] {
    const { name, threshold } = alertRuleKind(rule.id);
    const isWithin =
      threshold && (rule.threshold ?? -1) >= threshold.least && (rule.threshold ?? -1) <= threshold.most;
    if (threshold && !isWithin) throw new AppError('BAD_INPUT', `${name}: the threshold is out of range.`);
    this.#rules = this.#rules.map((one) => (one.id === rule.id ? rule : one));
    return this.rules();
  }

  resetRule(id: AlertRuleId): AlertRuleView[] {
    return this.setRule(alertRuleKind(id).defaults);
  }

  channels(): AlertChannelsView {
    return this.#channels;
  }

  setChannels({ desktop, webhook, email, quietHours }: AlertChannelsInput): AlertChannelsView {
    const before = this.#channels;
    const secretOf = (text: string | null | undefined, now: 'set' | 'not set') =>
      text === undefined ? now : text === null || text === '' ? ('not set' as const) : ('set' as const);
    this.#channels = {
      desktop: desktop ?? before.desktop,
      webhook: {
        ...before.webhook,
        ...(webhook && {
          on: webhook.on,
          destination: webhook.url ? new URL(webhook.url).origin : before.webhook.destination,
          secret: secretOf(webhook.secret, before.webhook.secret),
          ca: webhook.ca ?? null,
        }),
      },
      email: email
        ? {
            ...{ on: email.on, host: email.host, port: email.port, tls: email.tls, user: email.user },
            ...{ from: email.from, to: email.to, ca: email.ca ?? null, delivery: NO_DELIVERY },
            password: secretOf(email.password, before.email.password),
          }
        : before.email,
      quietHours: quietHours ?? before.quietHours,
    };
    return this.#channels;
  }

  testChannel(): Promise<AlertChannelTest> {
    return Promise.resolve(this.test);
  }

  #change(id: string, change: Partial<AlertView>): AlertView {
    const alert = this.known.get(id);
    if (!alert) throw new AppError('NOT_FOUND', 'There is no such alert any more.');
    const changed = { ...alert, ...change };
    this.known.set(id, changed);
    return changed;
  }
}

/** An alert of a rule that fires, or as `change` says. */
export function scriptedAlert(id: string, rule: AlertRuleId, change: Partial<AlertView> = {}): AlertView {
  const { name, defaults } = alertRuleKind(rule);
  const subjects = change.subjects ?? [{ kind: 'farm' as const, id: 'farm', name: 'The farm' }];
  return {
    ...{ id, rule, cause: `${rule}:${id}`, severity: defaults.severity, state: 'firing', title: name },
    text: `${name}, with its numbers.`,
    next: 'Look at the page of it.',
    numbers: { miners: subjects.length },
    subjects,
    subjectCount: subjects.length,
    sinceMs: AT_MS - 12 * MINUTE_MS,
    firedAtMs: AT_MS - 10 * MINUTE_MS,
    resolvedAtMs: null,
    durationMs: 12 * MINUTE_MS,
    occurrences: 1,
    acknowledged: null,
    snoozedUntilMs: null,
    ...change,
  };
}
