import { AppError } from '../errors.ts';
import { difficulty, hashesPerSecond, HASHES_PER_DIFFICULTY_1, workFromHashrate } from '../units.ts';
import type { Difficulty, HashesPerSecond } from '../units.ts';
import type { QuotaSpec } from './account.ts';

/** What a quota means: a mean hashrate (H/s), work per round (difficulty-1 shares), or a part of all work. */
export type Quota =
  | { kind: 'hashrate'; hashrate: HashesPerSecond }
  | { kind: 'work'; work: Difficulty }
  | { kind: 'share'; fraction: number };

/** What a target is computed from. Work in difficulty-1 shares, times in ms since 1970. */
export interface TargetBasis {
  startedAtMs: number;
  /** Null for the round without an end. */
  endsAtMs: number | null;
  /** The moment the account was added. */
  addedAtMs: number;
  /** Credited so far in this round to all accounts together, overflow included. */
  creditedWork: number;
  /** What the farm is expected to be credited from now to the round's end. */
  forecastWork: number;
}

const PREFIX_EXPONENT: Record<string, number> = { '': 0, k: 3, K: 3, M: 6, G: 9, T: 12, P: 15, E: 18, Z: 21 };
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
const NUMBER = String.raw`\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?|\.\d+(?:[eE][+-]?\d{1,3})?`;
const HASHRATE = new RegExp(String.raw`^(${NUMBER})\s*([kKMGTPEZ]?)[Hh]/s$`);
const WORK = new RegExp(String.raw`^(${NUMBER})\s*([kKMGTPEZ]?)[Hh]/s\s*[·*\s]\s*(min|s|hours?|h|days?|d)$`);
const BARE = new RegExp(`^(?:${NUMBER})$`);
const SHARE = new RegExp(String.raw`^(${NUMBER})\s*%$`);

/** Reads a hashrate such as `120 TH/s` or `1e14 H/s`; null when the text is not one. */
export function parseHashrate(text: string): HashesPerSecond | null {
  const [, digits, prefix] = HASHRATE.exec(text.trim()) ?? [];
  if (digits === undefined || prefix === undefined) return null;
  const value = scaled(digits, prefix);
  return Number.isFinite(value) && value > 0 ? hashesPerSecond(value) : null;
}

/**
 * Reads the least and the most hashrate (H/s) of an account; null = no limit. Throws `AppError` that says
 * what stands there and what is allowed.
 */
export function parseRates(rates: { minRate: string | null; maxRate: string | null }): {
  minRate: HashesPerSecond | null;
  maxRate: HashesPerSecond | null;
} {
  const minRate = readRate('minRate', rates.minRate);
  const maxRate = readRate('maxRate', rates.maxRate);
  if (minRate !== null && maxRate !== null && minRate > maxRate) {
    throw bad('maxRate', rates.maxRate, `a hashrate that is not below minRate (${rates.minRate})`);
  }
  return { minRate, maxRate };
}

function readRate(field: string, written: string | null): HashesPerSecond | null {
  if (written === null) return null;
  const rate = parseHashrate(written);
  if (rate === null) throw bad(field, written, 'a positive hashrate such as "10 TH/s" (kH/s up to EH/s)');
  return rate;
}

/** Gives a quota as written its meaning; throws `AppError` that says what stands there and what is allowed. */
export function parseQuota(spec: QuotaSpec): Quota {
  if ('hashrate' in spec) {
    const hashrate = parseHashrate(spec.hashrate);
    if (hashrate === null) {
      throw bad('quota.hashrate', spec.hashrate, 'a positive hashrate such as "120 TH/s" (kH/s up to EH/s)');
    }
    return { kind: 'hashrate', hashrate };
  }
  if ('work' in spec) return { kind: 'work', work: parseWork(spec.work) };
  const percent = Number(SHARE.exec(spec.share.trim())?.[1] ?? Number.NaN);
  if (!(percent > 0 && percent <= 100)) {
    throw bad('quota.share', spec.share, 'a percentage above 0 % and up to 100 %, such as "30 %"');
  }
  return { kind: 'share', fraction: percent / 100 };
}

function parseWork(written: string | number): Difficulty {
  const text = String(written).trim();
  const [, digits, prefix, unit] = WORK.exec(text) ?? [];
  let work = Number.NaN;
  if (digits !== undefined && prefix !== undefined && unit !== undefined) {
    work = (scaled(digits, prefix) * (SECONDS_PER[unit] ?? Number.NaN)) / HASHES_PER_DIFFICULTY_1;
  } else if (BARE.test(text)) {
    work = Number(text);
  }
  if (!Number.isFinite(work) || work <= 0) {
    throw bad('quota.work', written, 'work such as "2.88 PH/s·h" or "10 PH/s·day", or a positive number');
  }
  return difficulty(work);
}

/** The decimal as written with the prefix in its exponent, so that `2.88 P` is exactly 2.88e15. */
function scaled(digits: string, prefix: string): number {
  const [mantissa = '', exponent = '0'] = digits.toLowerCase().split('e');
  return Number(`${mantissa}e${Number(exponent) + (PREFIX_EXPONENT[prefix] ?? Number.NaN)}`);
}

function bad(field: string, found: unknown, allowed: string): AppError {
  return new AppError(
    'BAD_INPUT',
    `${field} is ${typeof found === 'string' ? JSON.stringify(found) : String(found)}; it must be ${allowed}.`,
  );
}

/**
 * Work (difficulty-1 shares) that fulfils `quota` in this round. A hashrate runs from the round's start
 * or the moment the account was added, whichever is later, to the round's real end. Null where a target
 * cannot exist: anything but work in a round without an end.
 */
export function targetWork(quota: Quota, basis: TargetBasis): number | null {
  if (quota.kind === 'work') return quota.work;
  if (basis.endsAtMs === null) return null;
  if (quota.kind === 'share') return quota.fraction * (basis.creditedWork + basis.forecastWork);
  const fromMs = Math.min(Math.max(basis.startedAtMs, basis.addedAtMs), basis.endsAtMs);
  return workFromHashrate(quota.hashrate, basis.endsAtMs - fromMs);
}

/** Checks the quotas of all accounts together; `isEndless` = the round never ends. Throws `AppError`. */
export function checkQuotas(
  quotas: readonly { accountName: string; quota: Quota }[],
  isEndless: boolean,
): void {
  const shares = quotas.filter(({ quota }) => quota.kind === 'share');
  const percent =
    shares.reduce((sum, { quota }) => sum + (quota.kind === 'share' ? quota.fraction : 0), 0) * 100;
  // Ten times 10 % is a hair more than 100 % in binary.
  if (percent > 100 + 1e-9) {
    const names = shares.map(({ accountName }) => accountName).join(', ');
    throw new AppError(
      'BAD_INPUT',
      `quota.share of ${names} add up to ${Number(percent.toPrecision(12))} %; together at most 100 % can be promised.`,
    );
  }
  if (!isEndless) return;
  const wrong = quotas.find(({ quota }) => quota.kind !== 'work');
  if (wrong) {
    throw new AppError(
      'BAD_INPUT',
      `quota.${wrong.quota.kind} of ${wrong.accountName} needs a round with an end; with round.every "never" only quota.work is allowed.`,
    );
  }
}
