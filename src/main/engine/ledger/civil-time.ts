/** Civil date and time of day in some zone, as if it were UTC: ms since 1970 of the wall clock's reading. */
type LocalMs = number;

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterFor(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}

/** True for an IANA name that this machine knows, and for `UTC`. */
export function isTimeZone(timeZone: string): boolean {
  try {
    formatterFor(timeZone);
    return true;
  } catch {
    return false;
  }
}

/** Offset of the zone from UTC at an instant, in ms (east positive). */
export function offsetAtMs(timeZone: string, instantMs: number): number {
  if (timeZone === 'UTC') return 0;
  const wholeSecondMs = Math.floor(instantMs / 1000) * 1000;
  return localFrom(timeZone, wholeSecondMs) - wholeSecondMs;
}

/** What the zone's wall clock reads at an instant. */
export function localFrom(timeZone: string, instantMs: number): LocalMs {
  if (timeZone === 'UTC') return instantMs;
  const fields: Record<string, number> = {};
  for (const { type, value } of formatterFor(timeZone).formatToParts(instantMs)) fields[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = fields;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/**
 * The instant at which the zone's wall clock reads `localMs`. A reading that comes twice means the first;
 * one that is skipped means the moment of the jump plus what it lies beyond it (02:30 in a gap from 02:00
 * to 03:00 becomes 03:30), as ECMAScript's own rule has it.
 */
export function instantFrom(timeZone: string, localMs: LocalMs): number {
  const day = 86_400_000;
  const before = offsetAtMs(timeZone, localMs - day);
  const after = offsetAtMs(timeZone, localMs + day);
  const early = localMs - before;
  if (before === after || localFrom(timeZone, early) === localMs) return early;
  const late = localMs - after;
  return localFrom(timeZone, late) === localMs ? late : early;
}
