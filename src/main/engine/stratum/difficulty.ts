import { LIMITS } from './limits.ts';

/** The target of difficulty 1 (pdiff), as pools and firmware use it: 0xffff << 208. */
export const DIFF1_TARGET = 0xffffn << 208n;

const MAX_TARGET = (1n << 256n) - 1n;

/** Least recently used first. */
const targets = new Map<number, Buffer>();

/**
 * The largest hash that meets `difficulty`, 32 bytes big-endian: floor(diff1 / difficulty), exact for
 * every positive float64 (1e-9, 16383.75, …), all ones where that passes 2^256. The buffer is shared:
 * never write to it. Throws RangeError unless the difficulty is positive and finite.
 */
export function targetForDifficulty(difficulty: number): Buffer {
  const cached = targets.get(difficulty);
  if (cached) {
    targets.delete(difficulty);
    targets.set(difficulty, cached);
    return cached;
  }
  const { mantissa, exponent } = exactParts(difficulty);
  const quotient =
    exponent < 0
      ? (DIFF1_TARGET << BigInt(-exponent)) / mantissa
      : DIFF1_TARGET / (mantissa << BigInt(exponent));
  const target = toBuffer(quotient > MAX_TARGET ? MAX_TARGET : quotient);
  if (targets.size >= LIMITS.cachedTargets) {
    const oldest = targets.keys().next();
    if (!oldest.done) targets.delete(oldest.value);
  }
  targets.set(difficulty, target);
  return target;
}

/**
 * The block target that `nbits` stands for, 32 bytes big-endian. A negative or overflowing one, which
 * consensus refuses, gives zero: no hash meets it.
 */
export function networkTarget(nbits: number): Buffer {
  const exponent = nbits >>> 24;
  const mantissa = BigInt(nbits & 0x7f_ffff);
  const shift = BigInt(8 * (exponent - 3));
  const target = shift >= 0n ? mantissa << shift : mantissa >> -shift;
  const isNegative = (nbits & 0x80_0000) !== 0;
  return toBuffer(isNegative || target > MAX_TARGET ? 0n : target);
}

/**
 * The difficulty a hash (or a target) stands for: diff1 / hash, rounded once to the nearest float64;
 * Infinity for zero. For display: never compare with it.
 */
export function achievedDifficulty(hashBE: Buffer): number {
  const hash = BigInt(`0x${hashBE.toString('hex')}`);
  if (hash === 0n) return Number.POSITIVE_INFINITY;
  // A quotient of over 64 bits with a sticky last bit rounds like the exact one.
  const shift = hash.toString(16).length * 4 + 72 - 224;
  const dividend = shift >= 0 ? DIFF1_TARGET << BigInt(shift) : DIFF1_TARGET;
  const divisor = shift >= 0 ? hash : hash << BigInt(-shift);
  const sticky = dividend % divisor === 0n ? 0n : 1n;
  return Number((dividend / divisor) | sticky) * 2 ** -shift;
}

/** True when the hash is at or below the target; both 32 bytes big-endian, compared byte by byte. */
export function meetsTarget(hashBE: Buffer, targetBE: Buffer): boolean {
  return hashBE.compare(targetBE) <= 0;
}

const floatView = new DataView(new ArrayBuffer(8));

/** A positive float64 as mantissa × 2^exponent, both integers. */
function exactParts(value: number): { mantissa: bigint; exponent: number } {
  if (!Number.isFinite(value) || value <= 0) throw new RangeError(`not a difficulty: ${value}`);
  floatView.setFloat64(0, value);
  const bits = floatView.getBigUint64(0);
  const biased = Number(bits >> 52n) & 0x7ff;
  const fraction = bits & 0xf_ffff_ffff_ffffn;
  return biased === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | (1n << 52n), exponent: biased - 1075 };
}

function toBuffer(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
}
