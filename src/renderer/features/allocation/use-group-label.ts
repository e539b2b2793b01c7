import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

import type { FarmSnapshot } from '#shared/model/snapshot.ts';

import { useFarmClient } from '../../api/client.ts';

import { t } from '../../i18n/t.ts';
import { MACHINES_KEY } from '../../api/queries.ts';
import { allocationMessages as m } from './messages.ts';
import { rackOf, type Grouping } from './timeline-groups.ts';
import type { TimelineRow } from './timeline-view.ts';

/** Models change seldom, and the list of thousands of machines is some megabytes. */
const MODELS_STALE_MS = 300_000;

/** What a row's group is called; null = rows are not grouped. It changes only when a row changes its group. */
export function useGroupLabel(
  grouping: Grouping,
  snapshot: Pick<FarmSnapshot, 'miners' | 'accounts'>,
): ((row: TimelineRow) => string) | null {
  const client = useFarmClient();
  const machines = useQuery({
    queryKey: MACHINES_KEY,
    queryFn: ({ signal }) => client.machines.list(undefined, { signal }),
    staleTime: MODELS_STALE_MS,
    enabled: grouping === 'model',
  }).data;
  const models = useMemo(
    () => new Map(machines?.flatMap(({ minerId, model }) => (minerId && model ? [[minerId, model]] : []))),
    [machines],
  );
  const places = grouping === 'account' || grouping === 'model' ? JSON.stringify(placesOf()) : '[]';
  return useMemo(() => {
    if (grouping === 'none') return null;
    if (grouping === 'rack') return (row) => rackOf(row.name);
    const labels = new Map(JSON.parse(places) as [string, string][]);
    return (row) => labels.get(row.minerId) ?? '';
  }, [grouping, places]);

  function placesOf(): [string, string][] {
    const names = new Map(snapshot.accounts.map(({ id, name }) => [id, name]));
    return snapshot.miners.map(({ id, accountId, userAgent }) => [
      id,
      grouping === 'account'
        ? accountId === null
          ? t(m.noAccount)
          : (names.get(accountId) ?? accountId)
        : (models.get(id) ?? userAgent?.split(/[/ ]/, 1)[0] ?? t(m.noModel)),
    ]);
  }
}
