import { padBytes } from '#engine/stratum/extranonce.ts';

/** The sizes a miner session was given at subscribe: constant extranonce1 (k bytes) and extranonce2 (m bytes). */
export interface SessionSizes {
  extranonce1: Buffer;
  extranonce2Size: number;
}

/** How a session's bytes fit into a pool's extranonce2: fresh pad ‖ filler ‖ extranonce1 ‖ extranonce2. */
export interface TailLayout {
  /** Bytes that change with every downstream job. */
  freshBytes: number;
  /** Constant bytes between the pad and the miner's extranonce1. */
  filler: Buffer;
}

/** Bytes that a standard session needs of a pool's extranonce2 (k + m). */
const STANDARD_BYTES = 4;

/**
 * Fits a session into a pool's extranonce2 of `poolBytes`; null when the pool's is too small.
 * The slot byte (first byte of the miner's extranonce1) stands at the same place for every size of
 * session, so that two sessions of different sizes on one connection never produce the same bytes.
 */
export function layOutTail(poolBytes: number, sizes: SessionSizes): TailLayout | null {
  const k = sizes.extranonce1.length;
  const m = sizes.extranonce2Size;
  const own = k + m;
  const pad = padBytes(poolBytes, { k, m });
  if (pad === null) return null;
  if (poolBytes >= STANDARD_BYTES && own < STANDARD_BYTES) {
    const slot = sizes.extranonce1.subarray(0, 1);
    return {
      freshBytes: poolBytes - STANDARD_BYTES,
      filler: Buffer.concat(Array(STANDARD_BYTES - own).fill(slot)),
    };
  }
  return { freshBytes: pad, filler: Buffer.alloc(0) };
}
