import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { realClock } from '#engine/lib/clock.ts';
import { silentLog } from '#engine/lib/log.ts';
import { VerdictStore } from '#engine/store/verdict-store.ts';
import type { CpuMiner } from '#main/demo/cpu-miner.ts';
import type { ValidatingPool } from '#main/demo/validating-pool.ts';
import { HttpServer } from '#main/headless/http-server.ts';
import type { AllocationInterval, HistoryBucket } from '#shared/model/history.ts';
import type { PlanView } from '#shared/model/planning.ts';
import type { FarmSnapshot } from '#shared/model/snapshot.ts';
import { ask } from '#test/support/http-client.ts';
import { accepted, SHARE, Stage } from '#test/support/stage.ts';

/** A quota that the third share fills. */
const QUOTA = { work: 2.5 * SHARE };

const opened: { stop(): Promise<void> }[] = [];
let stage: Stage;

beforeEach(() => {
  stage = new Stage();
});

afterEach(async () => {
  for (const part of opened.splice(0).toReversed()) await part.stop();
  await stage.stop();
});

/** One pool that has the accounts alice, bob and the overflow account, and one miner of theirs. */
async function startShared(): Promise<{ pool: ValidatingPool; miner: CpuMiner; served: (string | null)[] }> {
  const pool = await stage.pool();
  const pools = [{ url: pool.url }];
  await stage.start({
    accounts: [
      { name: 'alice', pools, quota: QUOTA },
      { name: 'bob', pools, quota: QUOTA },
      { name: 'owner', pools, overflow: true },
    ],
  });
  const served: (string | null)[] = [];
  stage.farm.engine.proxy.binder.workChanged.on(({ accountId }) => served.push(accountId));
  return { pool, miner: await stage.miner('farm.m1'), served };
}

async function mineOne(miner: CpuMiner): Promise<void> {
  expect(await stage.mineAndSettle(miner, 1)).toEqual(accepted(1));
  await stage.turn();
}

function standing(accountId: string) {
  return stage.farm.engine.verdicts.standing(accountId);
}

function atPool(pool: ValidatingPool, accountId: string): number {
  return pool.countsOf(`${accountId}.farm`).acceptedShares;
}

describe('claim 1, account after account', () => {
  it('step 1: acquires each account with its job from a pool that has several, and sends the job to the miner', async () => {
    const { pool, miner } = await startShared();
    const logins = pool.sessions.flatMap((session) => [...session.logins]);
    expect(logins.toSorted()).toEqual(['alice.farm', 'bob.farm', 'owner.farm']);
    expect(stage.minerView('m1')?.accountId).toBe('alice');
    expect(miner.job?.prevhash).toEqual(pool.currentJob().prevhash);
  });

  it('step 2: takes the result that the miner computed and sends it to the pool for the account', async () => {
    const { pool, miner } = await startShared();
    await mineOne(miner);
    expect(miner.stats.accepted).toBe(1);
    expect([atPool(pool, 'alice'), atPool(pool, 'bob')]).toEqual([1, 0]);
  });

  it('step 5: has the miner go on with the first account, on its new jobs, while it is not up to standard', async () => {
    const { pool, miner, served } = await startShared();
    for (let share = 1; share <= 2; share += 1) {
      await mineOne(miner);
      pool.newBlock();
      await stage.turn();
      expect(miner.job?.prevhash).toEqual(pool.currentJob().prevhash);
    }
    expect(standing('alice')).toMatchObject({ upToStandard: false, creditedWork: 2 * SHARE });
    expect(served).toEqual(['alice']);
  });

  it('steps 3, 4 and 6: goes to the next account as each comes up to standard, until all are', async () => {
    const { pool, miner, served } = await startShared();
    const verdicts: string[] = [];
    stage.farm.engine.verdicts.verdictChanged.on(({ accountId, upToStandard }) => {
      if (upToStandard) verdicts.push(accountId);
    });
    for (let share = 1; share <= 6; share += 1) {
      expect(verdicts).toEqual(['alice', 'bob'].slice(0, Math.floor((share - 1) / 3)));
      await mineOne(miner);
    }
    expect(verdicts).toEqual(['alice', 'bob']);
    expect(served).toEqual(['alice', 'bob', 'owner']);
    await mineOne(miner);
    expect(['alice', 'bob', 'owner'].map((id) => atPool(pool, id))).toEqual([3, 3, 1]);
    expect(miner.stats).toMatchObject({ connects: 1, closes: 0, rejections: [] });
  });

  it('step 5: comes back to the first account when the pool refuses the work on which it was left', async () => {
    const { pool, miner } = await startShared();
    await mineOne(miner);
    await mineOne(miner);
    pool.pauseAnswers();
    pool.rejectNext(1);
    await miner.mine({ shares: 1 });
    await stage.passUntil('bob has the miner', () => stage.minerView('m1')?.accountId === 'bob');
    expect(standing('alice').upToStandard).toBe(false);
    pool.resumeAnswers();
    await stage.passUntil('alice has it again', () => stage.minerView('m1')?.accountId === 'alice', 90_000);
    await mineOne(miner);
    expect(standing('alice')).toMatchObject({ upToStandard: true, creditedWork: 3 * SHARE });
  });
});

