import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { CpuMiner } from '#main/demo/cpu-miner.ts';
import type { ValidatingPool } from '#main/demo/validating-pool.ts';
import { accepted, SHARE, sharesOf, Stage } from '#test/support/stage.ts';

let stage: Stage;

beforeEach(() => {
  stage = new Stage();
});

afterEach(() => stage.stop());

const NONE = { acceptedShares: 0, pendingShares: 0, inDoubtShares: 0, rejectedShares: 0, staleShares: 0 };

/** Alice with two endpoints and a miner that works at the first of them. */
async function startAlice(options: { upstream?: 'aggregated' | 'dedicated'; work?: number } = {}) {
  const first = await stage.pool();
  const second = await stage.pool({ extranonce2Size: 4 });
  const { upstream = 'aggregated', work = 1 } = options;
  await stage.start({
    accounts: [
      { name: 'alice', pools: [{ url: first.url }, { url: second.url }], quota: { work }, upstream },
      { name: 'owner', pools: [{ url: second.url }], overflow: true, upstream },
    ],
  });
  const miner = await stage.miner('farm.m1', 'bitaxe');
  await stage.passUntil('the miner works at the first endpoint', () => stage.endpointOf('m1') === 'alice~1');
  return { first, second, miner };
}

function alice() {
  return stage.farm.account('alice');
}

/** What a pool has counted for an account, over all its worker names. */
function poolShares(pool: ValidatingPool, account: string): number {
  return pool
    .workers()
    .filter((worker) => worker.startsWith(`${account}.farm`))
    .reduce((sum, worker) => sum + pool.countsOf(worker).acceptedShares, 0);
}

function expectUnharmed(miner: CpuMiner): void {
  expect({ closes: miner.stats.closes, rejections: miner.stats.rejections }).toEqual({
    closes: 0,
    rejections: [],
  });
}

describe.each(['aggregated', 'dedicated'] as const)('a pool that dies, with %s connections', (upstream) => {
  it.each([true, false])(
    'leaves the share in doubt when it hangs up before its answer (counted there: %s)',
    async (counted) => {
      const { first, second, miner } = await startAlice({ upstream });
      expect(await stage.mineAndSettle(miner, 5)).toEqual(accepted(5));
      first.dropBeforeAnswer(1, { counted });
      expect(await miner.mine({ shares: 1 })).toMatchObject([{ outcome: 'accepted' }]);
      await stage.until('the share is in doubt', () => alice().inDoubtShares === 1);
      await stage.passUntil('the second endpoint serves', () => stage.endpointOf('m1') === 'alice~2');
      expect(await stage.mineAndSettle(miner, 4)).toEqual(accepted(4));
      expect(sharesOf(alice())).toEqual({ ...NONE, acceptedShares: 9, inDoubtShares: 1 });
      expect(poolShares(first, 'alice')).toBe(counted ? 6 : 5);
      expect(poolShares(second, 'alice')).toBe(4);
      expectUnharmed(miner);
    },
  );

  it('has shares it does not answer for 60 s in doubt, and keeps their work out of the quota', async () => {
    const { first, miner } = await startAlice({ upstream, work: 8 * SHARE });
    await stage.mineAndSettle(miner, 2);
    first.pauseAnswers();
    await miner.mine({ shares: 3 });
    await stage.pass(58_000);
    expect(sharesOf(alice())).toEqual({ ...NONE, acceptedShares: 2, pendingShares: 3 });
    await stage.pass(3_000);
    expect(sharesOf(alice())).toEqual({ ...NONE, acceptedShares: 2, inDoubtShares: 3 });
    await stage.passUntil('the second endpoint serves', () => stage.endpointOf('m1') === 'alice~2');
    await stage.mineAndSettle(miner, 5);
    expect(alice()).toMatchObject({ acceptedShares: 7, upToStandard: false });
    await stage.mineAndSettle(miner, 1);
    expect(alice()).toMatchObject({ acceptedShares: 8, inDoubtShares: 3, upToStandard: true });
    expectUnharmed(miner);
  });

  it('credits a share in doubt when its answer still comes on the same connection', async () => {
    const { first, miner } = await startAlice({ upstream });
    first.pauseAnswers();
    await miner.mine({ shares: 3 });
    await stage.pass(62_000);
    expect(sharesOf(alice())).toEqual({ ...NONE, inDoubtShares: 3 });
    first.resumeAnswers();
    await stage.until('the answers have come', () => alice().inDoubtShares === 0);
    expect(sharesOf(alice())).toEqual({ ...NONE, acceptedShares: 3 });
    expect(alice().creditedWork).toBeCloseTo(3 * SHARE, 20);
    expectUnharmed(miner);
  });
});

describe('a pool that answers late', () => {
  it('has a share refused late leave the doubt as well', async () => {
    const { first, miner } = await startAlice();
    first.pauseAnswers();
    first.rejectNext(1, [21, 'Stale']);
    await miner.mine({ shares: 1 });
    await stage.until('the first is judged', () => first.heldAnswers === 1);
    first.rejectNext(1, [20, 'Rejected']);
    await miner.mine({ shares: 1 });
    await stage.pass(62_000);
    first.resumeAnswers();
    await stage.until('the answers have come', () => alice().inDoubtShares === 0);
    expect(sharesOf(alice())).toEqual({ ...NONE, staleShares: 1, rejectedShares: 1 });
  });

  it('is gone back to once it has been good for 60 s', async () => {
    const { first, miner } = await startAlice();
    first.pauseAnswers();
    await miner.mine({ shares: 1 });
    await stage.pass(62_000);
    expect(stage.endpointOf('m1')).toBe('alice~2');
    first.resumeAnswers();
    await stage.pass(50_000);
    expect(stage.endpointOf('m1')).toBe('alice~2');
    await stage.pass(15_000);
    expect(stage.endpointOf('m1')).toBe('alice~1');
    expect(await stage.mineAndSettle(miner, 2)).toEqual(accepted(2));
    expectUnharmed(miner);
  });
});

