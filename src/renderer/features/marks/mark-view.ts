import type { AccountView, EndpointView } from '#shared/model/snapshot.ts';

import { t } from '../../i18n/t.ts';
import { markMessages as m } from './messages.ts';

/** What marking this pool endpoint failed will do. */
export function endpointConsequences(account: AccountView, endpoint: EndpointView): string[] {
  if (!endpoint.active) return [t(m.poolIdle, { account: account.name })];
  const next = account.pools.find((pool) => pool.id !== endpoint.id && pool.markedFailed === null);
  return next
    ? [t(m.poolMoves, { account: account.name, url: next.url })]
    : [t(m.poolLast, { account: account.name })];
}
