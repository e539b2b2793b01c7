import type { Endpoint } from '#engine/proxy/endpoint.ts';
import type { EndpointHealth } from '#shared/model/snapshot.ts';

import type { FarmParts } from './farm-parts.ts';

/** What is observed of every account's pool endpoints, in failover order. */
export function readEndpointHealth(parts: Pick<FarmParts, 'clock' | 'upstreams'>): EndpointHealth[] {
  return [...parts.upstreams.all()].flatMap(({ endpoints }) =>
    endpoints.map((endpoint) => healthOf(endpoint, parts.clock)),
  );
}

function healthOf(endpoint: Endpoint, clock: FarmParts['clock']): EndpointHealth {
  const { pace, refusal, lastError } = endpoint;
  const toWallMs = clock.nowMs() - clock.monotonicMs();
  const wall = (monotonicMs: number | null) =>
    monotonicMs === null ? null : Math.round(monotonicMs + toWallMs);
  return {
    id: endpoint.id,
    trouble: refusal ?? lastError,
    connections: endpoint.ready().length,
    latencyMs: pace.medianLatencyMs(),
    lastJobAtMs: wall(pace.jobMonotonicMs),
    lastAcceptedAtMs: wall(pace.acceptedMonotonicMs),
  };
}