describe('a round that ends while shares are on their way', () => {
  it('keeps each share in the round in which it was received', async () => {
    const pool = await stage.pool();
    const round = { every: '10s', anchor: '00:00', timeZone: 'UTC' };
    const accounts = [{ name: 'alice', pools: [{ url: pool.url }], quota: { work: 1 } }];
    const { engine } = await stage.start({ round, accounts });
    const miner = await stage.miner('farm.m1');
    const old = engine.rounds.current();
    pool.pauseAnswers();
    await miner.mine({ shares: 3 });
    await stage.passUntil('the next round', () => engine.rounds.current().id !== old.id);
    expect(engine.rounds.current().startedAtMs).toBe(old.endsAtMs);
    await miner.mine({ shares: 2 });
    await stage.turn();
    expect(engine.ledger.accountTotalsIn(old.id, 'alice')).toMatchObject({ pendingShares: 3 });
    expect(sharesOf(alice())).toEqual({ ...NONE, pendingShares: 2 });
    pool.resumeAnswers();
    await stage.until('the answers have come', () => alice().acceptedShares === 2);
    expect(engine.ledger.accountTotalsIn(old.id, 'alice')).toMatchObject({
      acceptedShares: 3,
      verifiedShares: 3,
      pendingShares: 0,
    });
    expect(sharesOf(alice())).toEqual({ ...NONE, acceptedShares: 2 });
    expectUnharmed(miner);
  });
});

/** Block target some ten times as hard as a share, one that a CPU meets now and then. */
const BLOCK_BITS = 0x20009896;
/** A block target far easier than any share, as on a test network. */
const EASY_BITS = 0x207fffff;

describe('a share that solves a block', () => {
  async function startBlocks(nbits: number, difficulty = SHARE) {
    const pool = await stage.pool({ nbits, difficulty });
    const accounts = [{ name: 'alice', pools: [{ url: pool.url }], quota: { work: 1 } }];
    const { engine } = await stage.start({ accounts, difficulty: { start: SHARE / 4, min: SHARE / 4 } });
    const announced: string[] = [];
    engine.proxy.desk.blockFound.on((block) => announced.push(block.hashHex));
    const solved: string[] = [];
    let submits = 0;
    pool.shareJudged.on((share) => {
      submits += 1;
      if (share.solvesBlock) solved.push(share.hash ?? '');
    });
    const miner = await stage.miner('farm.m1');
    return { pool, engine, miner, announced, solved, submits: () => submits };
  }

  it('is forwarded and announced exactly once, and never again when repeated', async () => {
    const { engine, miner, announced, solved, submits } = await startBlocks(BLOCK_BITS);
    const answers = await miner.mine({ shares: 200 });
    await stage.settled();
    expect(solved.length).toBeGreaterThan(0);
    expect(announced).toEqual(solved);
    const blockNotices = engine.extras().notices.filter(({ id }) => id.startsWith('block-'));
    expect(blockNotices.length).toBe(solved.length);
    const before = submits();
    for (const { params } of answers) {
      expect(await miner.submit(params)).toMatchObject({ outcome: 'rejected', code: 22 });
    }
    await stage.turn();
    expect([submits(), announced.length]).toEqual([before, solved.length]);
  });

  it('goes to the pool although its job is stale; other shares of that job do not', async () => {
    const { pool, miner, announced, submits } = await startBlocks(BLOCK_BITS);
    const { notifies } = miner.stats;
    pool.newBlock();
    await stage.until('the new job', () => miner.stats.notifies > notifies);
    const answers = await miner.mine({ shares: 200, job: 'previous' });
    await stage.settled();
    const taken = answers.filter(({ outcome }) => outcome === 'accepted').length;
    expect(announced.length).toBeGreaterThan(0);
    expect([taken, submits()]).toEqual([announced.length, announced.length]);
    expect(answers.find(({ outcome }) => outcome === 'rejected')).toMatchObject({ code: 21 });
  });

  it('goes to the pool under whatever worker name; other shares of an unknown name do not', async () => {
    const { engine, miner, announced, submits } = await startBlocks(BLOCK_BITS);
    const names = engine.proxy.sessionOf('m1')?.workerNames;
    names?.delete('farm.m1');
    names?.add('farm.other');
    const answers = await miner.mine({ shares: 200 });
    await stage.settled();
    const taken = answers.filter(({ outcome }) => outcome === 'accepted').length;
    expect(announced.length).toBeGreaterThan(0);
    expect([taken, submits()]).toEqual([announced.length, announced.length]);
    expect(answers.find(({ outcome }) => outcome === 'rejected')).toMatchObject({ code: 24 });
  });

  it('is no news where the block target is easier than the upstream target', async () => {
    const { miner, announced, solved, submits } = await startBlocks(EASY_BITS);
    const answers = await miner.mine({ shares: 60 });
    await stage.settled();
    expect(answers.every(({ outcome }) => outcome === 'accepted')).toBe(true);
    expect(announced).toEqual([]);
    expect(submits()).toBeLessThan(60);
    expect(solved.length).toBe(submits());
  });
});
