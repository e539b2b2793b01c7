import { reducedSizes } from '#engine/stratum/extranonce.ts';

import type { MinerSession } from './miner-session.ts';

/** With an extranonce2 of 2 bytes of its own a miner without version rolling runs out of work above this. */
const MAX_HASHRATE_WITHOUT_ROLLING = 1e12;

/** How a session can be brought to work for a pool whose extranonce2 is smaller than its own bytes. */
export type Fallback =
  | { kind: 'set-extranonce'; extranonce2Size: number }
  | { kind: 'reconnect'; extranonce2Size: number }
  | { kind: 'none'; reason: string };

/**
 * The way onto a pool with `poolBytes` of extranonce2 where the seamless one is impossible:
 * `hashrate` in H/s, 0 = not known. `mining.set_extranonce` where the miner takes it, else one reconnect, else a reason why not.
 */
export function fallbackFor(session: MinerSession, poolBytes: number, hashrate: number): Fallback {
  const reduced = reducedSizes(poolBytes);
  if (!reduced)
    return { kind: 'none', reason: `the pool's extranonce2 has ${poolBytes} bytes, at least 3 are needed` };
  const userAgent = session.userAgent ?? '';
  if (/avalon|nerdqaxe/i.test(userAgent)) {
    return {
      kind: 'none',
      reason: `this firmware needs 3 bytes of extranonce2 of its own; the pool leaves ${reduced.m}`,
    };
  }
  const isRolling = session.requestedMask !== null && session.requestedMask !== 0;
  if (!isRolling && hashrate > MAX_HASHRATE_WITHOUT_ROLLING) {
    return { kind: 'none', reason: 'without version rolling it would run out of work at this pool' };
  }
  const takesIt = session.takesSetExtranonce || /^(bitaxe|antminer)/i.test(userAgent);
  return { kind: takesIt ? 'set-extranonce' : 'reconnect', extranonce2Size: reduced.m };
}
