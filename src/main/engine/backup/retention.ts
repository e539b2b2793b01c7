import type { BackupRetention } from '#shared/model/backup.ts';

/** A backup as far as its age matters. */
export interface AgedBackup {
  name: string;
  madeAtMs: number;
}

/**
 * Names of the backups that may go: of each of the last `daily` days, `weekly` weeks (from Monday) and
 * `monthly` months that have a backup, by this computer's calendar, the newest stays. The newest of all stays
 * in any case.
 */
export function outdatedBackups(backups: readonly AgedBackup[], retention: BackupRetention): string[] {
  const newestFirst = backups.toSorted((left, right) => right.madeAtMs - left.madeAtMs);
  const kept = new Set(newestFirst.slice(0, 1));
  keepNewestOf(newestFirst, { count: retention.daily, periodOf: dayOf, kept });
  keepNewestOf(newestFirst, { count: retention.weekly, periodOf: weekOf, kept });
  keepNewestOf(newestFirst, { count: retention.monthly, periodOf: monthOf, kept });
  return newestFirst.filter((backup) => !kept.has(backup)).map(({ name }) => name);
}

function keepNewestOf(
  newestFirst: readonly AgedBackup[],
  rule: { count: number; periodOf: (atMs: number) => string; kept: Set<AgedBackup> },
): void {
  const periods = new Set<string>();
  for (const backup of newestFirst) {
    if (periods.size >= rule.count) return;
    const period = rule.periodOf(backup.madeAtMs);
    if (periods.has(period)) continue;
    periods.add(period);
    rule.kept.add(backup);
  }
}

function dayOf(atMs: number): string {
  return new Date(atMs).toDateString();
}

function weekOf(atMs: number): string {
  const day = new Date(atMs);
  day.setHours(12, 0, 0, 0);
  day.setDate(day.getDate() - ((day.getDay() + 6) % 7));
  return day.toDateString();
}

function monthOf(atMs: number): string {
  const day = new Date(atMs);
  return `${day.getFullYear()}-${day.getMonth()}`;
}
