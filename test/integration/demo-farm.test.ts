import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';
import { type RunningFarm, startFarm } from '#main/boot.ts';
import { KeyFileSecretBox } from '#engine/lib/secret-box.ts';
import { until } from '#test/support/test-farm.ts';
import { realClock } from '#engine/lib/clock.ts';
import { silentLog } from '#engine/lib/log.ts';
import { CpuMiner } from '#main/demo/cpu-miner.ts';
import { DEMO_DIFFICULTY, DEMO_MINERS } from '#main/demo/demo-farm.ts';
import { startDemo } from '#main/demo/demo.ts';
import { HashThread } from '#main/demo/hash-thread.ts';
import { ValidatingPool } from '#main/demo/validating-pool.ts';

const opened: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of opened.splice(0).toReversed()) await part.stop();
});

async function startPool(): Promise<ValidatingPool> {
  const pool = new ValidatingPool({ clock: realClock, difficulty: DEMO_DIFFICULTY });
  await pool.start();
  opened.push(pool);
  return pool;
}

/** Resolves when `pool` has accepted a share of each of `workers`. */
async function sharesOf(pool: ValidatingPool, workers: readonly string[]): Promise<void> {
  const missing = new Set(workers);
  await new Promise<void>((resolve) => {
    const stop = pool.shareJudged.on(({ worker, verdict }) => {
      if (verdict === 'accepted') missing.delete(worker);
      if (missing.size > 0) return;
      stop();
      resolve();
    });
  });
}

describe('a hashing thread', () => {
  it('mines for several miners at once, and over changes of job', async () => {
    const pool = await startPool();
    const thread = new HashThread((error) => expect.unreachable(String(error)));
    opened.push(thread);
    const workers = ['rack1-01', 'rack1-02'];
    const miners = workers.map((worker) => {
      const { host } = pool.settings;
      return new CpuMiner({ host, port: pool.port, worker, thread, hashrateLimitHps: 20_000 });
    });
    for (const miner of miners) {
      opened.push({ stop: () => miner.close() });
      miner.run();
      await miner.connect();
    }
    await sharesOf(pool, workers);
    const job = pool.newBlock();
    await Promise.all(miners.map((miner) => miner.whenJob(({ id }) => id === job)));
    await sharesOf(pool, workers);
    const counts = workers.map((worker) => pool.countsOf(worker));
    const stale = counts.reduce((sum, { rejected }) => sum + (rejected.get('stale') ?? 0), 0);
    const rejected = counts.reduce((sum, { rejectedShares }) => sum + rejectedShares, 0);
    expect(rejected - stale).toBe(0);
  });
});

describe('the demo', () => {
  it('has six miners with different user agents that mine where they are sent', async () => {
    const pool = await startPool();
    const demo = await startDemo({ clock: realClock, log: silentLog });
    opened.push(demo);
    demo.startMiners({ host: '127.0.0.1', port: pool.port });
    await sharesOf(
      pool,
      DEMO_MINERS.map(({ worker }) => worker),
    );
    const agents = pool.sessions.map(({ userAgent }) => userAgent);
    expect(new Set(agents).size).toBe(6);
    expect(pool.workers().toSorted()).toEqual(DEMO_MINERS.map(({ worker }) => worker).toSorted());
  });

  it("counts at its pools what an account's connection mined there", async () => {
    const demo = await startDemo({ clock: realClock, log: silentLog });
    opened.push(demo);
    const [alice] = demo.farmFile.accounts;
    const url = new URL(alice?.pools[0]?.url ?? '');
    const port = Number(url.port);
    const miner = new CpuMiner({ host: url.hostname, port, worker: alice?.worker ?? '' });
    opened.push({ stop: () => miner.close() });
    await miner.connect();
    await miner.mine({ shares: 3 });
    expect(demo.poolCounts()).toEqual([
      { accountId: 'alice', work: 3 * DEMO_DIFFICULTY, shares: 3 },
      { accountId: 'bob', work: 0, shares: 0 },
      { accountId: 'carol', work: 0, shares: 0 },
      { accountId: 'owner', work: 0, shares: 0 },
    ]);
  });

  it('has pools and ledger agree on what was mined since its start, also in a data folder used before', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'hashquota-test-'));
    opened.push({ stop: async () => rmSync(dataDir, { recursive: true, force: true }) });
    const start = async (): Promise<RunningFarm> => {
      const farm = await startFarm({
        dataDir,
        farmFile: null,
        stratum: '127.0.0.1:0',
        demo: true,
        log: silentLog,
        clock: realClock,
        secretBox: new KeyFileSecretBox(join(dataDir, 'key')),
        version: '0.0.0-test',
      });
      opened.push(farm);
      const agrees = (): boolean =>
        farm.engine
          .extras()
          .poolCounts.every(({ poolShares, ledgerShares }) => poolShares === ledgerShares) &&
        farm.engine.extras().poolCounts.some(({ poolShares }) => poolShares > 5);
      await until('pools and ledger agree', agrees);
      return farm;
    };
    const first = await start();
    await first.stop();
    const second = await start();
    expect(second.engine.ledger.lifetimeCredited('alice').shares).toBeGreaterThan(
      second.engine.extras().poolCounts[0]?.ledgerShares ?? 0,
    );
  });
});
