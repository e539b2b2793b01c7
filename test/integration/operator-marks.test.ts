import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { CpuMiner } from '#main/demo/cpu-miner.ts';
import { RawPeer } from '#test/support/raw-peer.ts';
import { ordinaryPool, ScriptedPool } from '#test/support/scripted-pool.ts';
import { accepted, Stage } from '#test/support/stage.ts';

const LOGIN = [
  '{"id":1,"method":"mining.subscribe","params":[]}',
  '{"id":2,"method":"mining.authorize","params":["farm.m1","x"]}',
];

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

/** Alice with two endpoints; and an overflow account, or none. */
async function startFarm(options: { overflow: boolean }) {
  const first = await stage.pool();
  const second = await stage.pool();
  const others = await stage.pool({ extranonce2Size: 4 });
  const alice = { name: 'alice', pools: [{ url: first.url }, { url: second.url }], quota: { work: 1 } };
  const owner = { name: 'owner', pools: [{ url: others.url }], overflow: true };
  await stage.start({ dataDir, accounts: options.overflow ? [alice, owner] : [alice] });
  return { first, second, others };
}

function markMiner(failed: boolean): void {
  stage.farm.engine.operations.markMiner({ id: 'm1', failed, note: 'fan', by: 'test' });
}

function markPool(id: string, failed: boolean): void {
  stage.farm.engine.operations.markPool({ id, failed, note: 'maintenance', by: 'test' });
}

async function expectWork(miner: CpuMiner, shares = 3): Promise<void> {
  expect(await stage.mineAndSettle(miner, shares)).toEqual(accepted(shares));
}

function acceptedOf(accountId: string): number {
  return stage.farm.account(accountId).acceptedShares;
}

describe('a miner marked failed, with an overflow account', () => {
  it('mines for it from that moment, and for customers again once it is put back', async () => {
    const { others } = await startFarm({ overflow: true });
    const miner = await stage.miner('farm.m1', 'bitaxe');
    await expectWork(miner);
    markMiner(true);
    await stage.latestJob(miner);
    expect(stage.minerView('m1')).toMatchObject({
      state: 'failed',
      accountId: 'owner',
      markedFailed: { reason: 'failed', note: 'fan', by: 'test' },
    });
    await expectWork(miner);
    expect([acceptedOf('alice'), acceptedOf('owner')]).toEqual([3, 3]);
    expect(others.countsOf('owner.farm').acceptedShares).toBe(3);
    markMiner(false);
    expect(stage.minerView('m1')).toMatchObject({ state: 'working', accountId: 'alice', markedFailed: null });
    await expectWork(miner);
    expect([acceptedOf('alice'), acceptedOf('owner')]).toEqual([6, 3]);
    expect(miner.stats).toMatchObject({ closes: 0, rejected: 0 });
  });

  it('has late shares of the job it held credited to their owner', async () => {
    await startFarm({ overflow: true });
    const miner = await stage.miner('farm.m1');
    markMiner(true);
    await stage.latestJob(miner);
    await miner.mine({ shares: 4, job: 'previous' });
    await stage.settled();
    expect([acceptedOf('alice'), acceptedOf('owner')]).toEqual([4, 0]);
  });
});

describe('a miner marked failed, whose own overflow connection is not there yet', () => {
  it('gets no more jobs of the customer while it waits', async () => {
    const first = await stage.pool();
    // One login is answered, so that the account can be served; the marked miner's own connection is not.
    const slow = new ScriptedPool(
      ordinaryPool({
        'mining.subscribe': ({ id }, peer) => {
          if (slow.connectionCount === 1) peer.send({ id, result: [[], '67a1b2c3', 8], error: null });
        },
      }),
    );
    const url = `stratum+tcp://127.0.0.1:${await slow.listen()}`;
    try {
      await stage.start({
        dataDir,
        accounts: [
          { name: 'alice', pools: [{ url: first.url }], quota: { work: 1 } },
          { name: 'owner', pools: [{ url }], overflow: true, upstream: 'dedicated' },
        ],
      });
      const other = await stage.miner('farm.m0');
      const miner = await stage.miner('farm.m1');
      await stage.pass(3_000);
      markMiner(true);
      const before = { marked: miner.stats.notifies, other: other.stats.notifies };
      first.newJob();
      await stage.pass(5_000);
      expect(slow.connectionCount).toBeGreaterThan(1);
      expect(miner.stats.notifies).toBe(before.marked);
      expect(other.stats.notifies).toBeGreaterThan(before.other);
      markMiner(false);
      first.newJob();
      await stage.until('it has a job again', () => miner.stats.notifies > before.marked);
      expect(miner.stats.closes).toBe(0);
    } finally {
      await slow.close();
    }
  });
});

