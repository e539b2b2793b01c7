import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { CpuMiner } from '#main/demo/cpu-miner.ts';
import type { ProfileName } from '#main/demo/miner-profiles.ts';
import type { ValidatingPool } from '#main/demo/validating-pool.ts';
import { RawPeer } from '#test/support/raw-peer.ts';
import { accepted, minerIdOf, Stage } from '#test/support/stage.ts';
import { until } from '#test/support/test-farm.ts';

const PROFILES: ProfileName[] = [
  'bitaxe',
  'antminer',
  'cgminer',
  'five-params',
  'whatsminer',
  'nerdminer',
  'nerdqaxe',
];

let stage: Stage;

beforeEach(() => {
  stage = new Stage();
});

afterEach(() => stage.stop());

/** Alice at a pool with this extranonce2, and the owner at an ordinary one. */
async function startSmall(
  extranonce2Size: number,
  options: { extranonce1Bytes?: number; isListening?: boolean } = {},
) {
  const { extranonce1Bytes = 4, isListening = true } = options;
  const small = await stage.pool({ extranonce2Size, extranonce1Bytes });
  if (!isListening) await small.stopListening();
  const ordinary = await stage.pool({ extranonce2Size: 8 });
  await stage.start({
    accounts: [
      { name: 'alice', pools: [{ url: small.url }], quota: { work: 1 } },
      { name: 'bob', pools: [{ url: ordinary.url }], quota: { work: 1 } },
    ],
  });
  return { small, ordinary };
}

/** Connects a miner that comes back by itself, and waits until it has a job of `accountId`. */
async function settle(worker: string, profile: ProfileName, accountId: string): Promise<CpuMiner> {
  const miner = await stage.comingBack(worker, profile);
  const id = worker.slice(worker.indexOf('.') + 1);
  await stage.passUntil(
    `${id} works for ${accountId}`,
    () => miner.job !== null && stage.minerView(id)?.accountId === accountId,
  );
  return miner;
}

function rejectedAt(pool: ValidatingPool): string[] {
  return pool.workers().flatMap((worker) => [...pool.countsOf(worker).rejected.keys()]);
}

describe.each([
  [8, 4],
  [8, 1],
  [6, 0],
  [5, 4],
  [4, 4],
])('a pool with %i bytes of extranonce2 and %i of extranonce1', (extranonce2Size, extranonce1Bytes) => {
  it('has every kind of miner without a reconnect', async () => {
    const { small } = await startSmall(extranonce2Size, { extranonce1Bytes });
    const miners: CpuMiner[] = [];
    for (const profile of PROFILES) miners.push(await settle(`farm.${profile}`, profile, 'alice'));
    for (const miner of miners)
      expect(await stage.mineAndSettle(miner, 12), miner.worker).toEqual(accepted(12));
    expect(small.countsOf('alice.farm').acceptedShares).toBe(12 * PROFILES.length);
    expect(rejectedAt(small)).toEqual([]);
    expect(miners.map(({ stats }) => stats.connects)).toEqual(PROFILES.map(() => 1));
  });
});

