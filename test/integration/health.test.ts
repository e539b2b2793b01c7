import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { CpuMiner } from '#main/demo/cpu-miner.ts';
import { accepted, SHARE, Stage } from '#test/support/stage.ts';

/** Each miner of this farm finds a share every two seconds. */
const SHARE_PERIOD_MS = 2_000;
const NOMINAL = (SHARE * 2 ** 32) / (SHARE_PERIOD_MS / 1000);

let stage: Stage;

beforeEach(() => {
  stage = new Stage();
});

afterEach(() => stage.stop());

async function startFarm() {
  const pool = await stage.pool();
  await stage.start({
    accounts: [
      { name: 'alice', pools: [{ url: pool.url }], quota: { work: 1 } },
      { name: 'owner', pools: [{ url: pool.url }], overflow: true },
    ],
    miners: [
      { worker: 'rack-1', nominalHashrate: NOMINAL },
      { worker: 'rack-2', nominalHashrate: NOMINAL },
      { worker: 'spare-1', role: 'standby', nominalHashrate: NOMINAL },
    ],
  });
  const miners = {
    rack1: await stage.miner('farm.rack-1'),
    rack2: await stage.miner('farm.rack-2'),
    spare1: await stage.miner('farm.spare-1'),
  };
  return { pool, ...miners };
}

/** Lets the farm work for a while: each miner finds its share every two seconds. */
async function work(miners: readonly CpuMiner[], forMs: number): Promise<void> {
  for (let passedMs = 0; passedMs < forMs; passedMs += SHARE_PERIOD_MS) {
    for (const miner of miners) expect(await stage.mineAndSettle(miner, 1)).toEqual(accepted(1));
    await stage.pass(SHARE_PERIOD_MS);
  }
}

describe('a miner that falls silent in the middle of a quota', () => {
  it('is replaced within 5 s of the verdict, says why, and has its place back after it recovers', async () => {
    const { rack1, rack2, spare1 } = await startFarm();
    await work([rack1, rack2, spare1], 120_000);
    expect(stage.minerView('rack-1')?.state).toBe('working');

    let verdictAtMs = 0;
    stage.farm.engine.health.verdictChanged.on(({ minerId, verdict }) => {
      if (minerId === 'rack-1' && verdict.state === 'silent') verdictAtMs = stage.clock.nowMs();
    });
    for (let passedMs = 0; passedMs < 180_000 && verdictAtMs === 0; passedMs += SHARE_PERIOD_MS) {
      await work([rack2, spare1], SHARE_PERIOD_MS);
    }
    expect(verdictAtMs).toBeGreaterThan(0);
    expect(stage.minerView('rack-1')?.state).toBe('silent');
    expect(stage.farm.engine.health.verdictOf('rack-1')?.evidence).toMatch(/share/);
    await stage.passUntil(
      'the standby miner serves alice',
      () => stage.minerView('spare-1')?.accountId === 'alice',
    );
    expect(stage.clock.nowMs() - verdictAtMs).toBeLessThanOrEqual(5_000);
    expect(stage.minerView('rack-2')?.state).toBe('working');

    await work([rack1, rack2, spare1], 180_000);
    expect(stage.minerView('rack-1')).toMatchObject({ state: 'working', accountId: 'alice' });
    expect(stage.minerView('spare-1')).toMatchObject({ state: 'standby', accountId: 'owner' });
    expect(rack1.stats.closes + rack2.stats.closes + spare1.stats.closes).toBe(0);
  });
});
