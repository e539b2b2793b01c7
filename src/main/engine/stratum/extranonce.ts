/**
 * Sizes and construction of the coinb1 tail: the pool's extranonce1 and a pad go to the end of coinb1,
 * so a miner's own extranonce1 (k bytes) and extranonce2 size (m bytes) never change when it moves.
 *
 * The miner hashes coinb1 ‖ en1_upstream ‖ pad ‖ en1_miner ‖ en2_miner ‖ coinb2, and the pool gets
 * en2_upstream = pad ‖ en1_miner ‖ en2_miner: byte-identical to what it expects.
 */

/** What a miner is given at subscribe, in bytes. */
export interface ExtranonceSizes {
  /** Length of the miner's own extranonce1. */
  k: number;
  /** The miner's extranonce2 size. */
  m: number;
}

/**
 * 1 and 3 for every miner, so that adding a pool with a 4-byte extranonce2 later moves nobody, and 3
 * bytes outlast a job on any ASIC. NerdMiner takes only 2, 4 or 8 bytes: 2 and 2.
 */
export function downstreamSizes(userAgent: string | null | undefined): ExtranonceSizes {
  return /nerd\s?-?miner/i.test(userAgent ?? '') ? { k: 2, m: 2 } : { k: 1, m: 3 };
}

/**
 * Sizes for a pool whose extranonce2 is too small for the usual ones (3 bytes: NiceHash, powerpool),
 * to be given by set_extranonce or at one reconnect. Null when nothing fits: m < 2 is refused by firmware.
 */
export function reducedSizes(upstreamSize: number): ExtranonceSizes | null {
  return upstreamSize >= 3 ? { k: 1, m: Math.min(upstreamSize - 1, 3) } : null;
}

/** Bytes of pad between the pool's extranonce1 and the miner's; null when the miner's do not fit. */
export function padBytes(upstreamSize: number, sizes: ExtranonceSizes): number | null {
  const pad = upstreamSize - sizes.k - sizes.m;
  return pad >= 0 ? pad : null;
}

/** The coinb1 a miner gets, in hex. */
export function tailCoinb1(coinb1: string, upstreamExtranonce1: Buffer, pad: Buffer): string {
  return coinb1 + upstreamExtranonce1.toString('hex') + pad.toString('hex');
}

/** The extranonce2 for the pool; `pad` is the one of the job, not the newest. */
export function upstreamExtranonce2(pad: Buffer, minerExtranonce1: Buffer, minerExtranonce2: Buffer): Buffer {
  return Buffer.concat([pad, minerExtranonce1, minerExtranonce2]);
}
