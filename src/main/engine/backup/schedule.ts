/** The last moment at or before `nowMs` at which this computer's clock showed `at` (`HH:MM`). */
export function lastDueMs(at: string, nowMs: number): number {
  const today = onDayOf(nowMs, at);
  if (today.getTime() <= nowMs) return today.getTime();
  today.setDate(today.getDate() - 1);
  return today.getTime();
}

/** The first moment after `nowMs` at which it shows `at`. */
export function nextDueMs(at: string, nowMs: number): number {
  const today = onDayOf(nowMs, at);
  if (today.getTime() > nowMs) return today.getTime();
  today.setDate(today.getDate() + 1);
  return today.getTime();
}

function onDayOf(nowMs: number, at: string): Date {
  const [hours = 0, minutes = 0] = at.split(':').map(Number);
  const day = new Date(nowMs);
  day.setHours(hours, minutes, 0, 0);
  return day;
}
