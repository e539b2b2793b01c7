import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

import { useFarmClient } from '../../api/client.ts';
import { shareBucketMs, sharesByMiner, type SharesByMiner } from './share-buckets.ts';

const NOTHING: SharesByMiner = new Map();
const MINUTE_MS = 60_000;

/** Work and rejected shares of each miner by the minute or a little coarser; nothing for a large farm. */
export function useShares(miners: number, spanMs: number, nowMs: number): SharesByMiner {
  const client = useFarmClient();
  const bucketMs = shareBucketMs(miners, spanMs);
  const { data } = useQuery({
    queryKey: ['shares', spanMs, bucketMs],
    enabled: bucketMs !== null && miners > 0,
    refetchInterval: bucketMs ?? MINUTE_MS,
    queryFn: ({ signal }) => {
      const width = bucketMs ?? MINUTE_MS;
      const toMs = Math.ceil(nowMs / width) * width;
      return client.history.get({ fromMs: toMs - spanMs, toMs, bucketMs: width }, { signal });
    },
  });
  return useMemo(() => (data ? sharesByMiner(data.buckets) : NOTHING), [data]);
}
