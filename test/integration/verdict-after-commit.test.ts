import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { VerdictStore } from '#engine/store/verdict-store.ts';
import { SHARE, Stage } from '#test/support/stage.ts';

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});
afterEach(() => stage.stop());

/** What can be seen right after one commit of the ledger. */
interface Look {
  accumulatedWork: number;
  judgedWork: number;
  isUpToStandard: boolean;
  served: string | null;
}

describe('the up-to-standard result (claims 2 and 6)', () => {
  it('adds each task result to what the account has, is held against its quota after every commit, and moves the miner', async () => {
    const [first, second] = [await stage.pool(), await stage.pool()];
    const { engine } = await stage.start({
      accounts: [
        { name: 'alice', pools: [{ url: first.url }], quota: { work: 4 * SHARE } },
        { name: 'bob', pools: [{ url: second.url }], quota: { work: 100 * SHARE } },
      ],
    });
    const miner = await stage.miner('farm.m1');
    const looks: Look[] = [];
    engine.ledger.committed.on(({ accountIds }) => {
      if (!accountIds.has('alice')) return;
      const { creditedWork, upToStandard } = engine.verdicts.standing('alice');
      looks.push({
        accumulatedWork: engine.ledger.accountTotals('alice').creditedWork,
        judgedWork: creditedWork,
        isUpToStandard: upToStandard,
        served: engine.scheduler.orderOf('m1')?.accountId ?? null,
      });
    });
    for (let share = 1; share <= 4; share += 1) {
      expect(stage.minerView('m1')?.accountId).toBe('alice');
      await stage.mineAndSettle(miner, 1);
      expect(looks.at(-1)).toEqual({
        accumulatedWork: share * SHARE,
        judgedWork: share * SHARE,
        isUpToStandard: share === 4,
        served: share === 4 ? 'bob' : 'alice',
      });
    }
    expect(looks.every(({ accumulatedWork, judgedWork }) => accumulatedWork === judgedWork)).toBe(true);
    await stage.passUntil('bob has the miner', () => stage.minerView('m1')?.accountId === 'bob');
    expect(first.countsOf('alice.farm').acceptedShares).toBe(4);
  });

  it('is stored with its time and evidence when it changes, and only then', async () => {
    const pool = await stage.pool();
    const { engine } = await stage.start({
      accounts: [{ name: 'alice', pools: [{ url: pool.url }], quota: { work: 2 * SHARE } }],
    });
    const miner = await stage.miner('farm.m1');
    const store = new VerdictStore(engine.database);
    await stage.mineAndSettle(miner, 1);
    expect(store.verdicts('alice', 10)).toEqual([]);
    await stage.mineAndSettle(miner, 1);
    const stored = store.verdicts('alice', 10);
    expect(stored).toEqual([
      {
        roundId: '2026-11-18T00:00Z',
        accountId: 'alice',
        upToStandard: true,
        atMs: stage.farm.account('alice').upToStandardAtMs,
        creditedWork: 2 * SHARE,
        targetWork: 2 * SHARE,
        evidence: `In round 2026-11-18T00:00Z the pool has accepted 2 shares worth ${2 * SHARE} of a target of ${2 * SHARE}; 0 were not answered yet.`,
      },
    ]);
  });
});
