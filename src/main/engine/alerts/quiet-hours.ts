import { isTimeZone, localFrom } from '#engine/ledger/civil-time.ts';
import { AppError } from '#shared/errors.ts';
import type { QuietHours } from '#shared/model/alert.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;

export const NO_QUIET_HOURS: QuietHours = { on: false, from: '22:00', to: '07:00', timeZone: 'UTC' };

/** Throws `AppError` with one sentence. */
export function checkQuietHours({ on, from, to, timeZone }: QuietHours): void {
  if (minutesOf(from) === null || minutesOf(to) === null) {
    throw new AppError('BAD_INPUT', 'Quiet hours begin and end at a time of day such as 22:00.');
  }
  if (on && from === to) {
    throw new AppError('BAD_INPUT', 'Quiet hours must end at another time than they begin.');
  }
  if (!isTimeZone(timeZone)) {
    throw new AppError('BAD_INPUT', `"${timeZone}" is no time zone; write one such as Europe/Berlin.`);
  }
}

/** Whether only critical alerts are told now. From `from` inclusive to `to` exclusive, over midnight too. */
export function isQuietAt({ on, from, to, timeZone }: QuietHours, nowMs: number): boolean {
  const begins = minutesOf(from);
  const ends = minutesOf(to);
  if (!on || begins === null || ends === null) return false;
  const now = Math.floor(localFrom(timeZone, nowMs) / MINUTE_MS) % DAY_MINUTES;
  return begins < ends ? now >= begins && now < ends : now >= begins || now < ends;
}

function minutesOf(time: string): number | null {
  const match = TIME.exec(time);
  return match ? Number(match[1]) * 60 + Number(match[2]) : null;
}
