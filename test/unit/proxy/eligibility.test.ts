import { describe, expect, it } from 'vitest';

import { misfitOf } from '#engine/proxy/eligibility.ts';

const params = {
  jobId: '1',
  prevhash: '',
  coinb1: '00'.repeat(100),
  coinb2: '00'.repeat(100),
  branches: [] as string[],
  version: 0x20000000,
  nbits: 0x1d00ffff,
  ntime: 0,
  clean: true,
};
const job = { params, extranonce1: Buffer.alloc(4), extranonce2Size: 8, versionMask: 0x1fffe000 };
const fat = { ...job, params: { ...params, coinb2: '00'.repeat(144) } };

describe('misfitOf', () => {
  it.each(['bmminer/2.0.0', 'bitaxe/BM1370', null])('lets %s work on any coinbase and mask', (userAgent) => {
    expect(misfitOf({ userAgent, toldMask: 0x1fffe000 }, { ...fat, versionMask: 0 })).toBeNull();
  });

  it('keeps a NerdMiner from a coinbase of more than 255 bytes', () => {
    const nerd = { userAgent: 'NerdMinerV2/V1.7.0', toldMask: null };
    expect(misfitOf(nerd, { ...fat, params: { ...fat.params, coinb2: '00'.repeat(143) } })).toBeNull();
    expect(misfitOf(nerd, fat)).toBe("the pool's coinbase has 256 bytes; this firmware takes 255");
  });

  it('keeps an Avalon from more bytes behind those hashed in advance, or more branches, than it takes', () => {
    const avalon = { userAgent: 'cgminer/4.11.1 avalon', toldMask: null };
    const withCoinb2 = (bytes: number): string | null =>
      misfitOf(avalon, { ...job, params: { ...params, coinb2: '00'.repeat(bytes) } });
    // 100 bytes of coinb1, one block of 64 hashed in advance, 12 of extranonce.
    expect(withCoinb2(6208 - 48)).toBeNull();
    expect(withCoinb2(6208 - 47)).toMatch(/too large for this firmware$/);
    const branched = (count: number): string | null =>
      misfitOf(avalon, { ...job, params: { ...params, branches: Array(count).fill('00'.repeat(32)) } });
    expect([branched(30), branched(31)]).toEqual([null, expect.stringContaining('31 branches')]);
  });

  it('keeps an Avalon that rolls version bits from a pool that does not allow them', () => {
    const avalon = { userAgent: 'avalon10', toldMask: 0x1fffe000 };
    expect(misfitOf(avalon, job)).toBeNull();
    expect(misfitOf(avalon, { ...job, versionMask: 0x00c00000 })).toBe(
      'it rolls version bits 1fffe000, the pool allows 00c00000',
    );
    expect(misfitOf({ ...avalon, toldMask: 0x00c00000 }, { ...job, versionMask: 0x00c00000 })).toBeNull();
  });
});
