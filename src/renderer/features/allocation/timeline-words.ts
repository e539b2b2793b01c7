import type { FarmSnapshot } from '#shared/model/snapshot.ts';

import { t } from '../../i18n/t.ts';
import { accountName } from './describe-place.ts';
import { allocationMessages as m } from './messages.ts';
import { findingOf, MINUTE_MS } from './timeline-view.ts';

const HOUR_MINUTES = 60;

/** `5 min`, `1 h`, `24 h`. */
export function spanText(spanMs: number): string {
  const minutes = Math.round(spanMs / MINUTE_MS);
  if (minutes < HOUR_MINUTES) return t(m.minutes, { count: minutes });
  return minutes === HOUR_MINUTES ? t(m.hour) : t(m.hours, { count: Math.round(minutes / HOUR_MINUTES) });
}

/** What the timeline shows, in a sentence. */
export function findingText({ miners, accounts }: Pick<FarmSnapshot, 'miners' | 'accounts'>): string {
  const { working, accountIds } = findingOf(miners);
  const [only] = accountIds;
  if (only === undefined) return t(m.findingNone);
  if (accountIds.length > 1) return t(m.findingMany, { accounts: accountIds.length });
  return t(m.findingOne, { count: working, account: accountName(accounts, only) });
}
