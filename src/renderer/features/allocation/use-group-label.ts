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
  const places = JSON.stringify(placesOf(grouping, snapshot, models));
  return useMemo(
    () => labelBy(grouping, new Map(JSON.parse(places) as [string, string][])),
    [grouping, places],
  );
}

function labelBy(
  grouping: Grouping,
  labels: ReadonlyMap<string, string>,
): ((row: TimelineRow) => string) | null {
  if (grouping === 'none') return null;
  if (grouping === 'rack') return (row) => rackOf(row.name);
  return (row) => labels.get(row.minerId) ?? '';
}

/** What each miner's group is called, where that is not a matter of its name. */
function placesOf(
  grouping: Grouping,
  { miners, accounts }: Pick<FarmSnapshot, 'miners' | 'accounts'>,
  models: ReadonlyMap<string, string>,
): [string, string][] {
  if (grouping === 'account') {
    const names = new Map(accounts.map(({ id, name }) => [id, name]));
    return miners.map(({ id, accountId }) => [
      id,
      accountId === null ? t(m.noAccount) : (names.get(accountId) ?? accountId),
    ]);
  }
  if (grouping !== 'model') return [];
  return miners.map(({ id, userAgent }) => [
    id,
    models.get(id) ?? userAgent?.split(/[/ ]/, 1)[0] ?? t(m.noModel),
  ]);
}
