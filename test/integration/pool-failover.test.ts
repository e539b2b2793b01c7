import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { CpuMiner } from '#main/demo/cpu-miner.ts';
import type { ValidatingPoolOptions } from '#main/demo/pool-options.ts';
import type { EndpointView } from '#shared/model/snapshot.ts';
import { notify, ordinaryPool, ScriptedPool, setDifficulty } from '#test/support/scripted-pool.ts';
import { accepted, sharesOf, Stage } from '#test/support/stage.ts';

let stage: Stage;

beforeEach(() => {
  stage = new Stage();
});

afterEach(() => stage.stop());

/** Alice with two endpoints, bob and no overflow account; the first endpoint as told. */
async function startFarm(
  options: { first?: Partial<ValidatingPoolOptions>; isListening?: boolean; onlyFirst?: boolean } = {},
) {
  const first = await stage.pool(options.first);
  const second = await stage.pool();
  const third = await stage.pool();
  if (options.isListening === false) await first.stopListening();
  const pools = options.onlyFirst ? [{ url: first.url }] : [{ url: first.url }, { url: second.url }];
  await stage.start({
    accounts: [
      { name: 'alice', pools, quota: { work: 1 } },
      { name: 'bob', pools: [{ url: third.url }], quota: { work: 1 } },
    ],
  });
  return { first, second, third };
}

function endpoint(id: string): EndpointView {
  return stage.farm.engine.endpointView(id);
}

async function expectWork(miner: CpuMiner, shares = 3): Promise<void> {
  expect(await stage.mineAndSettle(miner, shares)).toEqual(accepted(shares));
}

function expectUnharmed(miner: CpuMiner): void {
  expect({ closes: miner.stats.closes, rejections: miner.stats.rejections }).toEqual({
    closes: 0,
    rejections: [],
  });
}

describe('an endpoint that refuses connections', () => {
  it('gives way to the next, and is gone back to after it has been good for 60 s', async () => {
    const { first } = await startFarm({ isListening: false });
    const miner = await stage.miner('farm.m1', 'bitaxe');
    await stage.passUntil('the second endpoint serves', () => stage.endpointOf('m1') === 'alice~2');
    expect(endpoint('alice~1').state).toBe('down');
    expect(endpoint('alice~2')).toMatchObject({ state: 'up', active: true });
    await expectWork(miner);
    await stage.pass(120_000);
    await first.startListening();
    await stage.passUntil('the first is up', () => endpoint('alice~1').state === 'up', 70_000);
    expect(endpoint('alice~1').active).toBe(false);
    await stage.pass(55_000);
    expect(stage.endpointOf('m1')).toBe('alice~2');
    await stage.pass(10_000);
    expect(stage.endpointOf('m1')).toBe('alice~1');
    await expectWork(miner);
    expect(sharesOf(stage.farm.account('alice'))).toMatchObject({ acceptedShares: 6, inDoubtShares: 0 });
    expectUnharmed(miner);
  });

  it('has its account taken up again after another one was served meanwhile', async () => {
    const { first } = await startFarm({ isListening: false, onlyFirst: true });
    const miner = await stage.miner('farm.m1');
    expect(stage.minerView('m1')?.accountId).toBe('bob');
    expect(stage.farm.account('alice').state).toBe('unreachable');
    await expectWork(miner);
    await first.startListening();
    await stage.passUntil('alice is served', () => stage.minerView('m1')?.accountId === 'alice', 70_000);
    await expectWork(miner);
    expectUnharmed(miner);
  });

  it('does not keep the next one waiting when the one in use dies as well', async () => {
    const { first, second } = await startFarm();
    const miner = await stage.miner('farm.m1');
    await expectWork(miner);
    // The first takes connections and says nothing any more: each attempt takes it to its time limit.
    first.mute();
    first.dropConnections();
    await stage.passUntil('the second endpoint serves', () => stage.endpointOf('m1') === 'alice~2');
    await stage.pass(3_000);
    expect(first.sessions.length).toBe(1);
    second.dropConnections();
    await stage.turn();
    await stage.passUntil('the second serves again', () => stage.endpointOf('m1') === 'alice~2', 3_000);
    await expectWork(miner);
    expectUnharmed(miner);
  });
});

