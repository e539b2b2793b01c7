import { describe, expect, it } from 'vitest';

import { DISCOVERY_TARGETS, looksAtChainedPointers, MOST_LOOKS } from '#test/fuzz/discovery.ts';

describe('hostile machines on the LAN', () => {
  it.each(DISCOVERY_TARGETS)('are read or left unread: %s', (_name, run) => {
    run();
  });

  it('cannot make names that point at each other cost more than a bounded number of looks', () => {
    const looks = looksAtChainedPointers();
    expect(looks).toBeGreaterThan(256 * 100);
    expect(looks).toBeLessThanOrEqual(MOST_LOOKS);
  });
});
