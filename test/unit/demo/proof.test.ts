import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  difficultyOfHash,
  headerOf,
  merkleRootOf,
  numberOfHash,
  sha256d,
  targetOfBits,
  targetOfDifficulty,
} from '#main/demo/proof.ts';

interface Vector {
  name: string;
  extranonce1: string;
  version_mask: string | null;
  difficulty: number;
  notify_params: [string, string, string, string, string[], string, string, string, boolean];
  submit_params: [string, string, string, string, string, string?];
  expected: {
    header_hex: string;
    hash_display: string;
    share_difficulty: number;
    meets_share_difficulty: boolean;
    meets_network_target: boolean;
  };
}

const file = new URL('../../fixtures/stratum-vectors.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { vectors: Vector[] };

function hex(text: string): number {
  return Number.parseInt(text, 16);
}

function headerOfVector(vector: Vector): Buffer {
  const [, prevhash, coinb1, coinb2, branches, version, nbits] = vector.notify_params;
  const [, , extranonce2, ntime, nonce, bits] = vector.submit_params;
  const mask = hex(vector.version_mask ?? '0');
  const coinbase = Buffer.from(coinb1 + vector.extranonce1 + extranonce2 + coinb2, 'hex');
  return headerOf({
    version: (hex(version) & ~mask) | (hex(bits ?? '0') & mask),
    prevhash: Buffer.from(prevhash, 'hex'),
    merkleRoot: merkleRootOf(
      coinbase,
      branches.map((branch) => Buffer.from(branch, 'hex')),
    ),
    ntime: hex(ntime),
    nbits: hex(nbits),
    nonce: hex(nonce),
  });
}

describe('proof of work, as the demo pool sees it', () => {
  it.each(vectors)('rebuilds and judges the real share $name', (vector) => {
    const header = headerOfVector(vector);
    const number = numberOfHash(sha256d(header));
    expect({
      header: header.toString('hex'),
      hash: number.toString(16).padStart(64, '0'),
      share: number <= targetOfDifficulty(vector.difficulty),
      block: number <= targetOfBits(hex(vector.notify_params[6])),
    }).toEqual({
      header: vector.expected.header_hex,
      hash: vector.expected.hash_display,
      share: vector.expected.meets_share_difficulty,
      block: vector.expected.meets_network_target,
    });
    expect(difficultyOfHash(number)).toBeCloseTo(vector.expected.share_difficulty, 6);
  });

  it('takes difficulty 1 as 0xffff and 208 zero bits', () => {
    expect(targetOfDifficulty(1)).toBe(0xffffn << 208n);
  });

  it('gives fractional difficulties their exact target', () => {
    expect(targetOfDifficulty(0.5)).toBe(0xffffn << 209n);
    // 1e-9 is 4835703278458517 · 2^-82 exactly.
    expect(targetOfDifficulty(1e-9)).toBe((0xffffn << (208n + 82n)) / 4835703278458517n);
  });

  it('never gives a target above 2^256 - 1', () => {
    expect(targetOfDifficulty(1e-12)).toBe((1n << 256n) - 1n);
  });

  it.each([0, -1, Number.NaN, Infinity])('refuses %d as a difficulty', (difficulty) => {
    expect(() => targetOfDifficulty(difficulty)).toThrow(RangeError);
  });

  it('reads compact targets', () => {
    expect(targetOfBits(0x1d00ffff)).toBe(0xffffn << 208n);
    expect(targetOfBits(0x207fffff)).toBe(0x7fffffn << 232n);
  });
});
