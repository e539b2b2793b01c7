import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import type { AllocationInterval } from '#shared/model/history.ts';
import type { FarmSnapshot } from '#shared/model/snapshot.ts';

import { useFarmClient } from '../../api/client.ts';
import { mergeIntervals } from './timeline-view.ts';

export const HOUR_MS = 3_600_000;
/** Asked again from a little before the last answer, for what was closed while it was on its way. */
const OVERLAP_MS = 10_000;
const REFRESH_MS = 15_000;
const ALLOCATION_KEY = ['allocation'];

interface Allocation {
  intervals: AllocationInterval[];
  /** By the engine's clock. */
  fetchedToMs: number;
}

/** The last hour's intervals, or so many ms: whole at first, then only what is new, whenever a miner has moved. */
export function useAllocation(snapshot: FarmSnapshot, keptMs = HOUR_MS) {
  const client = useFarmClient();
  const queryClient = useQueryClient();
  const queryKey = [...ALLOCATION_KEY, keptMs];
  const assignment = snapshot.miners
    .map((miner) => `${miner.id}>${miner.accountId}#${miner.switches}`)
    .join(' ');

  useEffect(() => {
    void queryClient.invalidateQueries({ queryKey: ALLOCATION_KEY });
  }, [queryClient, assignment]);

  return useQuery({
    queryKey,
    refetchInterval: REFRESH_MS,
    queryFn: async ({ signal }): Promise<Allocation> => {
      const known = queryClient.getQueryData<Allocation>(queryKey);
      const input = known ? { fromMs: known.fetchedToMs - OVERLAP_MS } : { fromMs: snapshot.atMs - keptMs };
      const fresh = await client.history.allocation(input, { signal });
      return {
        intervals: mergeIntervals(known?.intervals ?? [], fresh.intervals, fresh.toMs - keptMs),
        fetchedToMs: fresh.toMs,
      };
    },
  });
}
