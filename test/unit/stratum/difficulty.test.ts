import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  achievedDifficulty,
  DIFF1_TARGET,
  meetsTarget,
  networkTarget,
  targetForDifficulty,
} from '#engine/stratum/difficulty.ts';

const ALL_ONES = 'ff'.repeat(32);

function toBigInt(target: Buffer): bigint {
  return BigInt(`0x${target.toString('hex')}`);
}

/** A positive float64 as an exact fraction, found by doubling: another way than the code's own. */
function asFraction(value: number): { numerator: bigint; denominator: bigint } {
  let denominator = 1n;
  let scaled = value;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    denominator *= 2n;
  }
  return { numerator: BigInt(scaled), denominator };
}

describe('targetForDifficulty', () => {
  it('is diff1 for 1 and exact for powers of two', () => {
    expect(toBigInt(targetForDifficulty(1))).toBe(0xffffn << 208n);
    expect(toBigInt(targetForDifficulty(65_536))).toBe(0xffffn << 192n);
    expect(toBigInt(targetForDifficulty(2 ** -10))).toBe(0xffffn << 218n);
  });

  it('is floor(diff1 / difficulty) exactly for every float64', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e60, noNaN: true }), (difficulty) => {
        const { numerator, denominator } = asFraction(difficulty);
        const target = toBigInt(targetForDifficulty(difficulty));
        expect(target * numerator <= DIFF1_TARGET * denominator).toBe(true);
        expect((target + 1n) * numerator > DIFF1_TARGET * denominator).toBe(true);
      }),
    );
  });

  it.each([1e-9, 0.1, 3, 699, 16_383.75, 1e14, Number.MAX_SAFE_INTEGER])('is exact for %d', (difficulty) => {
    const { numerator, denominator } = asFraction(difficulty);
    expect(toBigInt(targetForDifficulty(difficulty))).toBe((DIFF1_TARGET * denominator) / numerator);
  });

  it('is all ones where every hash will do and zero where none can', () => {
    expect(targetForDifficulty(1e-12).toString('hex')).toBe(ALL_ONES);
    expect(targetForDifficulty(Number.MIN_VALUE).toString('hex')).toBe(ALL_ONES);
    expect(toBigInt(targetForDifficulty(Number.MAX_VALUE))).toBe(0n);
  });

  it('gives the same answers after its memory has turned over', () => {
    const before = targetForDifficulty(12_345).toString('hex');
    for (let value = 1; value <= 2000; value++) targetForDifficulty(value);
    expect(targetForDifficulty(12_345).toString('hex')).toBe(before);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('throws for %d', (difficulty) => {
    expect(() => targetForDifficulty(difficulty)).toThrow(RangeError);
  });
});

describe('networkTarget', () => {
  it.each([
    ['1d00ffff', 0xffffn << 208n],
    ['1b0404cb', 0x404cbn << 192n],
    ['207fffff', 0x7fffffn << 232n],
    ['03123456', 0x123456n],
    ['02123456', 0x1234n],
    ['01123456', 0x12n],
    ['00123456', 0n],
    ['1d80ffff', 0n],
    ['ff123456', 0n],
    ['23000001', 0n],
    ['20000001', 1n << 232n],
  ])('reads %s', (nbits, target) => {
    expect(toBigInt(networkTarget(Number.parseInt(nbits, 16)))).toBe(target);
    expect(networkTarget(Number.parseInt(nbits, 16))).toHaveLength(32);
  });
});

describe('meetsTarget', () => {
  it('compares as numbers do', () => {
    const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((value) => Buffer.from(value));
    fc.assert(
      fc.property(bytes, bytes, (hash, target) => {
        expect(meetsTarget(hash, target)).toBe(toBigInt(hash) <= toBigInt(target));
        expect(meetsTarget(hash, hash)).toBe(true);
      }),
    );
  });
});

describe('achievedDifficulty', () => {
  it('is the nearest float64 to diff1 / hash', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: (1n << 256n) - 1n }), fc.nat({ max: 255 }), (bits, drop) => {
        const hash = bits >> BigInt(drop) || 1n;
        const achieved = achievedDifficulty(Buffer.from(hash.toString(16).padStart(64, '0'), 'hex'));
        const error = (value: number): bigint => {
          const { numerator, denominator } = asFraction(value);
          const difference = numerator * hash - DIFF1_TARGET * denominator;
          return ((difference < 0n ? -difference : difference) << 400n) / denominator;
        };
        const ulp = 2 ** (Math.floor(Math.log2(achieved)) - 52);
        expect(error(achieved) <= error(achieved + ulp)).toBe(true);
        expect(error(achieved) <= error(achieved - ulp)).toBe(true);
      }),
    );
  });

  it('is about the difficulty whose target the hash is', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e30, noNaN: true }), (difficulty) => {
        expect(achievedDifficulty(targetForDifficulty(difficulty)) / difficulty).toBeCloseTo(1, 9);
      }),
    );
  });
});