describe('claim 2, the verdict', () => {
  it('adds the work of each result to what has accumulated and compares it with the quota, at every commit', async () => {
    const pool = await stage.pool();
    const pools = [{ url: pool.url }];
    await stage.start({
      accounts: [
        { name: 'alice', pools, quota: { work: 2.25 * SHARE } },
        { name: 'owner', pools, overflow: true },
      ],
    });
    const miners = [await stage.miner('farm.m1'), await stage.miner('farm.m2', 'bitaxe')] as const;
    const { ledger, verdicts, database } = stage.farm.engine;
    const seen = [standing('alice')];
    ledger.committed.on(({ accountIds }) => {
      if (accountIds.has('alice')) seen.push(verdicts.standing('alice'));
    });
    const startMs = stage.clock.nowMs();
    await mineOne(miners[0]);
    await mineOne(miners[1]);
    pool.setDifficulty(SHARE / 2);
    await stage.turn();
    await mineOne(miners[0]);
    expect(stage.clock.nowMs()).toBe(startMs);

    const credited = seen.map(({ creditedWork }) => Math.round((creditedWork / SHARE) * 1e6) / 1e6);
    expect([...new Set(credited)]).toEqual([0, 1, 2, 2.5]);
    expect(credited).toEqual(credited.toSorted((a, b) => a - b));
    for (const { upToStandard, creditedWork } of seen)
      expect(upToStandard, String(creditedWork)).toBe(creditedWork >= 2.25 * SHARE);
    const [stored] = new VerdictStore(database).verdicts('alice', 10);
    expect(stored).toMatchObject({ upToStandard: true, targetWork: 2.25 * SHARE, atMs: startMs });
    expect(stored?.creditedWork).toBeCloseTo(2.5 * SHARE, 15);
  });
});

describe('claim 4, standby', () => {
  /** A healthy miner of this farm finds a share every two seconds. */
  const PERIOD_MS = 2_000;
  const nominalHashrate = (SHARE * 2 ** 32) / (PERIOD_MS / 1000);

  it('has a standby miner serve the account of one that is seen to work below its standard', async () => {
    const pool = await stage.pool();
    await stage.start({
      accounts: [
        { name: 'alice', pools: [{ url: pool.url }], quota: { work: 1 } },
        { name: 'owner', pools: [{ url: pool.url }], overflow: true },
      ],
      miners: [
        { worker: 'weak', nominalHashrate },
        { worker: 'spare', role: 'standby', nominalHashrate },
      ],
    });
    const weak = await stage.miner('farm.weak');
    const spare = await stage.miner('farm.spare');
    const { health, allocationLog } = stage.farm.engine;
    const verdicts: string[] = [];
    health.verdictChanged.on(({ minerId, verdict }) => verdicts.push(`${minerId} ${verdict.state}`));
    for (let step = 0; step < 300 && verdicts.length === 0; step += 1) {
      await mineOne(spare);
      if (step % 4 === 0) await mineOne(weak);
      await stage.pass(PERIOD_MS);
    }
    expect(verdicts).toEqual(['weak below-standard']);
    await stage.passUntil(
      'the spare serves alice',
      () => stage.minerView('spare')?.accountId === 'alice',
      5_000,
    );
    expect(stage.minerView('weak')).toMatchObject({ state: 'below-standard', accountId: 'owner' });
    const reason = health.verdictOf('weak')?.evidence ?? 'none';
    const call = allocationLog
      .between(0, Number.MAX_SAFE_INTEGER)
      .findLast(({ minerId }) => minerId === 'spare');
    expect(call?.cause).toContain(`stands in for weak (${reason})`);
  });

  it('calls no standby miner that has failed itself', async () => {
    const pool = await stage.pool();
    const spares = ['spare-1', 'spare-2', 'spare-3'];
    await stage.start({
      accounts: [
        { name: 'alice', pools: [{ url: pool.url }], quota: { work: 1 } },
        { name: 'owner', pools: [{ url: pool.url }], overflow: true },
      ],
      miners: [
        { worker: 'rack', nominalHashrate },
        ...spares.map((worker) => ({ worker, role: 'standby' as const, nominalHashrate })),
      ],
    });
    for (const worker of ['rack', ...spares.slice(0, 2)]) await stage.miner(`farm.${worker}`);
    const { operations } = stage.farm.engine;
    operations.markMiner({ id: 'spare-1', failed: true, reason: 'below-standard', by: 'test' });
    expect(operations.markMiner({ id: 'rack', failed: true, by: 'test' })).toEqual(['spare-2']);
    await stage.turn();
    const serving = stage.farm.engine.snapshot().miners.filter(({ accountId }) => accountId === 'alice');
    expect(serving.map(({ id }) => id)).toEqual(['spare-2']);
  });
});

