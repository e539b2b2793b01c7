import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { SHARE, Stage } from '#test/support/stage.ts';

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});
afterEach(() => stage.stop());

describe('the most hashrate an account is to have', () => {
  it('reaches the plan from the farm file, and no more is wanted for the account than that', async () => {
    const pool = await stage.pool();
    const quota = { work: 1e6 * SHARE };
    const { engine } = await stage.start({
      accounts: [
        { name: 'alice', pools: [{ url: pool.url }], quota, maxRate: '5 H/s' },
        { name: 'bob', pools: [{ url: pool.url }], quota },
      ],
    });
    await stage.miner('farm.m1');
    const wanted = engine.scheduler.demands.map(({ accountId, wantedRate }) => ({ accountId, wantedRate }));
    expect(wanted).toEqual([
      { accountId: 'alice', wantedRate: expect.closeTo(5, 6) },
      { accountId: 'bob', wantedRate: expect.any(Number) },
    ]);
    expect(wanted[1]?.wantedRate).toBeGreaterThan(5);
  });
});