describe('a pool that refuses the login', () => {
  it('is shown, not asked again within 60 s, and its account passed over', async () => {
    let isWelcome = false;
    const acceptedWorkers = (worker: string): boolean => isWelcome || !worker.startsWith('alice');
    const { first, third } = await startFarm({ first: { acceptedWorkers }, onlyFirst: true });
    const miner = await stage.miner('farm.m1', 'antminer');
    expect(endpoint('alice~1').state).toBe('refused');
    expect(stage.farm.account('alice').state).toBe('refused');
    expect(stage.minerView('m1')?.accountId).toBe('bob');
    await expectWork(miner);
    const { connectionsSeen } = first;
    await stage.pass(57_000);
    expect(first.connectionsSeen).toBe(connectionsSeen);
    isWelcome = true;
    await stage.passUntil('alice is served', () => stage.minerView('m1')?.accountId === 'alice', 60_000);
    expect(first.connectionsSeen).toBe(connectionsSeen + 1);
    expect(stage.farm.account('alice').state).toBe('working');
    await expectWork(miner);
    expect(third.countsOf('bob.farm').acceptedShares).toBe(3);
    expectUnharmed(miner);
  });

  it('is called ever more slowly when it hangs up the next time', async () => {
    let isUp = true;
    const pool = new ScriptedPool(
      ordinaryPool({
        'mining.subscribe': ({ id }, peer) =>
          isUp ? peer.send({ id, result: [[], '67a1b2c3', 8], error: null }) : peer.hangUp(),
        'mining.authorize': ({ id }, peer) => peer.send({ id, result: false, error: [24, 'no', null] }),
      }),
    );
    const url = `stratum+tcp://127.0.0.1:${await pool.listen()}`;
    try {
      await stage.start({ accounts: [{ name: 'alice', pools: [{ url }], quota: { work: 1 } }] });
      await stage.passUntil('it has refused', () => endpoint('alice~1').state === 'refused');
      isUp = false;
      await stage.pass(150_000);
      expect(endpoint('alice~1').state).toBe('down');
      expect(pool.connectionCount).toBeGreaterThan(2);
      expect(pool.connectionCount).toBeLessThan(12);
    } finally {
      await pool.close();
    }
  });

  it('gives way to the account’s next endpoint', async () => {
    await startFarm({ first: { acceptedWorkers: () => false } });
    const miner = await stage.miner('farm.m1');
    expect(stage.endpointOf('m1')).toBe('alice~2');
    expect(endpoint('alice~1').state).toBe('refused');
    expect(stage.farm.account('alice').state).toBe('working');
    await expectWork(miner);
  });
});

describe('a pool that says reconnect', () => {
  it('is not followed to another owner', async () => {
    const { first } = await startFarm();
    const miner = await stage.miner('farm.m1');
    const { connectionsSeen } = first;
    first.sendReconnect('pool.thief.example', 3333, 0);
    first.sendReconnect('127.0.0.2', 3333, 0);
    await stage.pass(5_000);
    expect([first.connectionsSeen, stage.endpointOf('m1')]).toEqual([connectionsSeen, 'alice~1']);
    await expectWork(miner);
    expectUnharmed(miner);
    const { notices } = stage.farm.engine.extras();
    expect(notices.find(({ id }) => id === 'thief-alice~1')).toMatchObject({
      severity: 'warning',
      text: expect.stringContaining('127.0.0.2'),
      subject: { kind: 'account', id: 'alice' },
    });
  });

  it('is followed to another port of its own, with the shares on their way kept', async () => {
    const { first } = await startFarm({ onlyFirst: true });
    const miner = await stage.miner('farm.m1');
    const elsewhere = await stage.pool();
    first.pauseAnswers();
    await miner.mine({ shares: 2 });
    await stage.until('the shares are there', () => first.heldAnswers === 2);
    first.sendReconnect('127.0.0.1', elsewhere.port, 2);
    await stage.passUntil('it is called there', () => elsewhere.connectionsSeen === 1);
    await stage.passUntil('alice is served there', () => stage.endpointOf('m1') === 'alice~1');
    first.resumeAnswers();
    await expectWork(miner);
    expect(elsewhere.countsOf('alice.farm').acceptedShares).toBe(3);
    expect(sharesOf(stage.farm.account('alice'))).toMatchObject({ acceptedShares: 5, inDoubtShares: 0 });
    expectUnharmed(miner);
  });
});

describe('a pool that has a message to show', () => {
  it('has the owner see the last one', async () => {
    const pool = new ScriptedPool(ordinaryPool());
    const url = `stratum+tcp://127.0.0.1:${await pool.listen()}`;
    const said = (): string[] => stage.farm.engine.extras().notices.map(({ text }) => text);
    try {
      await stage.start({ accounts: [{ name: 'alice', pools: [{ url }], quota: { work: 1 } }] });
      for (const text of ['first', 'maintenance\u0007 at noon'])
        pool.send({ id: null, method: 'client.show_message', params: [text] });
      await stage.until('it is shown', () => said().includes('alice~1 says: maintenance  at noon'));
      expect(said()).not.toContain('alice~1 says: first');
    } finally {
      await pool.close();
    }
  });
});