describe('claims 5 and 6, the system', () => {
  const TOKEN = 'a-token-for-the-claims';

  /** The service's own door to the engine, over HTTP. */
  async function startService(): Promise<<T>(path: string) => Promise<T>> {
    const server = new HttpServer(
      { door: stage.farm.engine, clock: realClock, log: silentLog },
      { listen: { host: '127.0.0.1', port: 0 }, token: TOKEN, version: '0.0.0-test', uiDir: null },
    );
    const { port } = await server.start();
    opened.push(server);
    return async <T>(path: string) => {
      const answer = await ask(port, `/api/v1${path}`, { headers: { authorization: `Bearer ${TOKEN}` } });
      expect(answer.status, answer.text).toBe(200);
      return answer.json as T;
    };
  }

  it('shows which account the miner works for, why, and when it is expected to be up to standard', async () => {
    const { miner } = await startShared();
    const get = await startService();
    const verdicts = async () => {
      const { accounts } = await get<FarmSnapshot>('/farm');
      return Object.fromEntries(accounts.map(({ id, upToStandard }) => [id, upToStandard]));
    };
    expect((await get<PlanView>('/plan')).map).toMatchObject([{ minerId: 'm1', accountId: 'alice' }]);
    for (let share = 1; share <= 2; share += 1) await mineOne(miner);
    expect(await verdicts()).toMatchObject({ alice: false, bob: false });
    expect((await get<PlanView>('/plan')).map).toMatchObject([{ minerId: 'm1', accountId: 'alice' }]);
    await mineOne(miner);
    expect(await verdicts()).toMatchObject({ alice: true, bob: false });
    const plan = await get<PlanView>('/plan');
    expect(plan.map).toMatchObject([
      { minerId: 'm1', accountId: 'bob', cause: expect.stringMatching(/bob/) },
    ]);
    expect(plan.forecasts.map(({ accountId }) => accountId)).toContain('bob');
  });

  it('has the result of the allocation: how the hashrate of one miner was divided among the accounts', async () => {
    const { pool, miner } = await startShared();
    const get = await startService();
    for (let share = 1; share <= 7; share += 1) {
      await mineOne(miner);
      await stage.pass(1_000);
    }
    const range = `fromMs=0&toMs=${stage.clock.nowMs() + 60_000}`;
    const { intervals } = await get<{ intervals: AllocationInterval[] }>(`/allocation?${range}`);
    expect(intervals.map(({ minerId, accountId }) => [minerId, accountId])).toEqual([
      ['m1', 'alice'],
      ['m1', 'bob'],
      ['m1', 'owner'],
    ]);
    expect(intervals.map(({ toMs }) => toMs)).toEqual([intervals[1]?.fromMs, intervals[2]?.fromMs, null]);
    for (const { cause } of intervals) expect(cause).not.toBe('');

    const history = await get<{ buckets: HistoryBucket[] }>(`/history?${range}&bucketMs=31536000000`);
    const shares = Object.fromEntries(
      history.buckets.map(({ accountId, minerId, acceptedShares }) => [
        `${minerId} ${accountId}`,
        acceptedShares,
      ]),
    );
    expect(shares).toEqual({ 'm1 alice': 3, 'm1 bob': 3, 'm1 owner': 1 });
    expect(['alice', 'bob', 'owner'].map((id) => atPool(pool, id))).toEqual([3, 3, 1]);
  });
});
