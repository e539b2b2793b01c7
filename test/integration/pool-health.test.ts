import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { CpuMiner } from '#main/demo/cpu-miner.ts';
import type { ValidatingPool } from '#main/demo/validating-pool.ts';
import { Stage } from '#test/support/stage.ts';

let stage: Stage;

beforeEach(() => {
  stage = new Stage();
});

afterEach(() => stage.stop());

/** Alice with as many endpoints, bob after her, and a miner that works at her first. */
async function start(endpoints: number): Promise<{ pools: ValidatingPool[]; miner: CpuMiner }> {
  const pools: ValidatingPool[] = [];
  for (let index = 0; index < endpoints; index += 1) pools.push(await stage.pool());
  const other = await stage.pool();
  await stage.start({
    accounts: [
      { name: 'alice', pools: pools.map(({ url }) => ({ url })), quota: { work: 1 } },
      { name: 'bob', pools: [{ url: other.url }], quota: { work: 1 } },
    ],
  });
  const miner = await stage.miner('farm.m1');
  await stage.passUntil('the miner works at the first endpoint', () => stage.endpointOf('m1') === 'alice~1');
  return { pools, miner };
}

/** Shares every ten seconds until the miner has left its endpoint; seconds it took. */
async function mineUntilLeft(miner: CpuMiner, limitMs: number): Promise<number> {
  const from = stage.endpointOf('m1');
  const startedMs = stage.clock.monotonicMs();
  while (stage.endpointOf('m1') === from) {
    if (stage.clock.monotonicMs() - startedMs > limitMs) throw new Error(`still at ${from}`);
    await miner.mine({ shares: 1 });
    await stage.settled();
    await stage.pass(10_000);
  }
  return (stage.clock.monotonicMs() - startedMs) / 1000;
}

describe('a pool that refuses all shares', () => {
  it('is left for the next endpoint after 60 s, and not tried again at once', async () => {
    const { pools, miner } = await start(2);
    await stage.mineAndSettle(miner, 3);
    pools[0]?.rejectNext(1000, [23, 'Low difficulty']);
    expect(await mineUntilLeft(miner, 120_000)).toBeLessThan(90);
    expect(stage.endpointOf('m1')).toBe('alice~2');
    expect(stage.farm.account('alice').pools.map(({ state }) => state)).toEqual(['down', 'up']);
    await stage.pass(50_000);
    expect(stage.endpointOf('m1')).toBe('alice~2');
  });

  it('has the miner work for the next account when there is no other endpoint', async () => {
    const { pools, miner } = await start(1);
    pools[0]?.rejectNext(1000, [23, 'Low difficulty']);
    await mineUntilLeft(miner, 120_000);
    expect(stage.endpointOf('m1')).toBe('bob~1');
    expect(stage.farm.account('alice').state).toBe('unreachable');
  });
});

describe('a pool that sends no more jobs', () => {
  it('is left for the next endpoint when its usual interval is long over', async () => {
    const { pools } = await start(2);
    for (let job = 0; job < 5; job += 1) {
      await stage.pass(25_000);
      pools[0]?.newJob();
    }
    await stage.pass(115_000);
    expect(stage.endpointOf('m1')).toBe('alice~1');
    await stage.passUntil('the second endpoint serves', () => stage.endpointOf('m1') === 'alice~2');
  });

  it('is left after ten minutes when it has never sent a second one', async () => {
    await start(2);
    await stage.pass(590_000);
    expect(stage.endpointOf('m1')).toBe('alice~1');
    await stage.pass(20_000);
    expect(stage.endpointOf('m1')).toBe('alice~2');
  });
});

describe('a pool that answers slowly', () => {
  async function mineSlowly(pool: ValidatingPool | undefined, miner: CpuMiner): Promise<void> {
    for (let share = 0; share < 25; share += 1) {
      pool?.pauseAnswers();
      await miner.mine({ shares: 1 });
      await stage.pass(7_000);
      pool?.resumeAnswers();
      await stage.settled();
    }
    await stage.pass(3_000);
  }

  it('is left for the next endpoint', async () => {
    const { pools, miner } = await start(2);
    await mineSlowly(pools[0], miner);
    expect(stage.endpointOf('m1')).toBe('alice~2');
  });

  it('is kept when there is no other', async () => {
    const { pools, miner } = await start(1);
    await mineSlowly(pools[0], miner);
    expect(stage.endpointOf('m1')).toBe('alice~1');
  });
});
