import type { SettingsStore } from '#engine/store/settings-store.ts';
import { AppError } from '#shared/errors.ts';
import { formatDuration, formatPercent } from '#shared/format.ts';
import { LEAST_COOL_DOWN_MS, MAX_COOL_DOWN_MS, MAX_HOLD_OFF_MS } from '#shared/alert-limits.ts';
import {
  ALERT_RULES,
  alertRuleKind,
  type AlertRuleId,
  alertRuleSettings,
  type AlertRuleKind,
  type AlertRuleSettings,
  type AlertRuleView,
} from '#shared/model/alert.ts';

import { formatBytes } from './bytes.ts';

const SETTINGS_KEY = 'alerts.rules';

/** The owner's settings of all rules; what was never changed is as it came. */
export class RuleBook {
  readonly #store: SettingsStore;
  #rules: readonly AlertRuleSettings[];

  constructor(store: SettingsStore) {
    this.#store = store;
    const stored = store.get(SETTINGS_KEY);
    const changed = Array.isArray(stored) ? stored.flatMap(readStored) : [];
    this.#rules = ALERT_RULES.map(({ defaults }) => changed.find(({ id }) => id === defaults.id) ?? defaults);
  }

  /** All rules, the gravest first. */
  all(): readonly AlertRuleSettings[] {
    return this.#rules;
  }

  views(): AlertRuleView[] {
    return this.#rules.map((rule) => {
      const { name, threshold, defaults } = alertRuleKind(rule.id);
      return {
        ...rule,
        name,
        unit: threshold?.unit ?? null,
        least: threshold?.least ?? null,
        most: threshold?.most ?? null,
        isDefault: isSame(rule, defaults),
      };
    });
  }

  /** Throws `AppError` with one sentence where a value cannot be. */
  set(rule: AlertRuleSettings): void {
    const kind = alertRuleKind(rule.id);
    checkThreshold(kind, rule.threshold);
    checkTime(`${kind.name}: the hold-off`, rule.holdOffMs, [0, MAX_HOLD_OFF_MS]);
    checkTime(`${kind.name}: the cool-down`, rule.coolDownMs, [LEAST_COOL_DOWN_MS, MAX_COOL_DOWN_MS]);
    this.#put({ ...rule, channels: [...new Set(rule.channels)] });
  }

  reset(id: AlertRuleId): void {
    this.#put(alertRuleKind(id).defaults);
  }

  #put(rule: AlertRuleSettings): void {
    const rules = this.#rules.map((one) => (one.id === rule.id ? rule : one));
    const changed = rules.filter((one) => !isSame(one, alertRuleKind(one.id).defaults));
    this.#store.set(SETTINGS_KEY, changed);
    this.#rules = rules;
  }
}

function readStored(value: unknown): AlertRuleSettings[] {
  const parsed = alertRuleSettings.safeParse(value);
  return parsed.success ? [parsed.data] : [];
}

function checkThreshold({ name, threshold }: AlertRuleKind, value: number | null): void {
  if (!threshold) {
    if (value !== null) throw new AppError('BAD_INPUT', `${name} has no threshold.`);
    return;
  }
  const { unit, least, most } = threshold;
  if (value !== null && Number.isFinite(value) && value >= least && value <= most) return;
  const show = { fraction: formatPercent, bytes: formatBytes, ms: formatDuration }[unit];
  throw new AppError('BAD_INPUT', `${name}: the threshold must be between ${show(least)} and ${show(most)}.`);
}

function checkTime(what: string, ms: number, [least, most]: [number, number]): void {
  if (Number.isFinite(ms) && ms >= least && ms <= most) return;
  const from = least === 0 ? '0 s' : formatDuration(least);
  throw new AppError('BAD_INPUT', `${what} must be between ${from} and ${formatDuration(most)}.`);
}

function isSame(one: AlertRuleSettings, other: AlertRuleSettings): boolean {
  const text = (rule: AlertRuleSettings): string =>
    JSON.stringify([rule.on, rule.threshold, rule.holdOffMs, rule.coolDownMs, rule.severity]) +
    rule.channels.toSorted().join();
  return text(one) === text(other);
}
