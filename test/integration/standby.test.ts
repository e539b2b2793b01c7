import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { ValidatingPool } from '#main/demo/validating-pool.ts';
import { accepted, Stage } from '#test/support/stage.ts';

const NOMINAL = 1000;
/** The default dwell time: a miner that is back is trusted again after it. */
const DWELL_MS = 60_000;

let stage: Stage;
let dataDir: string;

beforeEach(() => {
  stage = new Stage();
  dataDir = mkdtempSync(join(tmpdir(), 'hashquota-test-'));
});

afterEach(async () => {
  await stage.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

function farmOf(pool: ValidatingPool) {
  return {
    dataDir,
    accounts: [
      { name: 'alice', pools: [{ url: pool.url }], quota: { work: 1 } },
      { name: 'owner', pools: [{ url: pool.url }], overflow: true },
    ],
    miners: [
      { worker: 'rack-1', nominalHashrate: NOMINAL },
      { worker: 'rack-2', nominalHashrate: NOMINAL },
      { worker: 'spare-1', role: 'standby' as const, nominalHashrate: NOMINAL },
      { worker: 'spare-2', role: 'standby' as const, nominalHashrate: 2 * NOMINAL },
    ],
  };
}

async function startFarm() {
  const pool = await stage.pool();
  await stage.start(farmOf(pool));
  const miners = {
    rack1: await stage.miner('farm.rack-1'),
    rack2: await stage.miner('farm.rack-2', 'bitaxe'),
    spare1: await stage.miner('farm.spare-1'),
    spare2: await stage.miner('farm.spare-2', 'antminer'),
  };
  return { pool, ...miners };
}

function places(): Record<string, string | null> {
  return Object.fromEntries(stage.farm.engine.snapshot().miners.map((miner) => [miner.id, miner.accountId]));
}

const AT_REST = { 'rack-1': 'alice', 'rack-2': 'alice', 'spare-1': 'owner', 'spare-2': 'owner' };

describe('standby miners', () => {
  it('mine for the overflow account until one is called', async () => {
    await startFarm();
    expect(places()).toEqual(AT_REST);
    expect(stage.minerView('spare-1')?.state).toBe('standby');
  });

  it('stand in within 5 s of the verdict when a miner dies in the middle of a quota, and return on recovery', async () => {
    const { pool, rack1, rack2, spare1 } = await startFarm();
    expect(await stage.mineAndSettle(rack1, 3)).toEqual(accepted(3));
    await rack1.close();
    await stage.pass(2_000);
    expect(places()['spare-1']).toBe('owner');
    // The connection counts as lost after 3 s; the verdict and the 5 s for the move begin there.
    await stage.pass(6_000);
    expect(places()).toEqual({ ...AT_REST, 'rack-1': null, 'spare-1': 'alice' });
    expect(await stage.mineAndSettle(spare1, 3)).toEqual(accepted(3));
    expect(await stage.mineAndSettle(rack2, 3)).toEqual(accepted(3));

    await stage.miner('farm.rack-1');
    await stage.pass(DWELL_MS / 2);
    expect(places()['spare-1']).toBe('alice');
    await stage.pass(DWELL_MS / 2 + 2_000);
    expect(places()).toEqual(AT_REST);
    const ours = stage.farm.account('alice');
    expect(ours.acceptedShares).toBe(9);
    expect(pool.countsOf('alice.farm').acceptedShares).toBe(9);
    expect(ours.creditedWork).toBeCloseTo(pool.countsOf('alice.farm').work, 15);
    expect(spare1.stats.closes + rack2.stats.closes).toBe(0);
  });

  it('stand in at once for a miner that the operator marks failed, the smallest set that covers it', async () => {
    const { rack1 } = await startFarm();
    const promoted = stage.farm.engine.operations.markMiner({
      id: 'rack-1',
      failed: true,
      note: 'fan',
      by: 'test',
    });
    expect(promoted).toEqual(['spare-1']);
    await stage.turn();
    expect(places()).toEqual({ ...AT_REST, 'rack-1': 'owner', 'spare-1': 'alice' });
    expect(await stage.mineAndSettle(rack1, 2)).toEqual(accepted(2));
    expect(stage.minerView('rack-1')).toMatchObject({
      state: 'failed',
      markedFailed: { reason: 'failed', note: 'fan' },
    });
    const cause = stage.farm.engine.allocationLog
      .between(0, Number.MAX_SAFE_INTEGER)
      .findLast((one) => one.minerId === 'spare-1');
    expect(cause?.cause).toContain('stands in for rack-1 (marked failed by you: fan)');
  });

  it("keep standing in over recovery and restart while the operator's mark stands", async () => {
    const { pool, rack1 } = await startFarm();
    stage.farm.engine.operations.markMiner({
      id: 'rack-1',
      failed: true,
      reason: 'below-standard',
      by: 'test',
    });
    await rack1.close();
    await stage.pass(5_000);
    await stage.miner('farm.rack-1');
    await stage.pass(2 * DWELL_MS);
    expect(places()).toEqual({ ...AT_REST, 'rack-1': 'owner', 'spare-1': 'alice' });

    await stage.farm.stop();
    await stage.start({ ...farmOf(pool), dataDir });
    for (const name of ['rack-2', 'spare-1', 'spare-2', 'rack-1']) await stage.miner(`farm.${name}`);
    await stage.pass(3_000);
    expect(places()).toEqual({ ...AT_REST, 'rack-1': 'owner', 'spare-1': 'alice' });
    expect(stage.minerView('rack-1')?.markedFailed?.reason).toBe('below-standard');

    stage.farm.engine.operations.markMiner({ id: 'rack-1', failed: false, by: 'test' });
    await stage.pass(DWELL_MS + 2_000);
    expect(places()).toEqual(AT_REST);
  });

  it('stay in place after the recovery when the owner pins them', async () => {
    await startFarm();
    const { operations } = stage.farm.engine;
    operations.markMiner({ id: 'rack-2', failed: true, by: 'test' });
    operations.pinStandIns('rack-2', true, 'test');
    operations.markMiner({ id: 'rack-2', failed: false, by: 'test' });
    await stage.pass(2 * DWELL_MS);
    expect(places()).toEqual({ ...AT_REST, 'spare-1': 'alice' });
    operations.pinStandIns('rack-2', false, 'test');
    await stage.pass(DWELL_MS);
    expect(places()).toEqual(AT_REST);
  });

  it('are told beforehand for several miners that are marked at one time, and then do just that', async () => {
    const { pool, rack1, rack2 } = await startFarm();
    expect(await stage.mineAndSettle(rack1, 2)).toEqual(accepted(2));
    expect(await stage.mineAndSettle(rack2, 2)).toEqual(accepted(2));
    const client = createRouterClient(stage.farm.engine.router, { context: { by: 'test' } });
    const preview = await client.miners.previewMarks({ ids: ['rack-1', 'rack-2', 'rack-1'] });
    expect(preview).toMatchObject({
      minerIds: ['rack-1', 'rack-2'],
      leaves: [{ accountId: 'alice', miners: 2 }],
      toAccountId: 'owner',
    });
    expect(preview.standIns.map(({ minerId }) => minerId).toSorted()).toEqual(['spare-1', 'spare-2']);
    expect(places()).toEqual(AT_REST);

    const ids = ['rack-1', 'rack-2'];
    const done = await client.miners.markManyFailed({ ids, failed: true, note: 'fan' });
    expect(done.standbyPromoted.toSorted()).toEqual(['spare-1', 'spare-2']);
    expect(done.miners.map(({ markedFailed }) => markedFailed?.note)).toEqual(['fan', 'fan']);
    await stage.turn();
    expect(places()).toEqual({
      'rack-1': 'owner',
      'rack-2': 'owner',
      'spare-1': 'alice',
      'spare-2': 'alice',
    });
    await client.miners.markManyFailed({ ids, failed: false });
    await stage.pass(DWELL_MS + 2_000);
    expect(places()).toEqual(AT_REST);

    const [alice] = await client.pools.health();
    expect(alice).toMatchObject({ id: 'alice~1', trouble: null, connections: 1 });
    expect(alice?.latencyMs).toBeGreaterThanOrEqual(0);
    expect(alice?.lastAcceptedAtMs).toBeGreaterThan(0);
    expect(alice?.lastJobAtMs).toBeGreaterThan(0);
    expect(pool.countsOf('alice.farm').acceptedShares).toBe(4);
  });

  it('mark none of several when one of them is not known', async () => {
    await startFarm();
    const { operations } = stage.farm.engine;
    expect(() => operations.markMiners(['rack-1', 'nobody'], { failed: true, by: 'test' })).toThrow(
      'There is no miner with the id "nobody".',
    );
    expect(stage.minerView('rack-1')?.markedFailed).toBeNull();
  });
});
