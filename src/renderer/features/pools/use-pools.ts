import { useQuery } from '@tanstack/react-query';

import { useFarmClient } from '../../api/client.ts';

/** Ages of jobs and shares move by seconds: asked for again this often while somebody looks. */
const REFRESH_MS = 5000;

/** What is observed of every pool endpoint beyond its state. */
export function useEndpointHealth() {
  const client = useFarmClient();
  return useQuery({
    queryKey: ['endpoint-health'],
    queryFn: ({ signal }) => client.pools.health(undefined, { signal }),
    refetchInterval: REFRESH_MS,
    staleTime: REFRESH_MS / 2,
  });
}
