import { AppError } from '#shared/errors.ts';
import type { PoolFigure } from '#shared/model/reconciliation.ts';
import { HASHES_PER_DIFFICULTY_1 } from '#shared/units.ts';

const PREFIX_EXPONENT: Record<string, number> = { '': 0, k: 3, m: 6, g: 9, t: 12, p: 15, e: 18, z: 21 };
const SECONDS_PER: Record<string, number> = {
  s: 1,
  min: 60,
  h: 3600,
  hour: 3600,
  hours: 3600,
  d: 86_400,
  day: 86_400,
  days: 86_400,
};

/** Zeros of scripts whose digits pools' pages have been translated into: Arabic, Persian, Devanagari, Bengali. */
const OTHER_ZEROS = [0x660, 0x6f0, 0x966, 0x9e6];

/** Digits with separators between them; spaces and apostrophes only between digits. */
const NUMBER = /\d(?:\d|[.,'](?=\d)| (?=\d{3}(?!\d)))*(?:e[+-]?\d{1,3})?/giu;
/** What may follow a number: a hashrate, an amount of hashes, a prefixed amount of work, or a word. */
const HASHRATE =
  /^\s?([kmgtpez]?)h(?:ash(?:es)?)?\s?(?:\/|p(?=s\b))\s?s(?:ec(?:ond)?)?\b(?:\s?[·*]\s?(hours?|h|days?|d|min)\b)?/i;
const SHARES = /^\s?(?:accepted\s|valid\s)?shares?\b/i;
const PREFIX = /^\s?([kmgtpez])(?![\p{L}])/iu;

/** A number as read: what it comes to, and half of its last digit. */
interface Reading {
  value: number;
  rounding: number;
}

/**
 * Reads the one figure in a text from a pool's page, such as `1.23 PH/s`, `12.3 T`, `1 234 567 shares` or
 * `1.234.567`. A bare number is work in difficulty-1 shares. Where separators leave two readings (`1,234`), both
 * are returned. Throws `AppError` on none, or on several different figures.
 */
export function readPoolFigures(text: string): PoolFigure[] {
  const plain = normalised(text);
  const found = [...plain.matchAll(NUMBER)].map((match) => {
    const rest = plain.slice(match.index + match[0].length);
    return { figures: figuresFrom(match[0], rest, text.trim()), hasUnit: unitOf(rest) !== null };
  });
  const withUnit = found.filter(({ hasUnit }) => hasUnit);
  const candidates = withUnit.length > 0 ? withUnit : found;
  const [first, ...others] = candidates;
  if (!first || first.figures.length === 0)
    throw new AppError(
      'BAD_INPUT',
      `"${shortened(text)}" has no number in it; paste one such as "1.23 PH/s" or "12.3 T".`,
    );
  if (others.some((other) => JSON.stringify(other.figures) !== JSON.stringify(first.figures)))
    throw new AppError(
      'BAD_INPUT',
      `"${shortened(text)}" has several numbers in it; paste only the one to compare.`,
    );
  return first.figures;
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

/** One kind of digit, space and apostrophe. */
function normalised(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Nd}/gu, (digit) => {
      const code = digit.codePointAt(0) as number;
      const zero = OTHER_ZEROS.find((start) => code >= start && code < start + 10);
      return zero === undefined ? digit : String(code - zero);
    })
    .replaceAll('٫', '.')
    .replaceAll('٬', "'")
    .replace(/[\s\u202f\u2009]/gu, ' ')
    .replace(/[’‘`´]/gu, "'");
}

type Unit = { unit: PoolFigure['unit']; scale: number };

function unitOf(rest: string): Unit | null {
  const [hashrate, hashPrefix = '', time] = HASHRATE.exec(rest) ?? [];
  if (hashrate !== undefined) {
    const scale = 10 ** (PREFIX_EXPONENT[hashPrefix.toLowerCase()] ?? 0);
    if (time === undefined) return { unit: 'hashrate', scale };
    return {
      unit: 'work',
      scale: (scale * (SECONDS_PER[time.toLowerCase()] ?? 1)) / HASHES_PER_DIFFICULTY_1,
    };
  }
  const [prefixed, prefix = ''] = PREFIX.exec(rest) ?? [];
  const scale = 10 ** (PREFIX_EXPONENT[prefix.toLowerCase()] ?? 0);
  if (SHARES.test(rest.slice(prefixed?.length ?? 0))) return { unit: 'shares', scale };
  return prefixed === undefined ? null : { unit: 'work', scale };
}

function figuresFrom(digits: string, rest: string, text: string): PoolFigure[] {
  const { unit, scale } = unitOf(rest) ?? { unit: 'work' as const, scale: 1 };
  const isCount = unit === 'shares' && scale === 1;
  const readings = readingsOf(digits).filter(({ value }) => !isCount || Number.isInteger(value));
  return readings.map(({ value, rounding }) => ({
    unit,
    value: value * scale,
    // A whole number without a prefix was not rounded: it is a count.
    rounding: rounding === 0.5 && scale === 1 && unit !== 'hashrate' ? 0 : rounding * scale,
    text,
  }));
}

/** Numbers that the digits and separators can mean. */
function readingsOf(written: string): Reading[] {
  const [mantissa = '', exponent = '0'] = written.toLowerCase().split('e');
  const marks = [...new Set(mantissa.match(/[.,' ]/g) ?? [])];
  const last = mantissa.search(/[.,' ][^.,' ]*$/);
  const groups = mantissa.slice(last + 1).length;
  const isRepeated = last !== -1 && mantissa.indexOf(mantissa[last] as string) !== last;
  const canGroup = groups === 3 && /^[1-9]\d{0,2}[.,' ]/.test(mantissa);
  const canPoint = last !== -1 && /[.,]/.test(mantissa[last] as string) && !isRepeated;
  const readings: Reading[] = [];
  const add = (whole: string, fraction: string): void => {
    const decimals = fraction.length - Number(exponent);
    const value = Number(`${whole}${fraction}e${-decimals}`);
    if (Number.isFinite(value)) readings.push({ value, rounding: 0.5 * 10 ** -decimals });
  };
  const digits = (part: string): string => part.replace(/[.,' ]/g, '');
  if (last === -1) add(mantissa, '');
  // With two kinds of separator the last one is the decimal sign, unless it stands more than once.
  else if (canPoint && marks.length > 1) add(digits(mantissa.slice(0, last)), mantissa.slice(last + 1));
  else {
    if (canGroup) add(digits(mantissa), '');
    if (canPoint) add(digits(mantissa.slice(0, last)), mantissa.slice(last + 1));
  }
  return readings;
}
