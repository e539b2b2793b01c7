import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { CpuMiner } from '#main/demo/cpu-miner.ts';
import type { ProfileName } from '#main/demo/miner-profiles.ts';
import type { ValidatingPool } from '#main/demo/validating-pool.ts';
import { accepted, minerIdOf, SHARE, Stage } from '#test/support/stage.ts';

const MINERS: [worker: string, profile: ProfileName][] = [
  ['farm.bitaxe', 'bitaxe'],
  ['farm.s19', 'antminer'],
  ['farm.cg', 'cgminer'],
  ['farm.five', 'five-params'],
  ['farm.nerd', 'nerdminer'],
  ['farm.nerdqaxe', 'nerdqaxe'],
];
const PER_STAY = 30;

let stage: Stage;

beforeEach(() => {
  stage = new Stage();
});

afterEach(() => stage.stop());

async function startFarm(upstream: 'aggregated' | 'dedicated') {
  const a = await stage.pool({ extranonce2Size: 8 });
  const b = await stage.pool({ extranonce2Size: 4, judge: 'current' });
  await stage.start({
    accounts: [
      { name: 'alice', pools: [{ url: a.url }], quota: { work: 1 }, upstream },
      { name: 'bob', pools: [{ url: b.url }], quota: { work: 1 }, upstream },
    ],
  });
  const miners: CpuMiner[] = [];
  for (const [worker, profile] of MINERS) miners.push(await stage.miner(worker, profile));
  return { a, b, miners };
}

/** Orders all miners to an account and lets as much time pass as their moves need. */
async function move(miners: CpuMiner[], accountId: string): Promise<void> {
  for (const miner of miners) stage.farm.engine.proxy.assign(minerIdOf(miner), accountId, 'test');
  await stage.passUntil(
    `all miners at ${accountId}`,
    () => miners.every((miner) => stage.farm.minerView(minerIdOf(miner)).accountId === accountId),
    20_000,
  );
  for (const miner of miners) await stage.latestJob(miner);
}

async function mineAll(miners: CpuMiner[], shares = PER_STAY): Promise<void> {
  for (const miner of miners)
    expect(await stage.mineAndSettle(miner, shares), miner.worker).toEqual(accepted(shares));
}

function expectSeamless(miners: CpuMiner[], pools: ValidatingPool[]): void {
  const connections = miners.map(({ worker, stats }) => [worker, stats.connects, stats.closes]);
  expect(connections).toEqual(miners.map(({ worker }) => [worker, 1, 0]));
  for (const pool of pools)
    for (const worker of pool.workers()) expect(pool.countsOf(worker).rejected, worker).toEqual(new Map());
}

function poolShares(pool: ValidatingPool): number {
  return pool.workers().reduce((sum, worker) => sum + pool.countsOf(worker).acceptedShares, 0);
}

describe.each(['aggregated', 'dedicated'] as const)('moving with %s connections', (upstream) => {
  it('goes A→B→A→B→A on unchanged jobs without a header twice', async () => {
    const { a, b, miners } = await startFarm(upstream);
    for (const accountId of ['alice', 'bob', 'alice', 'bob', 'alice']) {
      await move(miners, accountId);
      await mineAll(miners);
    }
    expectSeamless(miners, [a, b]);
    const atEach = MINERS.length * PER_STAY;
    expect([poolShares(a), poolShares(b)]).toEqual([3 * atEach, 2 * atEach]);
    expect(stage.farm.account('alice')).toMatchObject({ acceptedShares: 3 * atEach, inDoubtShares: 0 });
    expect(stage.farm.account('bob')).toMatchObject({ acceptedShares: 2 * atEach, inDoubtShares: 0 });
  });

  it('takes up a job that the pool repeats at another difficulty without a header twice', async () => {
    const { a, b, miners } = await startFarm(upstream);
    const difficulties = [SHARE, SHARE * 2, SHARE, SHARE * 1.5];
    for (const accountId of ['alice', 'bob', 'alice']) {
      await move(miners, accountId);
      for (const difficulty of difficulties) {
        a.setDifficulty(difficulty, { job: 'repeat' });
        b.setDifficulty(difficulty, { job: 'repeat' });
        await stage.pass(3000);
        for (const miner of miners) await stage.latestJob(miner);
        const answers = await Promise.all(miners.map((miner) => miner.mine({ shares: PER_STAY })));
        expect(answers.flat().filter(({ outcome }) => outcome !== 'accepted')).toEqual([]);
        await stage.settled();
      }
    }
    expectSeamless(miners, [a, b]);
  });

  it('pays late shares to the account that owns their job', async () => {
    const { a, b, miners } = await startFarm(upstream);
    await move(miners, 'alice');
    await move(miners, 'bob');
    for (const miner of miners) {
      const answers = await miner.mine({ shares: 5, job: 'previous' });
      expect(
        answers.every(({ outcome }) => outcome === 'accepted'),
        miner.worker,
      ).toBe(true);
    }
    await stage.settled();
    expect(stage.farm.account('alice').acceptedShares).toBe(5 * MINERS.length);
    expect(stage.farm.account('bob').acceptedShares).toBe(0);
    expectSeamless(miners, [a, b]);
  });
});

describe('moving back to a pool that leaves no pad byte', () => {
  it('waits for the next second and then raises ntime', async () => {
    const { b, miners } = await startFarm('aggregated');
    const [miner] = miners as [CpuMiner];
    const id = minerIdOf(miner);
    const { proxy } = stage.farm.engine;
    await move([miner], 'bob');
    const before = miner.job?.ntime ?? 0;
    await mineAll([miner]);
    // The pool's job is new: by its own time not one second has passed on it.
    const { notifies } = miner.stats;
    b.newJob({ clean: true });
    await stage.until('the new job', () => miner.stats.notifies > notifies);
    await mineAll([miner]);
    const fresh = miner.job?.ntime ?? 0;
    expect(fresh).toBeGreaterThan(before);
    proxy.assign(id, 'alice', 'test');
    await stage.turn();
    expect(stage.farm.minerView(id).accountId).toBe('alice');
    await mineAll([miner]);
    proxy.assign(id, 'bob', 'test');
    await stage.turn();
    expect(stage.farm.minerView(id).accountId).toBe('alice');
    await mineAll([miner]);
    await stage.pass(1000);
    expect(stage.farm.minerView(id).accountId).toBe('bob');
    expect(miner.job?.ntime).toBe(fresh + 1);
    await mineAll([miner]);
    expectSeamless(miners, stage.pools);
  });

  it('never sets ntime beyond now', async () => {
    const { miners } = await startFarm('aggregated');
    const [miner] = miners as [CpuMiner];
    for (let round = 0; round < 20; round += 1) {
      await move([miner], round % 2 === 0 ? 'bob' : 'alice');
      expect(miner.job?.ntime).toBeLessThanOrEqual(Math.floor(stage.clock.nowMs() / 1000));
      await mineAll([miner], 5);
    }
    expectSeamless(miners, stage.pools);
  });
});
