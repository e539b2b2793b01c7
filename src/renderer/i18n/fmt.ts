import {
  columnPrefix,
  formatAgo,
  formatCount,
  formatDifficulty,
  formatDuration,
  formatExact,
  formatHashrate,
  formatHashrateIn,
  formatPercent,
  formatTime,
  formatTimestamp,
  formatWork,
  type SiPrefix,
  type TimeOptions,
} from '#shared/format.ts';

/** Digits and clock follow the browser; plain `en` keeps the 24 h clock. */
const locale = navigator.language.startsWith('en') ? 'en' : navigator.language;

const lists = new Intl.ListFormat('en', { style: 'long', type: 'conjunction' });

/** The shared formats, bound to the reader's locale. */
export const fmt = {
  hashrate: (value: number | null) => formatHashrate(value, locale),
  hashrateIn: (value: number | null, prefix: SiPrefix) => formatHashrateIn(value, prefix, locale),
  columnPrefix,
  difficulty: (value: number | null) => formatDifficulty(value, locale),
  work: (value: number | null) => formatWork(value, locale),
  exact: (value: number | null) => formatExact(value, locale),
  count: (value: number | null) => formatCount(value, locale),
  percent: (fraction: number | null) => formatPercent(fraction, locale),
  duration: formatDuration,
  ago: formatAgo,
  time: (atMs: number | null, options: Omit<TimeOptions, 'locale'> = {}) =>
    formatTime(atMs, { ...options, locale }),
  /** `a`, `a and b`, `a, b, and c`; in the language of the texts around it. */
  list: (items: readonly string[]) => lists.format(items),
  timestamp: (atMs: number | null) => formatTimestamp(atMs, { locale }),
};
