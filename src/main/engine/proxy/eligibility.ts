import { reducedSizes } from '#engine/stratum/extranonce.ts';

import type { MinerSession } from './miner-session.ts';
import type { UpstreamJob } from './upstream-job.ts';

/** With an extranonce2 of 2 bytes of its own a miner without version rolling runs out of work above this. */
const MAX_HASHRATE_WITHOUT_ROLLING = 1e12;

/** NerdMiner keeps the whole coinbase in 512 hex characters, the last one a zero (its source, 2025). */
const NERDMINER_COINBASE_BYTES = 255;
/** Avalon takes so many bytes behind those that it hashes in advance, and so many branches. */
const AVALON_COINBASE_TAIL_BYTES = 6 * 1024 + 64;
const AVALON_BRANCHES = 30;
/** SHA-256 works in blocks of 64 bytes: whole ones of coinb1 are hashed in advance. */
const SHA256_BLOCK_BYTES = 64;

/**
 * Why a session cannot work on a pool's job whatever its extranonce: the coinbase is too large for the
 * firmware, or version bits would be rolled that the pool does not allow. Null = it can. Every miner is
 * taken to compute SHA-256d; one that does not is found out by its shares, all of which are refused.
 */
export function misfitOf(
  { userAgent, toldMask }: Pick<MinerSession, 'userAgent' | 'toldMask'>,
  { params, extranonce1, extranonce2Size, versionMask }: Pick<UpstreamJob, MisfitFields>,
): string | null {
  const firmware = userAgent ?? '';
  const coinb1Bytes = params.coinb1.length / 2;
  const bytes = coinb1Bytes + extranonce1.length + extranonce2Size + params.coinb2.length / 2;
  if (/nerd\s?-?miner/i.test(firmware) && bytes > NERDMINER_COINBASE_BYTES) {
    return `the pool's coinbase has ${bytes} bytes; this firmware takes ${NERDMINER_COINBASE_BYTES}`;
  }
  if (!/avalon/i.test(firmware)) return null;
  const tailBytes = bytes - Math.floor(coinb1Bytes / SHA256_BLOCK_BYTES) * SHA256_BLOCK_BYTES;
  if (tailBytes > AVALON_COINBASE_TAIL_BYTES || params.branches.length > AVALON_BRANCHES) {
    return `the pool's coinbase and branches (${bytes} bytes, ${params.branches.length} branches) are too large for this firmware`;
  }
  // This firmware is not known to heed mining.set_version_mask once it mines.
  if (((toldMask ?? 0) & ~versionMask) !== 0) {
    const hex = (mask: number): string => (mask >>> 0).toString(16).padStart(8, '0');
    return `it rolls version bits ${hex(toldMask ?? 0)}, the pool allows ${hex(versionMask)}`;
  }
  return null;
}

type MisfitFields = 'params' | 'extranonce1' | 'extranonce2Size' | 'versionMask';

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