describe('a pool that sends every connection away at once', () => {
  it('is called in longer and longer intervals', async () => {
    const login = [setDifficulty(1), notify('j1'), { id: null, method: 'client.reconnect', params: [] }];
    const script = ordinaryPool({
      'mining.authorize': ({ id }, peer) => peer.send({ id, result: true, error: null }, ...login),
    });
    const pool = new ScriptedPool(script);
    const url = `stratum+tcp://127.0.0.1:${await pool.listen()}`;
    try {
      await stage.start({ accounts: [{ name: 'alice', pools: [{ url }], quota: { work: 1 } }] });
      await stage.pass(20_000);
      expect(pool.connectionCount).toBeGreaterThan(2);
      expect(pool.connectionCount).toBeLessThan(10);
    } finally {
      await pool.close();
    }
  });
});

describe('a pool that drops a connection nobody works on', () => {
  it('has not failed', async () => {
    const { first, third } = await startFarm();
    const miner = await stage.miner('farm.m1');
    await stage.pass(40_000);
    third.dropConnections();
    await stage.turn();
    expect(endpoint('bob~1').state).not.toBe('down');
    expect(stage.farm.engine.upstreams.get('bob')?.trouble?.kind).not.toBe('unreachable');
    await stage.passUntil('it is warm again', () => endpoint('bob~1').state === 'up', 2_000);
    first.dropConnections();
    await stage.turn();
    expect(endpoint('alice~1').state).toBe('down');
    await stage.passUntil('the next endpoint serves', () => stage.endpointOf('m1') === 'alice~2');
    await expectWork(miner);
    expectUnharmed(miner);
  });
});

describe('a pool with ways of its own', () => {
  const PROFILES = ['bitaxe', 'antminer', 'cgminer', 'nerdqaxe'] as const;

  it('may give a new extranonce and size while miners work', async () => {
    const { first } = await startFarm({ onlyFirst: true });
    const miners: CpuMiner[] = [];
    for (const profile of PROFILES) miners.push(await stage.miner(`farm.${profile}`, profile));
    for (const size of [8, 6, 4, 8]) {
      const before = miners.map(({ stats }) => stats.notifies);
      first.setExtranonce(size);
      await stage.until('the new job', () =>
        miners.every(({ stats }, index) => stats.notifies > (before[index] ?? 0)),
      );
      for (const miner of miners) await expectWork(miner, 8);
    }
    for (const miner of miners) {
      // The job before the last has the extranonce and size before the last.
      const late = await stage.mineLate(miner, 4);
      expect(late.map(({ outcome, message }) => message || outcome)).toEqual(accepted(4));
    }
    await stage.settled();
    expect(stage.farm.account('alice')).toMatchObject({
      acceptedShares: miners.length * 36,
      rejectedShares: 0,
    });
    expect(first.countsOf('alice.farm').rejected).toEqual(new Map());
    for (const miner of miners) expectUnharmed(miner);
  });

  it('may change the version mask while miners work', async () => {
    const { first } = await startFarm({ onlyFirst: true });
    const miners: CpuMiner[] = [];
    for (const profile of PROFILES) miners.push(await stage.miner(`farm.${profile}`, profile));
    for (const mask of [0x00c00000, 0x1fffe000, 0x00002000]) {
      const before = miners.map(({ stats }) => stats.notifies);
      first.setVersionMask(mask);
      first.newJob();
      await stage.until('the new job', () =>
        miners.every(({ stats }, index) => stats.notifies > (before[index] ?? 0)),
      );
      for (const miner of miners) await expectWork(miner, 30);
    }
    expect(first.countsOf('alice.farm').rejected).toEqual(new Map());
    for (const miner of miners) expectUnharmed(miner);
  });

  it.each<[string, Partial<ValidatingPoolOptions>]>([
    ['never answer optional methods', { answersOptional: false }],
    ['send a job before it answers authorize', { firstJobAfter: 'subscribe' }],
    ['not let versions roll', { versionMask: 0 }],
    ['have an empty extranonce1', { extranonce1Bytes: 0 }],
    ['refuse like ckpool', { rejectStyle: 'reject-reason' }],
  ])('may %s', async (_name, first) => {
    await startFarm({ first, onlyFirst: true });
    await stage.passUntil('alice can be served', () => endpoint('alice~1').state === 'up');
    for (const profile of PROFILES) {
      const miner = await stage.miner(`farm.${profile}`, profile);
      expect(stage.minerView(profile)?.accountId).toBe('alice');
      await expectWork(miner, 8);
      expectUnharmed(miner);
    }
    expect(sharesOf(stage.farm.account('alice'))).toEqual({
      acceptedShares: 8 * PROFILES.length,
      pendingShares: 0,
      inDoubtShares: 0,
      rejectedShares: 0,
      staleShares: 0,
    });
  });
});
