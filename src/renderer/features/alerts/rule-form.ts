import { LEAST_COOL_DOWN_MS, MAX_COOL_DOWN_MS, MAX_HOLD_OFF_MS } from '#shared/alert-limits.ts';
import type { AlertChannelId, AlertRuleSettings, AlertRuleView, AlertSeverity } from '#shared/model/alert.ts';

import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { alertMessages as m } from './messages.ts';

const MINUTE_MS = 60_000;
/** How many of the model's units one unit on screen is: percent, gigabytes, minutes. */
const SCREEN_UNITS = { fraction: 0.01, bytes: 1e9, ms: MINUTE_MS } as const;

/** A rule as its dialog holds it: numbers as they are typed. */
export interface RuleForm {
  on: boolean;
  threshold: string;
  holdOffMinutes: string;
  coolDownMinutes: string;
  severity: AlertSeverity;
  channels: readonly AlertChannelId[];
}

export type RuleErrors = Partial<Record<'threshold' | 'holdOffMinutes' | 'coolDownMinutes', string>>;

/** Without the last bits that a division leaves: 0.07 / 0.01 is typed as 7. */
function plainNumber(value: number): string {
  return String(Number(value.toPrecision(12)));
}

export function ruleFormOf(rule: AlertRuleView): RuleForm {
  const { unit, threshold } = rule;
  return {
    on: rule.on,
    threshold: threshold === null || unit === null ? '' : plainNumber(threshold / SCREEN_UNITS[unit]),
    holdOffMinutes: plainNumber(rule.holdOffMs / MINUTE_MS),
    coolDownMinutes: plainNumber(rule.coolDownMs / MINUTE_MS),
    severity: rule.severity,
    channels: rule.channels,
  };
}

/** A typed number; both decimal signs are understood. NaN where it is none. */
export function readNumber(text: string): number {
  const plain = text.trim().replace(',', '.');
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : Number.NaN;
}

function rangeError(text: string, least: number, most: number): string | undefined {
  const value = readNumber(text);
  if (Number.isNaN(value)) return t(m.notNumber);
  if (value >= least && value <= most) return undefined;
  return t(m.outOfRange, { least: fmt.exact(least), most: fmt.exact(most) });
}

/** What is wrong with each field, one sentence each. */
export function ruleErrors(form: RuleForm, { unit, least, most }: AlertRuleView): RuleErrors {
  const scale = unit === null ? 1 : SCREEN_UNITS[unit];
  const errors = {
    threshold:
      unit === null
        ? undefined
        : rangeError(form.threshold, Number(plainNumber((least ?? 0) / scale)), (most ?? Infinity) / scale),
    holdOffMinutes: rangeError(form.holdOffMinutes, 0, MAX_HOLD_OFF_MS / MINUTE_MS),
    coolDownMinutes: rangeError(
      form.coolDownMinutes,
      LEAST_COOL_DOWN_MS / MINUTE_MS,
      MAX_COOL_DOWN_MS / MINUTE_MS,
    ),
  };
  return Object.fromEntries(Object.entries(errors).filter(([, error]) => error !== undefined)) as RuleErrors;
}

/** The rule as the form sets it; the form has no errors. */
export function ruleInput(form: RuleForm, { id, unit }: AlertRuleView): AlertRuleSettings {
  const threshold =
    unit === null ? null : Number((readNumber(form.threshold) * SCREEN_UNITS[unit]).toPrecision(12));
  return {
    id,
    on: form.on,
    threshold,
    holdOffMs: Math.round(readNumber(form.holdOffMinutes) * MINUTE_MS),
    coolDownMs: Math.round(readNumber(form.coolDownMinutes) * MINUTE_MS),
    severity: form.severity,
    channels: [...form.channels],
  };
}

/** A rule as the contract takes it, with its switch the other way. */
export function switchedRule(rule: AlertRuleView): AlertRuleSettings {
  const { id, threshold, holdOffMs, coolDownMs, severity, channels } = rule;
  return { id, on: !rule.on, threshold, holdOffMs, coolDownMs, severity, channels };
}
