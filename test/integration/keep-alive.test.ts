import { afterEach, beforeEach, expect, it } from 'vitest';

import { accepted, Stage } from '#test/support/stage.ts';

let stage: Stage;

beforeEach(() => {
  stage = new Stage();
});

afterEach(() => stage.stop());

it.each([8, 4])(
  'gives a miner fresh work at least once a minute while its pool (extranonce2 of %i) says nothing',
  async (extranonce2Size) => {
    const pool = await stage.pool({ extranonce2Size });
    await stage.start({ accounts: [{ name: 'alice', pools: [{ url: pool.url }], quota: { work: 1 } }] });
    const miner = await stage.miner('farm.m1');
    const ids = new Set<string>();
    for (let minute = 0; minute < 4; minute += 1) {
      // A miner that gets answers to its shares still needs new work before its own extranonce2 is used up.
      for (let part = 0; part < 3; part += 1) {
        expect(await stage.mineAndSettle(miner, 1)).toEqual(accepted(1));
        await stage.pass(20_000);
      }
      await stage.latestJob(miner);
      ids.add(miner.job?.id ?? '');
    }
    expect(ids.size).toBe(4);
    expect(pool.countsOf('alice.farm').rejectedShares).toBe(0);
    expect(miner.stats.closes).toBe(0);
  },
);
