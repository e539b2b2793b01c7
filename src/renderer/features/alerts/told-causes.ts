import type { AlertView } from '#shared/model/alert.ts';
import type { Notice } from '#shared/model/snapshot.ts';

/** The engine sees a jump of the clock and the alert about it within some seconds of each other. */
const SAME_JUMP_MS = 60_000;

/** Whether one of these alerts tells of the cause that a notice tells of, so that it need not be told twice. */
export function isToldByAlert(notice: Notice, alerts: readonly AlertView[]): boolean {
  return alerts.some((alert) => tellsOf(alert, notice));
}

function tellsOf(alert: AlertView, notice: Notice): boolean {
  const { id, severity, sinceMs } = notice;
  switch (alert.rule) {
    case 'pool-down':
      // An alert about a pool in reserve does not say that its accounts cannot be served.
      return id.startsWith('trouble-') && alert.numbers['unserved'] !== 0 && isAbout(alert, notice);
    case 'miner-lost':
      return id === 'offline' && alert.numbers['offline'] !== 0 && isAbout(alert, notice);
    case 'farm-outage':
      return id === 'outage' || id === 'offline';
    case 'pools-changed':
      return id === 'tampered';
    case 'database-error':
      return id === 'ledger';
    case 'clock-jump':
      // A notice that says more than the jump is how a round ended, which no alert tells.
      return id.startsWith('gap-') && severity === 'info' && sinceMs >= alert.sinceMs - SAME_JUMP_MS;
    default:
      return false;
  }
}

/** Whether the alert hits what the notice is about; of many that it hits it names the first only. */
function isAbout({ subjects, subjectCount }: AlertView, { subject }: Notice): boolean {
  if (subject === null || subjectCount > subjects.length) return true;
  return subjects.some(({ kind, id }) => kind === 'farm' || (kind === subject.kind && id === subject.id));
}
