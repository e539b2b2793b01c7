const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const MONTH_MS = 30 * DAY_MS;

const STEPS_MS = [
  MINUTE_MS,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
  DAY_MS,
  2 * DAY_MS,
  7 * DAY_MS,
  14 * DAY_MS,
  MONTH_MS,
  3 * MONTH_MS,
  12 * MONTH_MS,
];

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(key: string, make: () => Intl.DateTimeFormat): Intl.DateTimeFormat {
  const format = formats.get(key) ?? make();
  formats.set(key, format);
  return format;
}

/** How far a time zone's clock is ahead of UTC at a moment, ms; 0 for a zone that the browser does not know. */
export function zoneOffsetMs(atMs: number, timeZone: string | undefined): number {
  const format = zoneFormat(timeZone);
  const part = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
  const of = (name: Intl.DateTimeFormatPartTypes) => part.get(name) ?? 0;
  const localMs = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return localMs - Math.floor(atMs / 1000) * 1000;
}

function zoneFormat(timeZone: string | undefined): Intl.DateTimeFormat {
  return formatOf(`parts|${timeZone}`, () => {
    const fields = {
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    } as const;
    return new Intl.DateTimeFormat('en', { ...fields, timeZone: knownZone(timeZone) });
  });
}

/** The zone itself, or UTC where this browser does not know it. */
export function knownZone(timeZone: string | undefined): string | undefined {
  try {
    if (timeZone !== undefined) new Intl.DateTimeFormat('en', { timeZone });
    return timeZone;
  } catch {
    return 'UTC';
  }
}

/** Moments for a time axis, round in the given zone, at most `maxTicks`. */
export function chartTicks(
  { fromMs, toMs }: { fromMs: number; toMs: number },
  maxTicks: number,
  timeZone?: string,
): { stepMs: number; ticks: number[] } {
  const stepMs = STEPS_MS.find((step) => (toMs - fromMs) / step <= maxTicks) ?? 60 * MONTH_MS;
  if (stepMs >= MONTH_MS) return { stepMs, ticks: monthTicks({ fromMs, toMs }, stepMs, timeZone) };
  const offsetMs = zoneOffsetMs(fromMs, timeZone);
  const ticks: number[] = [];
  for (let local = Math.ceil((fromMs + offsetMs) / stepMs) * stepMs; ; local += stepMs) {
    // Clocks may be put forward or back on the way.
    const atMs = local - zoneOffsetMs(local - offsetMs, timeZone);
    if (atMs > toMs) return { stepMs, ticks };
    if (atMs >= fromMs) ticks.push(atMs);
  }
}

/** Beginnings of months, every so many of them. */
function monthTicks(
  { fromMs, toMs }: { fromMs: number; toMs: number },
  stepMs: number,
  timeZone: string | undefined,
): number[] {
  const every = Math.round(stepMs / MONTH_MS);
  const start = new Date(fromMs + zoneOffsetMs(fromMs, timeZone));
  const first = start.getUTCFullYear() * 12 + start.getUTCMonth();
  const ticks: number[] = [];
  for (let month = Math.ceil(first / every) * every; ; month += every) {
    const local = Date.UTC(Math.floor(month / 12), month % 12, 1);
    const atMs = local - zoneOffsetMs(local, timeZone);
    if (atMs > toMs) return ticks;
    if (atMs >= fromMs) ticks.push(atMs);
  }
}

/** A tick in words: time of day, or the day where ticks are days apart or a day begins. */
export function tickText(
  atMs: number,
  stepMs: number,
  where: { locale: string; timeZone?: string | undefined },
): string {
  const isMidnight = (atMs + zoneOffsetMs(atMs, where.timeZone)) % DAY_MS === 0;
  const kind = stepMs >= MONTH_MS ? 'month' : stepMs >= DAY_MS || isMidnight ? 'day' : 'time';
  return textFormat(kind, where).format(atMs);
}

const FIELDS = {
  month: { month: 'short', year: 'numeric' },
  day: { day: 'numeric', month: 'short' },
  time: { hour: '2-digit', minute: '2-digit' },
  moment: {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  },
  date: { day: 'numeric', month: 'short', year: 'numeric' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** Date formats of the charts, each made once. */
export function textFormat(
  kind: keyof typeof FIELDS,
  { locale, timeZone }: { locale: string; timeZone?: string | undefined },
): Intl.DateTimeFormat {
  return formatOf(`${kind}|${locale}|${timeZone}`, () => {
    const clock = locale === 'en' ? ({ hourCycle: 'h23' } as const) : {};
    return new Intl.DateTimeFormat(locale, { ...FIELDS[kind], ...clock, timeZone: knownZone(timeZone) });
  });
}

/** The civil day of a moment in a zone, `2026-11-18`. */
export function civilDayOf(atMs: number, timeZone?: string): string {
  return new Date(atMs + zoneOffsetMs(atMs, timeZone)).toISOString().slice(0, 10);
}
