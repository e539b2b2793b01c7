import { describe, expect, it } from 'vitest';

import { addRateSample, creditedHashrate, minersHashrate, type RateHistory } from '#renderer/api/rate.ts';

import { account, miner, NOON_MS, snapshot } from '../make.ts';

function at(seconds: number, creditedWork: number, roundId = 'r1') {
  return snapshot({
    atMs: NOON_MS + seconds * 1000,
    round: { id: roundId, startedAtMs: 0, endsAtMs: null },
    accounts: [account({ creditedWork })],
  });
}

function after(...snapshots: ReturnType<typeof at>[]): RateHistory | undefined {
  return snapshots.reduce<RateHistory | undefined>(
    (history, next) => addRateSample(history, next),
    undefined,
  );
}

describe('the hashrate that pools credit', () => {
  it('is unknown for the first half minute', () => {
    expect(creditedHashrate(undefined)).toBeNull();
    expect(creditedHashrate(after(at(0, 0), at(29, 100)))).toBeNull();
  });

  it('is credited work over time, in hashes', () => {
    expect(creditedHashrate(after(at(0, 500), at(60, 560)))).toBe(2 ** 32);
  });

  it('goes on over the end of a round', () => {
    expect(creditedHashrate(after(at(0, 500), at(30, 530), at(60, 30, 'r2')))).toBe(2 ** 32);
  });

  it('forgets what is older than ten minutes', () => {
    const history = after(at(0, 0), at(100, 1_000_000), at(700, 1_000_600), at(760, 1_000_660));
    expect(history?.samples.map((sample) => sample.atMs - NOON_MS)).toEqual([700_000, 760_000]);
  });

  it('takes no sample twice within five seconds, but loses no work', () => {
    const history = after(at(0, 0), at(2, 10), at(60, 60));
    expect(history?.samples).toHaveLength(2);
    expect(creditedHashrate(history)).toBe(2 ** 32);
  });

  it('does not count an account that appears with work of its own past', () => {
    const both = snapshot({
      atMs: NOON_MS + 60_000,
      round: { id: 'r1', startedAtMs: 0, endsAtMs: null },
      accounts: [account({ creditedWork: 60 }), account({ id: 'bob', creditedWork: 9999 })],
    });
    expect(creditedHashrate(after(at(0, 0), both))).toBe(2 ** 32);
  });
});

describe('the hashrate of the miners', () => {
  it('is unknown, not zero, when no miner has one', () => {
    expect(minersHashrate(snapshot({ miners: [miner({ hashrate: null })] }))).toBeNull();
    expect(
      minersHashrate(snapshot({ miners: [miner({ hashrate: null }), miner({ id: 'm2', hashrate: 7 })] })),
    ).toBe(7);
  });
});
