import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { AuditStore } from '#engine/store/audit-store.ts';
import { RawPeer } from '#test/support/raw-peer.ts';
import {
  notify,
  ordinaryPool,
  type PoolScript,
  ScriptedPool,
  setDifficulty,
} from '#test/support/scripted-pool.ts';
import { SHARE, Stage } from '#test/support/stage.ts';

let scriptedPools: ScriptedPool[] = [];
let stage: Stage;

beforeEach(() => {
  stage = new Stage();
  scriptedPools = [];
});

afterEach(async () => {
  for (const pool of scriptedPools) await pool.close();
  await stage.stop();
});

/** Alice at a pool that does what `authorize` says, and bob at an ordinary one; a miner that only listens. */
async function startScripted(authorize: PoolScript) {
  const scripted = new ScriptedPool(ordinaryPool({ 'mining.authorize': authorize }));
  const port = await scripted.listen();
  scriptedPools.push(scripted);
  const ordinary = await stage.pool();
  await stage.start({
    accounts: [
      {
        name: 'alice',
        pools: [{ url: `stratum+tcp://127.0.0.1:${port}` }],
        password: 'open-sesame',
        quota: { work: 1 },
      },
      { name: 'bob', pools: [{ url: ordinary.url }], quota: { work: 1 } },
    ],
  });
  const happened: string[] = [];
  stage.farm.engine.upstreams.logins.changed.on((accountId, { ok }) =>
    happened.push(`${accountId} ${ok ? 'logged in' : 'refused'}`),
  );
  stage.farm.engine.proxy.binder.jobIssued.on((_minerId, accountId) => happened.push(`job of ${accountId}`));
  const peer = await RawPeer.open(stage.farm.port);
  peer.send('{"id":1,"method":"mining.subscribe","params":[]}\n');
  peer.send('{"id":2,"method":"mining.authorize","params":["farm.m1","x"]}\n');
  await stage.passUntil('bob has the miner', () => stage.minerView('m1')?.accountId === 'bob');
  return { scripted, ordinary, peer, happened };
}

/** The previous blocks of the jobs that the miner was sent: they tell which pool a job is from. */
function blocksSentTo(peer: RawPeer): Set<unknown> {
  const messages = peer.lines.map((line) => JSON.parse(line) as { method?: string; params?: unknown[] });
  return new Set(
    messages.filter(({ method }) => method === 'mining.notify').map(({ params }) => params?.[1]),
  );
}

function storedLogins(accountId: string): object[] {
  return new AuditStore(stage.farm.engine.database)
    .latest(100)
    .filter(({ action, subject }) => action === 'account.login' && subject === accountId)
    .map(({ by, detail }) => ({ by, ...detail }));
}

const SCRIPTED_BLOCK = '11'.repeat(32);
const WORK = [setDifficulty(SHARE), notify('early')];

describe('claim 3, the login', () => {
  it('steps 1 and 2: asks every account with its own name and password at its own address', async () => {
    const seen: string[] = [];
    const acceptedWorkers = (place: string) => (worker: string, password: string) =>
      seen.push(`${place}: ${worker}/${password}`) > 0;
    const first = await stage.pool({ acceptedWorkers: acceptedWorkers('first') });
    const second = await stage.pool({ acceptedWorkers: acceptedWorkers('second') });
    await stage.start({
      accounts: [
        { name: 'alice', pools: [{ url: first.url }], password: 'a-word' },
        { name: 'bob', pools: [{ url: second.url }], password: 'b-word' },
        { name: 'carol', pools: [{ url: first.url }], password: 'c-word' },
      ],
    });
    await stage.until('all have asked', () => seen.length === 3);
    expect(seen.toSorted()).toEqual([
      'first: alice.farm/a-word',
      'first: carol.farm/c-word',
      'second: bob.farm/b-word',
    ]);
  });

  it('steps 3 and 4: stores a refusal for the account, and no miner gets the job that came with it', async () => {
    let isWelcome = false;
    const { scripted, ordinary, peer, happened } = await startScripted(({ id }, pool) => {
      const words = 'Unknown worker (open-sesame)';
      const answer = isWelcome ? { result: true } : { result: false, error: [24, words, null] };
      pool.send(...WORK, { id, error: null, ...answer }, notify('late'));
    });
    const { logins } = stage.farm.engine.upstreams;
    const refusal = { ok: false, endpointId: 'alice~1', text: 'Unknown worker (•••)' };
    expect(logins.last('alice')).toMatchObject(refusal);
    await stage.passUntil('it was asked again', () => scripted.connectionCount > 1, 120_000);
    await stage.pass(2_000);
    expect(blocksSentTo(peer)).toEqual(new Set([ordinary.currentJob().prevhash.toString('hex')]));
    expect(storedLogins('alice')).toEqual([{ by: 'pool', ...refusal }]);
    expect(storedLogins('bob')).toMatchObject([{ ok: true, endpointId: 'bob~1' }]);
    expect(stage.farm.account('alice').state).toBe('refused');

    isWelcome = true;
    happened.length = 0;
    await stage.passUntil('alice is served', () => blocksSentTo(peer).has(SCRIPTED_BLOCK), 400_000);
    expect(happened.filter((one) => one.includes('alice')).slice(0, 2)).toEqual([
      'alice logged in',
      'job of alice',
    ]);
    const success = { ok: true, endpointId: 'alice~1', text: 'logged in as alice.farm' };
    expect(logins.last('alice')).toMatchObject(success);
    expect(storedLogins('alice')).toMatchObject([success, refusal]);
  });

  it('steps 4 to 6: gives a job that came before the answer to a miner only once the login has succeeded', async () => {
    let loginId: number | null = null;
    const { scripted, peer, happened } = await startScripted(({ id }, pool) => {
      loginId = id;
      pool.send(...WORK);
    });
    await stage.pass(3_000);
    expect(loginId).not.toBeNull();
    expect(stage.farm.engine.upstreams.logins.last('alice')).toBeNull();
    expect(blocksSentTo(peer).has(SCRIPTED_BLOCK)).toBe(false);
    scripted.send({ id: loginId, result: true, error: null });
    await stage.passUntil('the miner has the job', () => blocksSentTo(peer).has(SCRIPTED_BLOCK), 5_000);
    expect(happened.filter((one) => one.includes('alice')).slice(0, 2)).toEqual([
      'alice logged in',
      'job of alice',
    ]);
    expect(stage.minerView('m1')?.accountId).toBe('alice');
  });
});
