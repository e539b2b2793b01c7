import { MAX_SNOOZE_MS } from '#shared/alert-limits.ts';
import type { AlertRuleView, AlertView } from '#shared/model/alert.ts';

import { routeHash } from '../../app/route.ts';
import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { alertMessages as m } from './messages.ts';

const HOUR_MS = 3_600_000;
/** Names told of those that an alert hits; the rest is counted. */
const MAX_SUBJECTS = 3;
const MORNING_HOUR = 8;

export const ALERT_TABS = ['now', 'history', 'rules', 'channels'] as const;
export type AlertTab = (typeof ALERT_TABS)[number];

/** A tab from the address, which may be anything. */
export function acceptTab(text: string | undefined): AlertTab {
  return ALERT_TABS.find((tab) => tab === text) ?? 'now';
}

/** Where the thing an alert is about can be seen; null for the farm as a whole. */
export function alertHref({ rule, subjects, subjectCount }: AlertView): string | null {
  const [subject] = subjects;
  if (rule === 'miner-lost' && subjectCount > 1) return routeHash('miners', { state: 'offline' });
  switch (subject?.kind) {
    case 'miner':
      return routeHash('miners', { miner: subject.id });
    case 'account':
      return routeHash(rule === 'pool-down' || rule === 'no-share' ? 'pools' : 'accounts', {
        account: subject.id,
      });
    case 'machine':
      return routeHash('discover');
    default:
      return null;
  }
}

/** `for 3 min, since 18:40`. */
export function lastingText(alert: AlertView, nowMs: number): string {
  return t(m.lasting, {
    duration: fmt.duration(Math.max(nowMs - alert.sinceMs, 0)),
    time: fmt.time(alert.sinceMs, { nowMs }),
  });
}

/** The lines under an alert's text: how often, who saw to it, until when it is silent, whom it hits. */
export function alertNotes(alert: AlertView, nowMs: number): string[] {
  const { acknowledged, occurrences, snoozedUntilMs } = alert;
  return [
    ...(alert.subjectCount > 1 ? [subjectsText(alert)] : []),
    ...(occurrences > 1 ? [t(m.occurrences, { count: occurrences - 1 })] : []),
    ...(acknowledged
      ? [t(m.acknowledgedBy, { by: acknowledged.by, ago: fmt.ago(Math.max(nowMs - acknowledged.atMs, 0)) })]
      : []),
    ...(snoozedUntilMs !== null && snoozedUntilMs > nowMs
      ? [t(m.snoozedUntil, { time: fmt.time(snoozedUntilMs, { nowMs }) })]
      : []),
  ];
}

function subjectsText({ subjects, subjectCount }: AlertView): string {
  const names = subjects.slice(0, MAX_SUBJECTS).map(({ name }) => name);
  const more = subjectCount - names.length;
  return t(m.subjects, {
    names: fmt.list(more > 0 ? [...names, t(m.moreSubjects, { count: fmt.count(more) })] : names),
  });
}

/** How long a cause stood. */
export function lastedText(alert: AlertView, nowMs: number): string {
  if (alert.resolvedAtMs === null) return fmt.duration(Math.max(nowMs - alert.sinceMs, 0));
  return fmt.duration(alert.durationMs);
}

/** Tomorrow's morning by this window's clock. */
export function tomorrowMorning(nowMs: number): number {
  const date = new Date(nowMs);
  date.setDate(date.getDate() + 1);
  date.setHours(MORNING_HOUR, 0, 0, 0);
  return date.getTime();
}

/** The choices of a snooze. */
export function snoozeChoices(nowMs: number): { text: string; untilMs: number }[] {
  const morningMs = tomorrowMorning(nowMs);
  return [
    { text: t(m.snoozeHour), untilMs: nowMs + HOUR_MS },
    { text: t(m.snoozeEight), untilMs: nowMs + 8 * HOUR_MS },
    { text: t(m.snoozeTomorrow, { time: fmt.time(morningMs) }), untilMs: morningMs },
  ];
}

/** What a `datetime-local` field holds, as a time; or the sentence that says why it cannot be. */
export function readSnooze(text: string, nowMs: number): { untilMs: number } | { error: string } {
  const untilMs = new Date(text).getTime();
  if (!Number.isFinite(untilMs) || untilMs <= nowMs) return { error: t(m.snoozePast) };
  return untilMs - nowMs > MAX_SNOOZE_MS ? { error: t(m.snoozeFar) } : { untilMs };
}

/** A time as a `datetime-local` field wants it, by this window's clock. */
export function fieldTime(atMs: number): string {
  const date = new Date(atMs);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Alerts in which every word of the query occurs. */
export function matchingAlerts(alerts: readonly AlertView[], query: string): AlertView[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return alerts.filter(({ title, text, subjects }) => {
    const all = [title, text, ...subjects.map(({ name }) => name)].join('\n').toLowerCase();
    return words.every((word) => all.includes(word));
  });
}

/** A rule's threshold in words, in its own unit. */
export function thresholdText({ unit, threshold }: Pick<AlertRuleView, 'unit' | 'threshold'>): string {
  if (threshold === null) return t(m.none);
  switch (unit) {
    case 'fraction':
      return fmt.percent(threshold);
    case 'bytes':
      return `${fmt.exact(threshold / 1e9)}\u00a0GB`;
    case 'ms':
      return fmt.duration(threshold);
    case null:
      return t(m.none);
  }
}
