import type { AlertRow } from '#engine/store/alert-store.ts';
import type { AlertList, AlertView } from '#shared/model/alert.ts';

/** Subjects listed of one alert. */
const MAX_SUBJECTS = 50;
const WEIGHT = { critical: 0, warning: 1, info: 2 };

/** An alert as the outside sees it. */
export function viewOf(alert: AlertRow, snoozes: ReadonlyMap<string, number>, nowMs: number): AlertView {
  const { words, members, resolvedAtMs, sinceMs } = alert;
  const untilMs = snoozes.get(alert.cause);
  return {
    ...{ id: alert.id, rule: alert.rule, cause: alert.cause, severity: alert.severity },
    state: resolvedAtMs === null ? 'firing' : 'resolved',
    ...words,
    subjects: members.slice(0, MAX_SUBJECTS).map(({ kind, id, name }) => ({ kind, id, name })),
    subjectCount: members.length,
    ...{ sinceMs, firedAtMs: alert.firedAtMs, resolvedAtMs },
    durationMs: Math.max((resolvedAtMs ?? nowMs) - sinceMs, 0),
    occurrences: alert.occurrences,
    acknowledged: alert.acknowledged,
    snoozedUntilMs: untilMs !== undefined && untilMs > nowMs ? untilMs : null,
  };
}

/** Alerts that fire, the gravest first, then the newest; snoozed ones apart. */
export function listOf(
  alerts: Iterable<AlertRow>,
  snoozes: ReadonlyMap<string, number>,
  nowMs: number,
): AlertList {
  const views = [...alerts]
    .map((alert) => viewOf(alert, snoozes, nowMs))
    .toSorted((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity] || b.firedAtMs - a.firedAtMs);
  const firing = views.filter(({ snoozedUntilMs }) => snoozedUntilMs === null);
  const counts = { critical: 0, warning: 0, info: 0 };
  for (const { severity, acknowledged } of firing) if (!acknowledged) counts[severity] += 1;
  return {
    atMs: nowMs,
    firing,
    snoozed: views.filter(({ snoozedUntilMs }) => snoozedUntilMs !== null),
    counts,
  };
}
