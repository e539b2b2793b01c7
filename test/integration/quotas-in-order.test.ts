import { afterEach, describe, expect, it } from 'vitest';

import type { ValidatingPool } from '#main/demo/validating-pool.ts';
import { startPool, TestFarm } from '#test/support/test-farm.ts';

const QUOTA = 4e-6;
/** By how much the second pool's difficulty goes up and down. */
const STEP = 2e-8;

let farm: TestFarm | null = null;
let pools: ValidatingPool[] = [];

afterEach(async () => {
  await farm?.stop();
  for (const pool of pools) await pool.stop();
  farm = null;
  pools = [];
});

async function startFarm(upstream: 'aggregated' | 'dedicated') {
  const byJob = await startPool({ extranonce2Size: 8, judge: 'job', difficulty: 4e-8 });
  const byCurrent = await startPool({
    extranonce2Size: 4,
    judge: 'current',
    difficulty: 4e-8,
    newBlockOnSolve: false,
  });
  pools = [byJob, byCurrent];
  farm = await TestFarm.start({
    accounts: [
      { name: 'alice', pools: [{ url: byJob.url }], quota: { work: QUOTA }, upstream },
      { name: 'bob', pools: [{ url: byCurrent.url }], quota: { work: QUOTA }, upstream },
      { name: 'carol', pools: [{ url: byJob.url }], quota: { work: QUOTA }, upstream },
      { name: 'owner', pools: [{ url: byCurrent.url }], quota: null, overflow: true, upstream },
    ],
    difficulty: { start: 1e-8 },
  });
  return { byJob, byCurrent, farm };
}

/** Sum of what a pool has counted for an account, over all its worker names, per exact difficulty. */
function poolCounts(pool: ValidatingPool, account: string): Map<number, number> {
  const sum = new Map<number, number>();
  for (const worker of pool.workers()) {
    if (!worker.startsWith(`${account}.farm`)) continue;
    for (const [difficulty, count] of pool.countsOf(worker).accepted) {
      sum.set(difficulty, (sum.get(difficulty) ?? 0) + count);
    }
  }
  return sum;
}

function ledgerCounts(account: string): Map<number, number> {
  const sum = new Map<number, number>();
  for (const row of farm?.engine.ledger.countsByDifficulty(account) ?? []) {
    if (row.kind === 'credited') sum.set(row.difficulty, (sum.get(row.difficulty) ?? 0) + row.count);
  }
  return sum;
}

function workOf(counts: Map<number, number>): number {
  return [...counts].reduce((sum, [difficulty, count]) => sum + difficulty * count, 0);
}

describe.each(['aggregated', 'dedicated'] as const)('a farm with %s connections', (upstream) => {
  it('serves accounts one after another until the pools have accepted each quota', async () => {
    const { byJob, byCurrent, farm } = await startFarm(upstream);
    const miners = [
      await farm.miner('farm.bitaxe', 'bitaxe'),
      await farm.miner('farm.s19', 'antminer'),
      await farm.miner('farm.cg', 'cgminer'),
      await farm.miner('farm.five', 'five-params'),
    ];
    const finished: string[] = [];
    const overshoot = new Map<string, number>();
    farm.engine.verdicts.verdictChanged.on((change) => {
      if (!change.upToStandard) return;
      finished.push(change.accountId);
      overshoot.set(change.accountId, farm.engine.ledger.accountTotals(change.accountId).pendingWork);
    });
    let step = 0;
    while (finished.length < 3) {
      await Promise.all(miners.map((miner) => miner.mine({ shares: 1 })));
      step += 1;
      if (step % 28 === 0) byCurrent.setDifficulty(step % 56 === 0 ? 4e-8 : 4e-8 + STEP);
      if (step % 36 === 0) byJob.newJob({ clean: false });
      if (step > 8000) throw new Error(`stuck: ${JSON.stringify(farm.engine.snapshot(), null, 1)}`);
    }
    await Promise.all(miners.map((miner) => miner.mine({ shares: 4 })));
    await farm.until('every share is answered by its pool', () =>
      farm.engine.snapshot().accounts.every((account) => account.pendingShares === 0),
    );

    expect(finished).toEqual(['alice', 'bob', 'carol']);
    for (const [account, pool] of [
      ['alice', byJob],
      ['bob', byCurrent],
      ['carol', byJob],
    ] as const) {
      const paid = workOf(poolCounts(pool, account));
      const oneShare = 4e-8 + STEP;
      // What is still on its way for jobs issued before the move: one share of each miner.
      const late = miners.length * oneShare;
      // A pool that pays the current difficulty pays a straddling share otherwise than its job said.
      const straddling = farm.account(account).straddlingShares * STEP + 1e-15;
      expect(paid, account).toBeGreaterThanOrEqual(QUOTA - straddling);
      expect(paid, account).toBeLessThanOrEqual(
        QUOTA + oneShare + (overshoot.get(account) ?? 0) + late + straddling,
      );
    }
    expect(ledgerCounts('alice')).toEqual(poolCounts(byJob, 'alice'));
    expect(ledgerCounts('carol')).toEqual(poolCounts(byJob, 'carol'));
    const bobLedger = [...ledgerCounts('bob').values()].reduce((sum, count) => sum + count, 0);
    const bobPool = [...poolCounts(byCurrent, 'bob').values()].reduce((sum, count) => sum + count, 0);
    expect(bobLedger).toBe(bobPool);
    expect(Math.abs(workOf(ledgerCounts('bob')) - workOf(poolCounts(byCurrent, 'bob')))).toBeLessThanOrEqual(
      farm.account('bob').straddlingShares * STEP + 1e-15,
    );
    for (const miner of miners) {
      expect(miner.stats.closes, miner.worker).toBe(0);
      expect(miner.stats.rejections, miner.worker).toEqual([]);
    }
    for (const pool of pools) {
      for (const worker of pool.workers()) {
        const { rejected } = pool.countsOf(worker);
        expect(rejected.get('duplicate') ?? 0, worker).toBe(0);
        expect(
          [...rejected.keys()].filter((reason) => reason !== 'low-difficulty'),
          worker,
        ).toEqual([]);
      }
    }
  });
});