describe('a miner marked failed, without an overflow account', () => {
  it('is parked: no new job, its shares are taken, and its socket is closed after 60 s', async () => {
    const { first } = await startFarm({ overflow: false });
    const miner = await stage.miner('farm.m1');
    markMiner(true);
    expect(stage.minerView('m1')).toMatchObject({ state: 'failed', accountId: null });
    const { notifies } = miner.stats;
    first.newJob();
    await stage.pass(30_000);
    expect(miner.stats.notifies).toBe(notifies);
    expect(await stage.mineAndSettle(miner, 4)).toEqual(accepted(4));
    expect(acceptedOf('alice')).toBe(4);
    await stage.pass(28_000);
    expect(miner.stats.closes).toBe(0);
    await stage.pass(4_000);
    expect(miner.stats.closes).toBe(1);
    expect(miner.stats.notifies).toBe(notifies);
  });

  it('is hung up on without an answer when it comes back, until it is put back', async () => {
    await startFarm({ overflow: false });
    const miner = await stage.comingBack('farm.m1', 'antminer');
    await miner.whenJob();
    markMiner(true);
    await stage.pass(70_000);
    expect(miner.stats.connects).toBeGreaterThan(2);
    expect(miner.stats.authorizeFailures).toBe(0);
    const peer = await RawPeer.open(stage.farm.port);
    peer.send(`${LOGIN.join('\n')}\n`);
    await peer.whenClosed();
    expect(peer.lines.length).toBe(1);
    expect(JSON.parse(peer.lines[0] ?? '')).toMatchObject({ id: 1, error: null });
    markMiner(false);
    await stage.passUntil('it has work', () => stage.minerView('m1')?.accountId === 'alice');
    await expectWork(miner);
    expect(miner.stats.authorizeFailures).toBe(0);
  });

  it('goes on at once when it is put back within the 60 s', async () => {
    await startFarm({ overflow: false });
    const miner = await stage.miner('farm.m1');
    markMiner(true);
    await stage.pass(50_000);
    markMiner(false);
    await stage.pass(30_000);
    expect(stage.minerView('m1')).toMatchObject({ state: 'working', accountId: 'alice' });
    await expectWork(miner);
    expect(miner.stats.closes).toBe(0);
  });
});

describe('a pool endpoint marked failed', () => {
  it('gives way at once, has late shares still credited, and is returned to when put back', async () => {
    const { first, second } = await startFarm({ overflow: true });
    const miner = await stage.miner('farm.m1');
    await expectWork(miner);
    markPool('alice~1', true);
    expect(stage.farm.engine.endpointView('alice~1')).toMatchObject({
      state: 'failed',
      active: false,
      markedFailed: { note: 'maintenance' },
    });
    await stage.passUntil('the second serves', () => stage.endpointOf('m1') === 'alice~2');
    await stage.latestJob(miner);
    const { notifies } = miner.stats;
    first.newJob();
    await stage.pass(5_000);
    expect(miner.stats.notifies).toBe(notifies);
    await expectWork(miner);
    expect(second.countsOf('alice.farm').acceptedShares).toBe(3);
    await stage.pass(200_000);
    expect(first.sessions.filter(({ logins }) => logins.has('alice.farm'))).toEqual([]);
    markPool('alice~1', false);
    await stage.passUntil('the first serves again', () => stage.endpointOf('m1') === 'alice~1', 3_000);
    await expectWork(miner);
    expect(first.countsOf('alice.farm').acceptedShares).toBe(6);
    expect(miner.stats).toMatchObject({ closes: 0, rejected: 0 });
  });

  it('still has the shares of its last job credited', async () => {
    const { first } = await startFarm({ overflow: true });
    const miner = await stage.miner('farm.m1');
    markPool('alice~1', true);
    const job = miner.job?.id ?? '';
    const answers = await miner.mine({ shares: 3, job });
    await stage.settled();
    expect(answers.every(({ outcome }) => outcome === 'accepted')).toBe(true);
    expect([acceptedOf('alice'), first.countsOf('alice.farm').acceptedShares]).toEqual([3, 3]);
  });

  it('leaves the account to the next one when it was its last', async () => {
    await startFarm({ overflow: true });
    const miner = await stage.miner('farm.m1');
    markPool('alice~1', true);
    markPool('alice~2', true);
    await stage.passUntil('the owner gets the miner', () => stage.minerView('m1')?.accountId === 'owner');
    expect(stage.farm.account('alice').state).toBe('unreachable');
    await expectWork(miner);
    markPool('alice~2', false);
    await stage.passUntil('alice is served', () => stage.endpointOf('m1') === 'alice~2');
    await expectWork(miner);
    expect([acceptedOf('alice'), acceptedOf('owner')]).toEqual([3, 3]);
    expect(miner.stats.closes).toBe(0);
  });
});

