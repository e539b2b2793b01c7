import { hashesPerSecond } from '#shared/units.ts';
import type { HashesPerSecond } from '#shared/units.ts';
import { isObject, setMember } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';

type Maybe = Json | undefined;

/** More entries than any list of a real miner has. */
const MAX_ENTRIES = 512;

/** H/s of one unit of the reply's hash rates. */
export const HASHES = { H: 1, KH: 1e3, MH: 1e6, GH: 1e9, TH: 1e12, PH: 1e15 } as const;

/** A number, also one in a text and with its unit behind it (`"3250 W"`, `"31%"`); otherwise null. */
export function readNumber(value: Maybe): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || value.length > 64) return null;
  const match = /^\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)\s*(?:%|W|V|A|rpm|s|°?C)?\s*$/i.exec(value);
  const number = match?.[1] === undefined ? Number.NaN : Number(match[1]);
  return Number.isFinite(number) ? number : null;
}

/** Like `readNumber`, but only a count: a whole number that is not negative. */
export function readCount(value: Maybe): number | null {
  const number = readNumber(value);
  return number !== null && Number.isInteger(number) && number >= 0 ? number : null;
}

/** A hash rate given in `unit` (H/s of one unit); null when it is absent, no number or negative. */
export function readRate(value: Maybe, unit: number | null): HashesPerSecond | null {
  const number = readNumber(value);
  if (number === null || number < 0 || unit === null) return null;
  return Number.isFinite(number * unit) ? hashesPerSecond(number * unit) : null;
}

/** H/s of a `rate_unit` text such as `GH/s`, `GH`, `KSol/s`; null when there is none that is known. */
export function readRateUnit(value: Maybe): number | null {
  const match = typeof value === 'string' ? /^\s*([KMGTP]?)(?:H|Sol)(?:\/s)?\s*$/i.exec(value) : null;
  if (match === null) return null;
  const prefixes: Record<string, number> = { '': 1, K: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15 };
  return prefixes[(match[1] ?? '').toUpperCase()] ?? null;
}

/**
 * °C. 0, -1, 126, 127 and 255 are how sensors say "no reading"; -20 to -2 are real on a cold site, and
 * nothing beyond 150 is a temperature.
 */
export function readTemperature(value: Maybe): number | null {
  const number = readNumber(value);
  if (number === null || [0, -1, 126, 127, 255].includes(number)) return null;
  return number >= -40 && number <= 150 ? number : null;
}

/** All temperatures of a list or of Antminer's `62-62-74-74`, a minus sign included (`-5-12`). */
export function readTemperatures(value: Maybe): number[] {
  const parts = Array.isArray(value)
    ? value.slice(0, MAX_ENTRIES)
    : typeof value === 'string' && value.length <= 4096
      ? [...value.matchAll(/(?:^|-)(-?\d+(?:\.\d+)?)(?=-|$)/g)].map((match) => match[1] ?? '')
      : [];
  return parts.map(readTemperature).filter((one) => one !== null);
}

/** The highest of those that are known. */
export function highest(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>(
    (best, one) => (one !== null && (best === null || one > best) ? one : best),
    null,
  );
}

/** The sum, or null as soon as none is known: a missing part is not zero, but known parts still count. */
export function sumKnown(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>((total, one) => (one === null ? total : (total ?? 0) + one), null);
}

/** The boards' rates together; null unless there is a board and every one says its part: a missing part is not zero. */
export function totalRate(parts: readonly (HashesPerSecond | null)[]): HashesPerSecond | null {
  return parts.includes(null) ? null : readRate(sumKnown(parts), HASHES.H);
}

/** A text without the quotes and spaces some firmware wraps it in; empty is null. */
export function readText(value: Maybe): string | null {
  if (typeof value !== 'string') return null;
  const text = value
    .trim()
    .replace(/^'(.*)'$/, '$1')
    .trim()
    .slice(0, 256);
  return text === '' ? null : text;
}

/** true/false, also as text or 1/-1/0. */
export function readFlag(value: Maybe): boolean | null {
  if (typeof value === 'boolean') return value;
  const text =
    typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim().toLowerCase() : '';
  if (['true', '1', 'y', 'yes', 'on'].includes(text)) return true;
  return ['false', '0', '-1', 'n', 'no', 'off'].includes(text) ? false : null;
}

/** `aa:bb:cc:dd:ee:ff` from any spelling; null when it is no hardware address. */
export function readMac(value: Maybe): string | null {
  const digits = typeof value === 'string' ? value.replaceAll(/[:\-.\s]/g, '').toLowerCase() : '';
  if (!/^[0-9a-f]{12}$/.test(digits) || /^(?:0+|f+)$/.test(digits)) return null;
  return digits.match(/../g)?.join(':') ?? null;
}

/** The object at a path of keys, or an empty one. */
export function objectAt(value: Maybe, ...keys: string[]): JsonObject {
  const found = valueAt(value, ...keys);
  return isObject(found) ? found : {};
}

/** The objects in the list at a path of keys; a hostile list is cut at 512. */
export function objectsAt(value: Maybe, ...keys: string[]): JsonObject[] {
  const found = valueAt(value, ...keys);
  return Array.isArray(found) ? found.slice(0, MAX_ENTRIES).filter((one) => isObject(one)) : [];
}

/** Whatever is at a path of keys; only members of the reply itself, nothing inherited. */
export function valueAt(value: Maybe, ...keys: string[]): Maybe {
  let current = value;
  for (const key of keys) {
    if (!isObject(current) || !Object.hasOwn(current, key)) return undefined;
    current = current[key];
  }
  return current;
}

/** One object with the members of all; later ones win. Safe against a `__proto__` member, unlike Object.assign. */
export function merge(objects: readonly JsonObject[]): JsonObject {
  const merged: JsonObject = {};
  for (const object of objects) {
    for (const [key, value] of Object.entries(object)) setMember(merged, key, value);
  }
  return merged;
}

/** The member of the first key that is there. */
export function firstOf(value: JsonObject, keys: readonly string[]): Maybe {
  const key = keys.find((one) => Object.hasOwn(value, one));
  return key === undefined ? undefined : value[key];
}
