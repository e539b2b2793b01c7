import { hash } from 'node:crypto';

/** Target of difficulty 1 ("pdiff", the one pools and firmware use): 0xffff followed by 208 zero bits. */
const DIFFICULTY_1_TARGET = 0xffffn << 208n;
const LARGEST_TARGET = (1n << 256n) - 1n;

/** SHA-256 of the SHA-256 of `data`. */
export function sha256d(data: Buffer): Buffer {
  return hash('sha256', hash('sha256', data, 'buffer'), 'buffer');
}

/** Merkle root (internal byte order) of a coinbase transaction and its branches, which are used as they came. */
export function merkleRootOf(coinbase: Buffer, branches: readonly Buffer[]): Buffer {
  let node = sha256d(coinbase);
  for (const branch of branches) node = sha256d(Buffer.concat([node, branch]));
  return node;
}

/** The fields of a block header; `prevhash` in Stratum's order (every 4-byte word reversed). */
interface HeaderFields {
  version: number;
  prevhash: Buffer;
  merkleRoot: Buffer;
  ntime: number;
  nbits: number;
  nonce: number;
}

/** The 80 bytes that are hashed. */
export function headerOf(fields: HeaderFields): Buffer {
  const header = Buffer.alloc(80);
  header.writeUInt32LE(fields.version >>> 0, 0);
  Buffer.from(fields.prevhash).swap32().copy(header, 4);
  fields.merkleRoot.copy(header, 36);
  header.writeUInt32LE(fields.ntime >>> 0, 68);
  header.writeUInt32LE(fields.nbits >>> 0, 72);
  header.writeUInt32LE(fields.nonce >>> 0, 76);
  return header;
}

/** A hash as the number that targets are compared with: its bytes read little-endian. */
export function numberOfHash(digest: Buffer): bigint {
  return BigInt(`0x${Buffer.from(digest).reverse().toString('hex')}`);
}

/**
 * The largest hash that meets `difficulty`: floor(diff1 / difficulty), exact for every float64,
 * since a float64 is a whole number times a power of two. Capped at 2^256 − 1.
 */
export function targetOfDifficulty(difficulty: number): bigint {
  if (!Number.isFinite(difficulty) || difficulty <= 0)
    throw new RangeError(`not a difficulty: ${difficulty}`);
  let whole = difficulty;
  let shift = 0n;
  while (!Number.isSafeInteger(whole) && whole < Number.MAX_SAFE_INTEGER) {
    whole *= 2;
    shift += 1n;
  }
  const target = (DIFFICULTY_1_TARGET << shift) / BigInt(whole);
  return target > LARGEST_TARGET ? LARGEST_TARGET : target;
}

/** The block target that compact `nbits` stand for: mantissa · 256^(exponent − 3). */
export function targetOfBits(nbits: number): bigint {
  const exponent = nbits >>> 24;
  const mantissa = BigInt(nbits & 0x7fffff);
  return exponent >= 3 ? mantissa << BigInt(8 * (exponent - 3)) : mantissa >> BigInt(8 * (3 - exponent));
}

/** Difficulty that a hash achieved, for display: diff1 / hash. */
export function difficultyOfHash(hashNumber: bigint): number {
  return hashNumber === 0n ? Infinity : Number(DIFFICULTY_1_TARGET) / Number(hashNumber);
}

/** Eight hex digits, most significant first, as Stratum writes 32-bit numbers. */
export function hex32(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
