import { HASHES_PER_DIFFICULTY_1 } from './units.ts';

/** No-break space between a number and its unit. */
const NBSP = '\u00a0';
/** What the screen prints for "not known": never 0. */
const UNKNOWN = '–';

const LARGE_PREFIXES = ['', 'k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'] as const;
export type SiPrefix = (typeof LARGE_PREFIXES)[number];

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

// Building a format costs a hundred times more than using it.
const numberFormats = new Map<string, Intl.NumberFormat>();
const dateFormats = new Map<string, Intl.DateTimeFormat>();

function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale}|${JSON.stringify(options)}`;
  let format = numberFormats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, options);
    numberFormats.set(key, format);
  }
  return format;
}

function dateFormat(
  { locale = 'en', timeZone }: TimeOptions,
  fields: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const options: Intl.DateTimeFormatOptions = {
    hour: '2-digit',
    minute: '2-digit',
    ...(locale === 'en' ? { hourCycle: 'h23' } : {}),
    ...(timeZone === undefined ? {} : { timeZone }),
    ...fields,
  };
  const key = `${locale}|${JSON.stringify(options)}`;
  let format = dateFormats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(locale, options);
    dateFormats.set(key, format);
  }
  return format;
}

function fixed(value: number, decimals: number, locale: string): string {
  return numberFormat(locale, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(value);
}

/** Three significant digits, with zeros kept: 1.5 → `1.50`, 104.2 → `104`. `value` is below 1000 in magnitude. */
function threeDigits(value: number, locale: string): string {
  if (value === 0) return fixed(0, 0, locale);
  return numberFormat(locale, { minimumSignificantDigits: 3, maximumSignificantDigits: 3 }).format(value);
}

/** Rounds to three significant digits first, so that 999.96 becomes 1000 before a prefix is chosen. */
function scale(value: number): { scaled: number; prefix: SiPrefix } {
  let scaled = Number(value.toPrecision(3));
  let index = 0;
  while (Math.abs(scaled) >= 1000 && index < LARGE_PREFIXES.length - 1) {
    scaled = Number((scaled / 1000).toPrecision(3));
    index += 1;
  }
  return { scaled, prefix: LARGE_PREFIXES[index] ?? '' };
}

/** `1.23e-7` with the locale's decimal sign: the only readable form for the tiny difficulties of tests. */
function exponential(value: number, locale: string): string {
  const [mantissa = '0', exponent = '0'] = value.toExponential(2).split('e');
  return `${fixed(Number(mantissa), 2, locale)}e${Number(exponent)}`;
}

/** Hashrate in H/s → `128 TH/s`, `1.50 kH/s`, `0.250 H/s`; null → `–`. */
export function formatHashrate(hashrate: number | null, locale = 'en'): string {
  if (hashrate === null || !Number.isFinite(hashrate)) return UNKNOWN;
  const { scaled, prefix } = scale(hashrate);
  if (scaled !== 0 && Math.abs(scaled) < 0.001) return `${exponential(scaled, locale)}${NBSP}H/s`;
  return `${threeDigits(scaled, locale)}${NBSP}${prefix}H/s`;
}

/** A number of hashes → `4.20 EH`. */
function formatHashes(hashes: number | null, locale = 'en'): string {
  if (hashes === null || !Number.isFinite(hashes)) return UNKNOWN;
  const { scaled, prefix } = scale(hashes);
  return `${threeDigits(scaled, locale)}${NBSP}${prefix}H`;
}

/** One prefix for a whole column of hashrates: that of the largest. */
export function columnPrefix(hashrates: Iterable<number | null>): SiPrefix {
  let largest = 0;
  for (const hashrate of hashrates) if (hashrate !== null && hashrate > largest) largest = hashrate;
  return scale(largest).prefix;
}

/** Hashrate with a given prefix and one fixed number of decimals, for right-aligned columns. */
export function formatHashrateIn(hashrate: number | null, prefix: SiPrefix, locale = 'en'): string {
  if (hashrate === null || !Number.isFinite(hashrate)) return UNKNOWN;
  const value = hashrate / 1000 ** LARGE_PREFIXES.indexOf(prefix);
  const text = value > 0 && value < 0.005 ? `<${NBSP}${fixed(0.01, 2, locale)}` : fixed(value, 2, locale);
  return `${text}${NBSP}${prefix}H/s`;
}

/** Difficulty or work → `16.4 k`, `1.02 M`, `0.0152`, `1.00e-7`; no unit. */
export function formatDifficulty(difficulty: number | null, locale = 'en'): string {
  if (difficulty === null || !Number.isFinite(difficulty)) return UNKNOWN;
  const { scaled, prefix } = scale(difficulty);
  if (scaled !== 0 && Math.abs(scaled) < 0.001) return exponential(scaled, locale);
  const isWholeBelowThousand = prefix === '' && Number.isInteger(difficulty);
  const digits = isWholeBelowThousand ? fixed(scaled, 0, locale) : threeDigits(scaled, locale);
  return prefix === '' ? digits : `${digits}${NBSP}${prefix}`;
}

/** Work this small is easier read as the hashes it stands for. */
const SMALL_WORK = 0.01;

/** Work in difficulty-1 shares → `16.4 k`, `512`; tiny amounts as expected hashes: 1.68e-4 → `722 kH`. */
export function formatWork(work: number | null, locale = 'en'): string {
  const isSmall = work !== null && work > 0 && work < SMALL_WORK;
  return isSmall ? formatHashes(work * HASHES_PER_DIFFICULTY_1, locale) : formatDifficulty(work, locale);
}

/** The exact value, for tooltips next to `formatDifficulty`. */
export function formatExact(value: number | null, locale = 'en'): string {
  if (value === null || !Number.isFinite(value)) return UNKNOWN;
  if (value !== 0 && Math.abs(value) < 1e-6) return String(value);
  return numberFormat(locale, { maximumFractionDigits: 12 }).format(value);
}

/** Whole numbers with the locale's grouping. */
export function formatCount(count: number | null, locale = 'en'): string {
  if (count === null || !Number.isFinite(count)) return UNKNOWN;
  return numberFormat(locale, { maximumFractionDigits: 0 }).format(count);
}

/** A fraction → `39.6 %`; small non-zero fractions keep two decimals, so 0.0004 is `0.04 %` and not `0.0 %`. */
export function formatPercent(fraction: number | null, locale = 'en'): string {
  if (fraction === null || !Number.isFinite(fraction)) return UNKNOWN;
  const percent = fraction * 100;
  if (percent > 0 && percent < 0.005) return `<${NBSP}${fixed(0.01, 2, locale)}${NBSP}%`;
  const decimals = percent !== 0 && Math.abs(percent) < 0.95 ? 2 : 1;
  return `${fixed(percent, decimals, locale)}${NBSP}%`;
}

/** A difference of two fractions in percentage points, always signed: `−0.4 pp`, `+1.2 pp`, `0.0 pp`. */
export function formatPercentagePoints(difference: number | null, locale = 'en'): string {
  if (difference === null || !Number.isFinite(difference)) return UNKNOWN;
  const rounded = Math.round(difference * 1000) / 10;
  const sign = rounded > 0 ? '+' : rounded < 0 ? '−' : '';
  return `${sign}${fixed(Math.abs(rounded), 1, locale)}${NBSP}pp`;
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  const head = `${large}${NBSP}${largeUnit}`;
  return small === 0 ? head : `${head} ${small}${NBSP}${smallUnit}`;
}

/** A length of time → `14 s`, `3 min 10 s` (below ten minutes), `42 min`, `3 h 10 min`, `2 d 4 h`. */
export function formatDuration(durationMs: number | null): string {
  if (durationMs === null || !Number.isFinite(durationMs)) return UNKNOWN;
  const ms = Math.max(durationMs, 0);
  const seconds = Math.round(ms / SECOND_MS);
  if (seconds === 0 && ms > 0) return `<${NBSP}1${NBSP}s`;
  if (seconds < 60) return `${seconds}${NBSP}s`;
  if (seconds < 600) return pair(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes < 60) return `${minutes}${NBSP}min`;
  if (minutes < 24 * 60) return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(ms / HOUR_MS);
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

/** How long ago → `just now`, `14 s ago`, `3 h 10 min ago`. A time slightly ahead (clock skew) is `just now`. */
export function formatAgo(ageMs: number | null): string {
  if (ageMs === null || !Number.isFinite(ageMs)) return UNKNOWN;
  return ageMs < SECOND_MS ? 'just now' : `${formatDuration(Math.floor(ageMs / SECOND_MS) * SECOND_MS)} ago`;
}

/** Wall-clock time of day: `18:40`, with the day in front when it is more than 20 h away from `nowMs`. */
export function formatTime(atMs: number | null, options: TimeOptions): string {
  if (atMs === null) return UNKNOWN;
  const isFar = options.nowMs !== undefined && Math.abs(atMs - options.nowMs) > DAY_MS - 4 * HOUR_MS;
  return dateFormat(options, {
    ...(options.withSeconds === true ? { second: '2-digit' } : {}),
    ...(isFar ? { weekday: 'short', day: 'numeric', month: 'short' } : {}),
  }).format(atMs);
}

export interface TimeOptions {
  /** Digits and order; `en` alone means a 24 h clock. */
  locale?: string;
  /** IANA name; default: that of the machine. */
  timeZone?: string;
  withSeconds?: boolean;
  /** Given: days other than today's are named. */
  nowMs?: number;
}

/** Date, time and zone, for tooltips. */
export function formatTimestamp(atMs: number | null, options: TimeOptions): string {
  if (atMs === null) return UNKNOWN;
  return dateFormat(options, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    second: '2-digit',
    timeZoneName: 'short',
  }).format(atMs);
}
