import { afterEach, describe, expect, it } from 'vitest';

import {
  closeAll,
  connect,
  newClient,
  ready,
  roundTrip,
  silent,
  startPool,
  until,
} from '#test/support/pool-client-setup.ts';
import { notify, ordinaryPool, setDifficulty, type PoolScript } from '#test/support/scripted-pool.ts';

afterEach(closeAll);

describe('the login', () => {
  it('goes in the order every pool takes, with integer ids', async () => {
    const { pool, client, events } = await ready(ordinaryPool(), { suggestDifficulty: 1024 });
    await until('the suggestion', () => pool.methods().includes('mining.suggest_difficulty'));
    expect(pool.received).toEqual([
      {
        id: 1,
        method: 'mining.configure',
        params: [
          ['version-rolling'],
          { 'version-rolling.mask': '1fffe000', 'version-rolling.min-bit-count': 2 },
        ],
      },
      { id: 2, method: 'mining.subscribe', params: ['hashquota/0.1.0'] },
      { id: 3, method: 'mining.authorize', params: ['alice.farm1', 'd=512'] },
      { id: 4, method: 'mining.extranonce.subscribe', params: [] },
      { id: 5, method: 'mining.suggest_difficulty', params: [1024] },
    ]);
    expect(events).toEqual([
      'mask 1fffe000',
      'extranonce 67a1b2c3/8',
      'ready',
      'difficulty 512',
      'job j1 at 512',
    ]);
    expect(client).toMatchObject({
      phase: 'ready',
      extranonce1: Buffer.from('67a1b2c3', 'hex'),
      extranonce2Size: 8,
      versionMask: 0x1fff_e000,
      difficulty: 512,
      upstreamWorker: 'alice.farm1',
    });
  });

  it('waits for each answer before the next step', async () => {
    const { pool } = await connect(silent);
    const answers = [
      { id: 1, result: { 'version-rolling': false }, error: null },
      { id: 2, result: [[], '00', 8], error: null },
      { id: 3, result: true, error: null },
    ];
    const steps = ['mining.configure', 'mining.subscribe', 'mining.authorize', 'mining.extranonce.subscribe'];
    for (const [index, answer] of answers.entries()) {
      await until(`step ${index}`, () => pool.received.length > index);
      await roundTrip(pool, 100 + index);
      expect(pool.methods()).toEqual(steps.slice(0, index + 1));
      pool.send(answer);
    }
    await until('the extras', () => pool.methods().length === 4);
    expect(pool.methods()).toEqual(steps);
  });

  it('reads everything that comes in one segment with the login answer', async () => {
    const { events } = await ready(
      ordinaryPool({
        'mining.authorize': ({ id }, peer) =>
          peer.raw(
            [
              setDifficulty(0.5),
              { id, result: true, error: null },
              notify('a'),
              '',
              setDifficulty(16_383.75),
              notify('b'),
            ]
              .map((line) => `${line === '' ? '' : JSON.stringify(line)}\r\n`)
              .join(''),
          ),
      }),
    );
    expect(events.slice(2)).toEqual([
      'difficulty 0.5',
      'ready',
      'job a at 0.5',
      'difficulty 16383.75',
      'job b at 16383.75',
    ]);
  });

  it('takes jobs that come before the login is answered, and holds one that comes before its extranonce', async () => {
    const { events } = await ready(
      ordinaryPool({
        'mining.subscribe': ({ id }, peer) =>
          peer.send(
            setDifficulty(64),
            notify('early'),
            { id, result: ['x', '', 8], error: null },
            notify('second'),
          ),
        'mining.authorize': ({ id }, peer) => peer.send({ id, result: true, error: null }),
      }),
    );
    expect(events).toEqual([
      'mask 1fffe000',
      'difficulty 64',
      'extranonce /8',
      'job early at 64',
      'job second at 64',
      'ready',
    ]);
  });

  it('understands bytes that trickle in one by one', async () => {
    const trickle: PoolScript = (request, peer) =>
      ordinaryPool()(request, {
        ...peer,
        send: (...lines) => {
          for (const byte of Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))) {
            peer.raw(Buffer.from([byte]));
          }
        },
      });
    const { client } = await ready(trickle);
    expect(client.currentJob?.jobId).toBe('j1');
  });

  it('takes silence about configure as no version rolling, and a late answer for what it says', async () => {
    const { pool, client, clock, events } = await connect(ordinaryPool({ 'mining.configure': silent }));
    await until('configure', () => pool.received.length === 1);
    clock.advance(4_000);
    await until('ready', () => client.currentJob !== null);
    expect(client.versionMask).toBe(0);
    pool.send(
      { id: 1, result: { 'version-rolling': true, 'version-rolling.mask': 'ffffffff' }, error: null },
      notify('j2'),
    );
    await until('the next job', () => client.currentJob?.jobId === 'j2');
    expect(client.versionMask).toBe(0x1fff_e000);
    expect(events.slice(-2)).toEqual(['mask 1fffe000', 'job j2 at 512']);
  });

  it.each([
    ['an error', { result: null, error: [20, 'Method not found', null] }],
    ['a refusal', { result: { 'version-rolling': false }, error: null }],
    ['nonsense', { result: [1, 2, 3] }],
  ])('goes on without version rolling after %s', async (_name, answer) => {
    const { client } = await ready(
      ordinaryPool({ 'mining.configure': ({ id }, peer) => peer.send({ id, ...answer }) }),
    );
    expect(client.versionMask).toBe(0);
  });

  it('keeps of a mask only what it asked for', async () => {
    const { client } = await ready(
      ordinaryPool({
        'mining.configure': ({ id }, peer) =>
          peer.send({
            id,
            result: { 'version-rolling': true, 'version-rolling.mask': 'e0c00001' },
            error: null,
          }),
      }),
    );
    expect(client.versionMask).toBe(0x00c0_0000);
  });

  it('tells that a pool hung up on configure, and does without when asked to', async () => {
    const { pool, port } = await startPool(
      ordinaryPool({ 'mining.configure': (_request, peer) => peer.hangUp() }),
    );
    const first = newClient(port);
    first.client.start();
    await until('closed', () => first.closed.length > 0);
    expect(first.closed[0]).toMatchObject({ code: 'CLOSED_BY_POOL', phase: 'configure' });
    const second = newClient(port, { skipConfigure: true });
    second.client.start();
    await until('ready', () => second.client.currentJob !== null);
    expect(pool.methods().slice(0, 3)).toEqual(['mining.configure', 'mining.subscribe', 'mining.authorize']);
    pool.send({ id: null, method: 'mining.set_version_mask', params: ['1fffe000'] }, notify('j2'));
    await until('the next job', () => second.client.currentJob?.jobId === 'j2');
    expect(second.client.versionMask).toBe(0);
  });

  it("reports a refused login in the pool's words, once", async () => {
    const { client, closed, events } = await connect(
      ordinaryPool({
        'mining.authorize': ({ id }, peer) =>
          peer.send({ id, result: false, error: [24, 'Unauthorized worker', null] }, notify('j1')),
      }),
    );
    await until('closed', () => closed.length > 0);
    client.close('again');
    expect(events.slice(-2)).toEqual(['refused Unauthorized worker', 'closed AUTHORIZE_REFUSED']);
    expect(closed).toEqual([
      {
        code: 'AUTHORIZE_REFUSED',
        phase: 'authorize',
        reason: 'the pool refused the login alice.farm1: Unauthorized worker',
      },
    ]);
  });

  it.each([
    ['an error', { result: null, error: [20, 'too many connections', null] }, 'too many connections'],
    ['no extranonce', { result: true, error: null }, 'extranonce1'],
    ['an extranonce2 size of a million', { result: [[], '00', 1_000_000], error: null }, '1 to 32'],
  ])('ends when subscribe brings %s', async (_name, answer, words) => {
    const { closed } = await connect(
      ordinaryPool({ 'mining.subscribe': ({ id }, peer) => peer.send({ id, ...answer }) }),
    );
    await until('closed', () => closed.length > 0);
    expect(closed[0]).toMatchObject({ code: 'SUBSCRIBE_REFUSED', phase: 'subscribe' });
    expect(closed[0]?.reason).toContain(words);
  });

  it.each(['mining.subscribe', 'mining.authorize'])(
    'ends when %s is not answered for 10 s',
    async (method) => {
      const { pool, clock, closed } = await connect(ordinaryPool({ [method]: silent }));
      await until(method, () => pool.methods().includes(method));
      clock.advance(9_999);
      expect(closed).toEqual([]);
      clock.advance(1);
      expect(closed).toMatchObject([{ code: 'LOGIN_TIMEOUT', reason: `the pool does not answer ${method}` }]);
    },
  );

  it('has no time limit left once it is ready', async () => {
    const { clock, closed } = await ready();
    clock.advance(3_600_000);
    expect(closed).toEqual([]);
  });

  it('says that nothing listens', async () => {
    const { pool, port } = await startPool(silent);
    await pool.close();
    const { client, closed } = newClient(port);
    client.start();
    await until('closed', () => closed.length > 0);
    expect(closed).toEqual([
      { code: 'CONNECT_FAILED', phase: 'connect', reason: `nothing listens on 127.0.0.1:${port}` },
    ]);
  });
});
