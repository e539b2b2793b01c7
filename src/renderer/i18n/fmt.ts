import {
  columnPrefix,
  formatCount,
  formatDifficulty,
  formatDuration,
  formatExact,
  formatHashrate,
  formatHashrateIn,
  formatPercent,
  formatPercentagePoints,
  formatTime,
  formatTimestamp,
  formatWork,
  type SiPrefix,
  type TimeOptions,
} from '#shared/format.ts';

import { currentLanguage } from './language.ts';
import { timeMessages as m } from './messages.ts';
import { t } from './t.ts';

const SECOND_MS = 1000;
const UNITS: Readonly<Record<string, string>> = { s: m.seconds, min: m.minutes, h: m.hours, d: m.days };
const UNKNOWN = '–';

const lists = new Map<string, Intl.ListFormat>();

function locale(): string {
  return currentLanguage().locale;
}

function list(items: readonly string[]): string {
  const language = locale();
  const format = lists.get(language) ?? new Intl.ListFormat(language, { style: 'long', type: 'conjunction' });
  lists.set(language, format);
  return format.format(items);
}

function duration(durationMs: number | null): string {
  const text = formatDuration(durationMs);
  if (locale() === 'en') return text;
  return text.replaceAll(/(\d+)\u00a0(s|min|h|d)\b/g, (part, n: string, unit: string) =>
    t(UNITS[unit] ?? part, { n }),
  );
}

function ago(ageMs: number | null): string {
  if (ageMs === null || !Number.isFinite(ageMs)) return UNKNOWN;
  if (ageMs < SECOND_MS) return t(m.justNow);
  return t(m.ago, { duration: duration(Math.floor(ageMs / SECOND_MS) * SECOND_MS) });
}

/** The shared formats in the language of the window. Plain `en` has the 24 h clock. */
export const fmt = {
  hashrate: (value: number | null) => formatHashrate(value, locale()),
  hashrateIn: (value: number | null, prefix: SiPrefix) => formatHashrateIn(value, prefix, locale()),
  columnPrefix,
  difficulty: (value: number | null) => formatDifficulty(value, locale()),
  work: (value: number | null) => formatWork(value, locale()),
  exact: (value: number | null) => formatExact(value, locale()),
  count: (value: number | null) => formatCount(value, locale()),
  percent: (fraction: number | null) => formatPercent(fraction, locale()),
  points: (difference: number | null) => formatPercentagePoints(difference, locale()),
  duration,
  ago,
  time: (atMs: number | null, options: Omit<TimeOptions, 'locale'> = {}) =>
    formatTime(atMs, { ...options, locale: locale() }),
  /** `a`, `a and b`, `a, b, and c`; in the language of the texts around it. */
  list,
  timestamp: (atMs: number | null) => formatTimestamp(atMs, { locale: locale() }),
};
