import type { AlertWords } from '#engine/store/alert-store.ts';
import type { AlertRuleId, AlertRuleSettings, AlertSubject } from '#shared/model/alert.ts';

import type { FarmSample } from './farm-sample.ts';

/** One thing that is wrong for one subject. Conditions of the same cause are one alert. */
export interface Condition {
  rule: AlertRuleId;
  /** Begins with the rule's id. */
  cause: string;
  member: AlertSubject;
  /** Since when, monotonic ms, where the sample tells; else since it is seen. */
  sinceMonotonicMs?: number;
  /** Another alert tells it already: it keeps an alert that fires, but begins none. */
  isSwallowed?: boolean;
}

/** Finds its conditions in a sample, and the words for an alert of them. Pure. */
export interface AlertRule {
  look(sample: FarmSample, settings: AlertRuleSettings): Condition[];
  /** `ids` are those of the subjects that are hit; null where the sample does not tell any more. */
  words(sample: FarmSample, cause: string, ids: readonly string[]): AlertWords | null;
}

export const FARM: AlertSubject = { kind: 'farm', id: 'farm', name: 'The farm' };

const MAX_NAMED = 3;

/** `a`, `a and b`, `a, b, c and 4 more`. */
export function listNames(names: readonly string[]): string {
  const [first = '', second = ''] = names;
  if (names.length <= 1) return first;
  if (names.length === 2) return `${first} and ${second}`;
  const shown = names.slice(0, MAX_NAMED).join(', ');
  return names.length <= MAX_NAMED ? shown : `${shown} and ${names.length - MAX_NAMED} more`;
}

/** Text of another's making, for use inside a sentence: short, on one line, without a full stop. */
export function quoted(text: string): string {
  const line = text
    .replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .replace(/\.$/u, '');
  return line.length <= 200 ? line : `${line.slice(0, 199)}…`;
}
