import type { AlertRow } from '#engine/store/alert-store.ts';
import { formatDuration } from '#shared/format.ts';
import type { AlertNotification, AlertSeverity, AlertSubject } from '#shared/model/alert.ts';

/** Subjects named in an e-mail and in a webhook's JSON. */
const MAX_SUBJECTS = 50;

/** A message on its way: complete, and without any secret. */
export interface ChannelMessage {
  kind: 'firing' | 'resolved' | 'test';
  severity: AlertSeverity;
  /** One line. */
  subject: string;
  /** Plain text. */
  body: string;
  /** What a webhook is sent, but for the time of sending. */
  json: Record<string, unknown>;
}

const WORDS: Record<AlertSeverity, string> = { critical: 'CRITICAL', warning: 'Warning', info: 'Info' };

/** What is told of an alert: cause, since when, figures, what to do next. */
export function alertMessage(
  kind: 'firing' | 'resolved',
  alert: AlertRow,
  farm: { version: string; nowMs: number },
): ChannelMessage {
  const { words, severity } = alert;
  const endMs = alert.resolvedAtMs ?? farm.nowMs;
  const durationMs = Math.max(endMs - alert.sinceMs, 0);
  const isOver = kind === 'resolved';
  const lasted = formatDuration(durationMs);
  const subject = isOver ? `Resolved after ${lasted}: ${words.title}` : `${WORDS[severity]}: ${words.title}`;
  const lines = [
    words.text,
    '',
    `Since: ${utc(alert.sinceMs)} (${lasted}${isOver ? ', over now' : ''})`,
    ...(alert.occurrences > 1 ? [`Came back: ${alert.occurrences - 1} times`] : []),
    ...subjectLines(alert.members),
    ...(isOver ? [] : ['', `What to do next: ${words.next}`]),
  ];
  return {
    kind,
    severity,
    subject: oneLine(subject),
    body: `${lines.join('\n')}\n`,
    json: {
      version: 1,
      event: `alert.${kind}`,
      text: oneLine(`${subject}. ${words.text}`),
      alert: {
        ...{ id: alert.id, rule: alert.rule, cause: alert.cause, severity },
        ...{ title: words.title, text: words.text, next: words.next, numbers: words.numbers },
        since: new Date(alert.sinceMs).toISOString(),
        firedAt: new Date(alert.firedAtMs).toISOString(),
        resolvedAt: alert.resolvedAtMs === null ? null : new Date(alert.resolvedAtMs).toISOString(),
        durationMs: Math.round(durationMs),
        occurrences: alert.occurrences,
        subjects: alert.members
          .slice(0, MAX_SUBJECTS)
          .map(({ kind: what, id, name }) => ({ kind: what, id, name })),
        subjectCount: alert.members.length,
      },
      farm: { software: 'Hashquota', version: farm.version },
    },
  };
}

/** For the test buttons. */
export function testMessage(version: string): ChannelMessage {
  const body = 'This is a test message: alerts of Hashquota reach you here.';
  return {
    kind: 'test',
    severity: 'info',
    subject: 'Test message of Hashquota',
    body: `${body}\n`,
    json: { version: 1, event: 'alert.test', text: body, farm: { software: 'Hashquota', version } },
  };
}

/** The same for the screen. */
export function notificationOf(
  { kind, severity, subject }: ChannelMessage,
  alert: Pick<AlertRow, 'id' | 'words'> | null,
): AlertNotification {
  const body = alert
    ? kind === 'resolved'
      ? alert.words.text
      : `${alert.words.text} ${alert.words.next}`
    : '';
  return { alertId: alert?.id ?? '', kind, severity, title: subject, body };
}

function subjectLines(members: readonly AlertSubject[]): string[] {
  if (members.length === 0 || members[0]?.kind === 'farm') return [];
  const names = members.slice(0, MAX_SUBJECTS).map(({ name }) => oneLine(name));
  const more = members.length > MAX_SUBJECTS ? ` and ${members.length - MAX_SUBJECTS} more` : '';
  return [`Concerns: ${names.join(', ')}${more}`];
}

function utc(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}
