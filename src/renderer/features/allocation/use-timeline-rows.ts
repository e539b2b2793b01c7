import { useMemo } from 'react';

import type { AllocationInterval } from '#shared/model/history.ts';
import type { MinerView } from '#shared/model/snapshot.ts';

import { rowsOf, type TimelineRow } from './timeline-view.ts';

const byName = new Intl.Collator('en', { numeric: true });
const NO_INTERVALS: readonly AllocationInterval[] = [];

/** One row per miner by name; made anew only when names or intervals change, not with every share. */
export function useTimelineRows(
  miners: readonly Pick<MinerView, 'id' | 'name'>[],
  intervals: readonly AllocationInterval[] = NO_INTERVALS,
): TimelineRow[] {
  const names = JSON.stringify(miners.map(({ id, name }) => ({ id, name })));
  const sorted = useMemo(
    () =>
      (JSON.parse(names) as { id: string; name: string }[]).toSorted((a, b) =>
        byName.compare(a.name, b.name),
      ),
    [names],
  );
  return useMemo(() => rowsOf(sorted, intervals), [sorted, intervals]);
}