describe('marks after a restart', () => {
  it('stand as they were, and are obeyed', async () => {
    const { first } = await startFarm({ overflow: true });
    const miner = await stage.miner('farm.m1');
    await expectWork(miner);
    markMiner(true);
    markPool('alice~1', true);
    const before = stage.farm.engine.snapshot();
    await miner.close();
    await stage.farm.engine.stop();
    const seen = first.connectionsSeen;

    await stage.start({ dataDir });
    const after = stage.farm.engine.snapshot();
    expect(after.miners.map(({ id, markedFailed }) => [id, markedFailed])).toEqual(
      before.miners.map(({ id, markedFailed }) => [id, markedFailed]),
    );
    const marksOf = (snapshot: typeof before) =>
      snapshot.accounts.flatMap(({ pools }) => pools.map(({ id, markedFailed }) => [id, markedFailed]));
    expect(marksOf(after)).toEqual(marksOf(before));
    expect(after.round).toEqual(before.round);
    expect(acceptedOf('alice')).toBe(3);

    const again = await stage.miner('farm.m1');
    expect(stage.minerView('m1')).toMatchObject({ state: 'failed', accountId: 'owner', acceptedShares: 3 });
    await expectWork(again);
    markMiner(false);
    await stage.passUntil('the second endpoint serves', () => stage.endpointOf('m1') === 'alice~2');
    await expectWork(again);
    expect([acceptedOf('alice'), acceptedOf('owner'), first.connectionsSeen]).toEqual([6, 3, seen]);
  });
});

describe('a second live session of the same name', () => {
  it('is a miner of its own while both send', async () => {
    await startFarm({ overflow: true });
    const older = await stage.miner('farm.m1');
    const newer = await stage.miner('farm.m1', 'bitaxe');
    await newer.whenJob();
    for (let minute = 0; minute < 2; minute += 1) {
      await expectWork(older, 2);
      await expectWork(newer, 4);
      await stage.pass(60_000);
    }
    expect(stage.farm.engine.snapshot().miners.map(({ id, acceptedShares }) => [id, acceptedShares])).toEqual(
      [
        ['m1', 4],
        ['m1~2', 8],
      ],
    );
    expect([older.stats.closes, newer.stats.closes]).toEqual([0, 0]);
  });

  it('carries the mark of the miner that it may turn out to be', async () => {
    await startFarm({ overflow: true });
    await stage.miner('farm.m1');
    stage.farm.engine.operations.markMiner({ id: 'm1', failed: true, by: 'test' });
    await stage.miner('farm.m1', 'bitaxe');
    expect(stage.minerView('m1~2')?.accountId).toBe('owner');
    await stage.pass(65_000);
    expect(stage.minerView('m1')).toMatchObject({ state: 'failed', accountId: 'owner' });
  });

  it('takes the name back when the older one has said nothing since', async () => {
    const { first } = await startFarm({ overflow: true });
    const { engine } = stage.farm;
    const older = await stage.miner('farm.m1');
    await expectWork(older, 3);
    const newer = await stage.miner('farm.m1', 'bitaxe');
    await expectWork(newer, 4);
    expect(stage.minerView('m1~2')).toMatchObject({ state: 'working', acceptedShares: 4 });
    first.pauseAnswers();
    await newer.mine({ shares: 2 });
    await stage.pass(58_000);
    first.resumeAnswers();
    await stage.pass(4_000);
    await stage.settled();
    expect([older.stats.closes, newer.stats.closes]).toEqual([1, 0]);
    expect(engine.snapshot().miners.map(({ id }) => id)).toEqual(['m1']);
    expect(stage.minerView('m1')).toMatchObject({
      state: 'working',
      accountId: 'alice',
      acceptedShares: 9,
      userAgent: 'bitaxe/BM1370/v2.9.0',
    });
    await expectWork(newer, 2);
    expect(stage.minerView('m1')?.acceptedShares).toBe(11);
    expect(acceptedOf('alice')).toBe(11);
    const open = engine.allocationLog.between(0, stage.clock.nowMs()).filter(({ toMs }) => toMs === null);
    expect(open.map(({ minerId, accountId }) => [minerId, accountId])).toEqual([['m1', 'alice']]);
    await stage.farm.miner('farm.m1');
    expect(stage.minerView('m1~2')).toBeDefined();
  });
});
