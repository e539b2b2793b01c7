import { describe, expect, it } from 'vitest';

import { downstreamSizes, padBytes, reducedSizes } from '#engine/stratum/extranonce.ts';

describe('extranonce sizes', () => {
  it.each([
    'bitaxe/BM1370/v2.9.0',
    'NerdQAxe++/BM1370/v1.0.36',
    'bmminer/2.0.0',
    'whatsminer/v1.2',
    '',
    null,
    undefined,
  ])('are 1 and 3 for %s', (userAgent) => {
    expect(downstreamSizes(userAgent)).toEqual({ k: 1, m: 3 });
  });

  it.each(['NerdMinerV2/1.6.3', 'nerdminer/2'])('are 2 and 2 for %s', (userAgent) => {
    expect(downstreamSizes(userAgent)).toEqual({ k: 2, m: 2 });
  });

  it('leave a pad at pools with room and fit nowhere below four bytes', () => {
    const sizes = { k: 1, m: 3 };
    expect([16, 8, 6, 5, 4, 3, 2].map((size) => padBytes(size, sizes))).toEqual([12, 4, 2, 1, 0, null, null]);
  });

  it('shrink for a pool of three bytes and give up below', () => {
    expect([8, 4, 3, 2, 1, 0].map(reducedSizes)).toEqual([
      { k: 1, m: 3 },
      { k: 1, m: 3 },
      { k: 1, m: 2 },
      null,
      null,
      null,
    ]);
  });
});
