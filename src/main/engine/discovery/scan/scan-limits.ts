import type { GateLimits } from './connect-gate.ts';
import type { VisitLimits } from './identify-host.ts';

/** How hard a scan may work. Times in ms. */
export interface ScanLimits {
  sweep: GateLimits & { connectMs: number };
  /** The quiet pass over addresses that were silent near miners: their first packet may have waited for ARP. */
  second: GateLimits & { connectMs: number };
  /** Hosts that are identified at the same time. */
  hostsAtOnce: number;
  visit: VisitLimits;
}

/** A connect's lost first packet is sent again after a second (RFC 6298): limits that matter lie above. */
const SECOND_CONNECT_MS = 1500;
const VISIT: VisitLimits = { connectMs: 2500, requestMs: 3000, hostMs: 8000, upgradeMs: 300 };

/** For a scan that somebody waits for: a /24 in some seconds. */
export const SCAN_LIMITS: ScanLimits = {
  sweep: { sockets: 256, perSecond: 500, connectMs: 500 },
  second: { sockets: 64, perSecond: 500, connectMs: SECOND_CONNECT_MS },
  hostsAtOnce: 64,
  visit: VISIT,
};

/** For rescans in the background, and networks whose routers take a fast scan for an attack. */
export const GENTLE_LIMITS: ScanLimits = {
  sweep: { sockets: 32, perSecond: 50, connectMs: 500 },
  second: { sockets: 32, perSecond: 50, connectMs: SECOND_CONNECT_MS },
  // Each needs up to five connects within its time.
  hostsAtOnce: 8,
  visit: VISIT,
};