describe('a pool with 3 bytes of extranonce2', () => {
  it.each(['bitaxe', 'antminer'] as const)('gets a %s by set_extranonce', async (profile) => {
    const { small } = await startSmall(3);
    const miner = await settle('farm.m1', profile, 'alice');
    expect(await stage.mineAndSettle(miner, 12)).toEqual(accepted(12));
    expect(miner.extranonce.extranonce2Size).toBe(2);
    expect(miner.stats).toMatchObject({ connects: 1, closes: 0 });
    expect(small.countsOf('alice.farm').acceptedShares).toBe(12);
    expect(rejectedAt(small)).toEqual([]);
  });

  it.each(['cgminer', 'five-params', 'whatsminer', 'nerdminer'] as const)(
    'gets a %s by one reconnect, and the screen says so',
    async (profile) => {
      const { small } = await startSmall(3);
      const miner = await settle('farm.m1', profile, 'alice');
      expect(await stage.mineAndSettle(miner, 12)).toEqual(accepted(12));
      expect(miner.stats).toMatchObject({ connects: 2, closes: 1 });
      expect(miner.extranonce.extranonce2Size).toBe(2);
      expect(small.countsOf('alice.farm').acceptedShares).toBe(12);
      expect(rejectedAt(small)).toEqual([]);
      expect(stage.farm.engine.extras().notices.map(({ text }) => text)).toContain(
        "m1 was reconnected once: alice's pool leaves it 2 bytes of extranonce2.",
      );
    },
  );

  it.each([
    ['nerdqaxe', 'NerdQAxe++/BM1370/v1.0.36'],
    ['cgminer', 'cgminer/4.11.1 avalon'],
  ] as const)(
    'is passed over by a miner that needs 3 bytes of its own (%s, %s)',
    async (profile, userAgent) => {
      const { ordinary } = await startSmall(3);
      const miner = await stage.comingBack('farm.m1', profile, { userAgent });
      await stage.passUntil('bob gets the miner', () => stage.minerView('m1')?.accountId === 'bob');
      expect(await stage.mineAndSettle(miner, 6)).toEqual(accepted(6));
      expect(ordinary.countsOf('bob.farm').acceptedShares).toBe(6);
      expect(miner.stats).toMatchObject({ connects: 1, closes: 0 });
      const reasons = stage.farm.engine.proxy.binder.ineligible().get('m1');
      expect(reasons?.get('alice')).toBe(
        'this firmware needs 3 bytes of extranonce2 of its own; the pool leaves 2',
      );
    },
  );

  it('is tried by a farm that cannot work there once, and not once per miner', async () => {
    const { small, ordinary } = await startSmall(3, { isListening: false });
    const miners = await Promise.all(
      Array.from({ length: 40 }, (_, index) => stage.comingBack(`farm.q${index}`, 'nerdqaxe')),
    );
    const isAtBob = () =>
      miners.every((miner) => stage.minerView(minerIdOf(miner))?.accountId === 'bob' && miner.job !== null);
    await stage.passUntil('bob gets them all', isAtBob);
    const { binder } = stage.farm.engine.proxy;
    let tellings = 0;
    binder.becameIneligible.on(() => (tellings += 1));
    await small.startListening();
    await stage.passUntil('all have tried', () => binder.ineligible().size === 40, 60_000);
    await stage.passUntil('bob has them all again', isAtBob);
    expect(tellings).toBe(1);
    for (const miner of miners) expect(await stage.mineAndSettle(miner, 1)).toEqual(accepted(1));
    expect(ordinary.countsOf('bob.farm').acceptedShares).toBe(40);
    expect(miners.every(({ stats }) => stats.connects === 1)).toBe(true);
  });

  it('is shared with sessions that moved from and to ordinary pools, without a header twice', async () => {
    const { small, ordinary } = await startSmall(3);
    const miners = [
      await settle('farm.cg', 'cgminer', 'alice'),
      await settle('farm.bitaxe', 'bitaxe', 'alice'),
      await settle('farm.nerd', 'nerdminer', 'alice'),
    ];
    const connects = miners.map(({ stats }) => stats.connects);
    for (const accountId of ['bob', 'alice', 'bob', 'alice']) {
      for (const id of ['cg', 'bitaxe', 'nerd']) stage.farm.engine.proxy.assign(id, accountId, 'test');
      await stage.passUntil(`all at ${accountId}`, () =>
        ['cg', 'bitaxe', 'nerd'].every((id) => stage.minerView(id)?.accountId === accountId),
      );
      for (const miner of miners)
        expect(await stage.mineAndSettle(miner, 20), miner.worker).toEqual(accepted(20));
    }
    expect([...rejectedAt(small), ...rejectedAt(ordinary)]).toEqual([]);
    expect(miners.map(({ stats }) => stats.connects)).toEqual(connects);
  });
});

describe('a pool with 2 bytes of extranonce2', () => {
  it('is passed over by all miners, with the reason', async () => {
    await startSmall(2);
    const miner = await settle('farm.m1', 'bitaxe', 'bob');
    expect(await stage.mineAndSettle(miner, 4)).toEqual(accepted(4));
    expect(stage.farm.engine.proxy.binder.ineligible().get('m1')?.get('alice')).toBe(
      "the pool's extranonce2 has 2 bytes, at least 3 are needed",
    );
  });
});

describe.each([
  [4, 2],
  [8, 1],
])('300 miners at a pool with %i bytes of extranonce2', (extranonce2Size, connections) => {
  it(`work over ${connections} connection(s), each on coinbases of its own`, async () => {
    const { small } = await startSmall(extranonce2Size);
    const peers = await Promise.all(
      Array.from({ length: 300 }, async (_, index) => {
        const peer = await RawPeer.open(stage.farm.port);
        peer.send(
          `{"id":1,"method":"mining.subscribe","params":[]}\n{"id":2,"method":"mining.authorize","params":["farm.r${index}","x"]}\n`,
        );
        return peer;
      }),
    );
    const work = new Map<RawPeer, string>();
    await stage.passUntil('every miner has a job', () => {
      for (const peer of peers) {
        const lines = peer.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
        const subscribed = lines.find(({ id }) => id === 1)?.['result'] as [unknown, string, number];
        const job = lines.findLast(({ method }) => method === 'mining.notify')?.['params'] as string[];
        if (job) work.set(peer, `${job[2]} ${subscribed[1]} ${job[3]} ${job[7]}`);
      }
      return work.size === 300;
    });
    expect(new Set(work.values()).size).toBe(300);
    expect(small.sessions.filter(({ logins }) => logins.has('alice.farm')).length).toBe(connections);
    for (const peer of peers) peer.destroy();
    await until('all are gone', () => stage.farm.engine.proxy.sessionCount === 0);
  });
});
