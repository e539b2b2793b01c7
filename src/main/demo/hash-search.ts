import { hash } from 'node:crypto';

/**
 * Tries `count` nonces from `from` on the 80-byte header (whose nonce field is written over) and returns
 * those whose double SHA-256, read as a little-endian number, is at most `target`.
 */
export function searchNonces(header: Buffer, target: bigint, from: number, count: number): number[] {
  const found: number[] = [];
  // Nearly all hashes are settled by their highest 32 bits; only the rest is worth a BigInt.
  const highest = Number(target >> 224n);
  for (let nonce = from; nonce < from + count; nonce++) {
    header.writeUInt32LE(nonce >>> 0, 76);
    const digest = hash('sha256', hash('sha256', header, 'buffer'), 'buffer');
    const top = digest.readUInt32LE(28);
    if (top > highest) continue;
    if (top < highest || BigInt(`0x${digest.reverse().toString('hex')}`) <= target) found.push(nonce >>> 0);
  }
  return found;
}
