import { describe, expect, it } from 'vitest';

import {
  acceptedAgainText,
  belowStandardText,
  chanceText,
  rejectingText,
  silentText,
} from '#engine/health/evidence.ts';

/** No-break spaces as plain ones. */
function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}

describe('the evidence of a verdict', () => {
  it('names shares, time, expectation, standard and chance', () => {
    const found = { shares: 31, expected: 60, spanMs: 600_000 };
    expect(plain(belowStandardText(found, 104e12))).toBe(
      '31 shares in 10 min where 60 were expected at 104 TH/s; chance 1 in 35,000',
    );
  });

  it('speaks of one share as one', () => {
    const found = { shares: 1, expected: 9.04, spanMs: 61_000 };
    expect(plain(belowStandardText(found, 1e12))).toBe(
      '1 share in 1 min 1 s where 9 were expected at 1.00 TH/s; chance 1 in 840',
    );
  });

  it('names the silence, and says when nothing is known to expect', () => {
    expect(plain(silentText(15_000, 12.4))).toBe(
      'no share for 15 s where 12 were expected; chance 1 in 240,000',
    );
    expect(plain(silentText(600_000, null))).toBe(
      'no share for 10 min since it got its job; how many to expect is not known',
    );
  });

  it('counts refusals by kind, with a bound', () => {
    const counts = { verified: 230, stale: 30, rejected: 40 };
    expect(plain(rejectingText(counts, 0.17))).toBe(
      '70 of its 300 shares in the last 15 min were refused (40 rejected, 30 stale): 23.3 %, with confidence at least 17.0 %',
    );
    expect(acceptedAgainText({ verified: 99, stale: 1, rejected: 0 })).toBe(
      '1 of its 100 shares in the last 15 min were refused',
    );
  });

  it('does not pretend to know chances below one in a billion', () => {
    expect([chanceText(-20), chanceText(-25), chanceText(-1e6)]).toEqual([
      'chance 1 in 490,000,000',
      'chance below 1 in 1,000,000,000',
      'chance below 1 in 1,000,000,000',
    ]);
  });
});
