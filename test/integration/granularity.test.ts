import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { wantedDifficulty } from '#engine/proxy/granularity.ts';
import { accepted, SHARE, Stage } from '#test/support/stage.ts';

describe('wantedDifficulty', () => {
  it('is at most 0.1 % of the quota, in a power of two', () => {
    expect(wantedDifficulty(1_048_576_000, 1e12)).toBe(1_048_576);
    expect(wantedDifficulty(1_500_000_000, 1e12)).toBe(1_048_576);
  });

  it('does not ask for more than one share a second of the farm', () => {
    // 100 PH/s are 23 million difficulty-1 shares a second.
    expect(wantedDifficulty(1_000_000, 1e17)).toBe(2 ** 25);
  });

  it('is nothing while quota or hashrate are not known', () => {
    expect([wantedDifficulty(null, 1e12), wantedDifficulty(1e6, null), wantedDifficulty(1e6, 0)]).toEqual([
      null,
      null,
      null,
    ]);
  });
});

describe('a pool whose shares are large against the quota', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = new Stage();
  });
  afterEach(() => stage.stop());

  it('is asked for a smaller difficulty once the farm is known, and is mined at it', async () => {
    const pool = await stage.pool({ difficulty: 64 * SHARE, takesSuggestions: true });
    await stage.start({
      accounts: [{ name: 'alice', pools: [{ url: pool.url }], quota: { work: 4000 * SHARE } }],
      difficulty: { start: SHARE, min: SHARE },
    });
    const miner = await stage.miner('farm.m1');
    for (let minute = 0; minute < 4; minute += 1) {
      expect(await stage.mineAndSettle(miner, 2)).toEqual(accepted(2));
      await stage.pass(20_000);
    }
    const wanted = wantedDifficulty(4000 * SHARE, 1) ?? 0;
    expect(pool.sessions.map(({ suggestedDifficulty }) => suggestedDifficulty)).toEqual([wanted]);
    await stage.latestJob(miner);
    expect(stage.farm.account('alice').pools[0]?.difficulty).toBe(wanted);
  });
});
