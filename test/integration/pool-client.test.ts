import { readFileSync } from 'node:fs';

import { afterEach, describe, expect, it } from 'vitest';

import type { Emitter } from '#engine/lib/emitter.ts';
import { silentLog } from '#engine/lib/log.ts';
import { PoolClient } from '#engine/stratum/pool-client.ts';
import type { PoolClientOptions, PoolClosed } from '#engine/stratum/pool-types.ts';
import type { SubmitReply } from '#engine/stratum/reject.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import {
  notify,
  ordinaryPool,
  ScriptedPool,
  setDifficulty,
  type PoolScript,
} from '#test/support/scripted-pool.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url), 'utf8');
const TLS = { key: fixture('localhost-key.pem'), cert: fixture('localhost-cert.pem') };

const cleanups: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

interface Setup {
  pool: ScriptedPool;
  client: PoolClient;
  clock: FakeClock;
  closed: PoolClosed[];
  /** Everything that happened, in order. */
  events: string[];
}

async function startPool(
  script: PoolScript,
  tls?: typeof TLS,
): Promise<{ pool: ScriptedPool; port: number }> {
  const pool = new ScriptedPool(script, tls);
  const port = await pool.listen();
  cleanups.push(() => pool.close());
  return { pool, port };
}

async function connect(
  script: PoolScript,
  options: Partial<PoolClientOptions> = {},
  tls?: typeof TLS,
): Promise<Setup> {
  const { pool, port } = await startPool(script, tls);
  const setup = newClient(port, options);
  setup.client.start();
  return { pool, ...setup };
}

function newClient(port: number, options: Partial<PoolClientOptions> = {}): Omit<Setup, 'pool'> {
  const clock = new FakeClock();
  const client = new PoolClient(
    { clock, log: silentLog },
    {
      worker: 'alice.farm1',
      password: 'd=512',
      userAgent: 'hashquota/0.1.0',
      ...options,
      endpoint: { scheme: 'tcp', host: '127.0.0.1', port, ...options.endpoint },
    },
  );
  cleanups.push(() => client.close('the test is over'));
  const closed: PoolClosed[] = [];
  const events: string[] = [];
  client.closed.on((reason) => closed.push(reason));
  client.closed.on((reason) => events.push(`closed ${reason.code}`));
  client.ready.on(() => events.push('ready'));
  client.job.on((job, difficulty) => events.push(`job ${job.jobId} at ${difficulty}`));
  client.difficultyChanged.on((difficulty) => events.push(`difficulty ${difficulty}`));
  client.extranonceChanged.on(({ extranonce1, extranonce2Size }) =>
    events.push(`extranonce ${extranonce1.toString('hex')}/${extranonce2Size}`),
  );
  client.maskChanged.on((mask) => events.push(`mask ${mask.toString(16)}`));
  client.refused.on(({ message }) => events.push(`refused ${message}`));
  client.messageShown.on((text) => events.push(`message ${text}`));
  client.reconnectRequested.on(({ host, port: to, waitMs }) =>
    events.push(`reconnect ${host}:${to} ${waitMs}`),
  );
  return { client, clock, closed, events };
}

function once<Args extends unknown[]>(emitter: Emitter<Args>): Promise<Args> {
  return new Promise((resolve) => {
    const off = emitter.on((...args) => {
      off();
      resolve(args);
    });
  });
}

/** Waits for a condition over real sockets, 10 s at most. */
async function until(what: string, condition: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > deadlineMs) throw new Error(`not within 10 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

async function ready(
  script: PoolScript = ordinaryPool(),
  options: Partial<PoolClientOptions> = {},
): Promise<Setup> {
  const setup = await connect(script, options);
  await until('ready with a job', () => setup.client.phase === 'ready' && setup.client.currentJob !== null);
  await until('extras sent', () => setup.pool.methods().includes('mining.extranonce.subscribe'));
  return setup;
}

const share = {
  jobId: 'j1',
  extranonce2Hex: '0a00000000000000',
  ntime: 0x64c25820,
  nonce: 0x0000_28da,
  versionBits: 0x0009_2000,
};

/** Waits until the client has answered a question: by then it has sent all it was going to send. */
async function roundTrip(pool: ScriptedPool, id: number): Promise<void> {
  pool.send({ id, method: 'mining.ping', params: [] });
  await until(`the answer to ping ${id}`, () =>
    pool.answers.some((answer) => (answer as { id: number }).id === id),
  );
}

const silent: PoolScript = () => {};

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
    cleanups.splice(0);
    const { client, closed } = newClient(port);
    client.start();
    await until('closed', () => closed.length > 0);
    expect(closed).toEqual([
      { code: 'CONNECT_FAILED', phase: 'connect', reason: `nothing listens on 127.0.0.1:${port}` },
    ]);
  });
});

describe('shares', () => {
  it('go out under the login name with five or six parameters, and answers come in any order', async () => {
    const { pool, client } = await ready();
    const answers: [string, SubmitReply][] = [];
    client.submit(share, (reply) => answers.push(['a', reply]));
    client.submit({ ...share, versionBits: null }, (reply) => answers.push(['b', reply]));
    client.submit(share, (reply) => answers.push(['c', reply]));
    await until(
      'three submits',
      () => pool.methods().filter((method) => method === 'mining.submit').length === 3,
    );
    const [a, b, c] = pool.received.filter((request) => request.method === 'mining.submit');
    expect([a?.params, b?.params]).toEqual([
      ['alice.farm1', 'j1', '0a00000000000000', '64c25820', '000028da', '00092000'],
      ['alice.farm1', 'j1', '0a00000000000000', '64c25820', '000028da'],
    ]);
    pool.send(
      { id: c?.id, result: null, error: [22, 'Duplicate share', null] },
      { id: 999, result: true, error: null },
      { id: `${a?.id}`, result: true, error: null },
      { id: a?.id, result: false, error: null },
      { id: b?.id, 'reject-reason': 'Stale', result: false, error: null },
    );
    await until('three answers', () => answers.length === 3);
    await roundTrip(pool, 500);
    expect(answers).toEqual([
      ['c', { accepted: false, kind: 'duplicate', text: 'Duplicate share' }],
      ['a', { accepted: true }],
      ['b', { accepted: false, kind: 'stale', text: 'Stale' }],
    ]);
    expect(client.pendingSubmitCount).toBe(0);
  });

  it('are answered however late the pool is', async () => {
    const { pool, client, clock } = await ready();
    const answer = new Promise<SubmitReply>((resolve) => client.submit(share, resolve));
    await until('the submit', () => pool.methods().includes('mining.submit'));
    clock.advance(600_000);
    pool.send({ id: pool.received.at(-1)?.id, result: true, error: null });
    expect(await answer).toEqual({ accepted: true });
  });

  it.each(['the pool hangs up', 'we close'])(
    'are told to be unanswered before the end when %s',
    async (how) => {
      const { pool, client, events } = await ready();
      client.submit(share, (reply) => events.push(`answer ${JSON.stringify(reply)}`));
      await until('the submit', () => pool.methods().includes('mining.submit'));
      if (how === 'we close') client.close('enough');
      else pool.hangUp();
      await until('closed', () => client.phase === 'closed');
      expect(events.slice(-2)).toEqual([
        'answer {"unanswered":true,"sent":true}',
        how === 'we close' ? 'closed CLOSED_BY_US' : 'closed CLOSED_BY_POOL',
      ]);
    },
  );

  it('are sent out before an orderly end', async () => {
    const { pool, client } = await ready();
    client.submit(share, () => {});
    client.close('enough');
    await until('the submit', () => pool.methods().includes('mining.submit'));
    expect(pool.received.at(-1)?.method).toBe('mining.submit');
  });

  it('are not sent without a login or beyond the bound, and say so', async () => {
    const idle = newClient(1);
    expect(await new Promise((resolve) => idle.client.submit(share, resolve))).toEqual({
      unanswered: true,
      sent: false,
    });
    const { client } = await ready();
    for (let count = 0; count < 4096; count++) client.submit(share, () => {});
    expect(await new Promise((resolve) => client.submit(share, resolve))).toEqual({
      unanswered: true,
      sent: false,
    });
    expect(client.pendingSubmitCount).toBe(4096);
  });
});

describe('what a pool announces', () => {
  it('counts each change of difficulty and keeps the difficulty of a job', async () => {
    const { pool, client, events } = await ready();
    expect(client.difficultyEpoch).toBe(1);
    pool.send(setDifficulty(1024), setDifficulty(1024), setDifficulty(2048));
    await until('the difficulty', () => client.difficulty === 2048);
    expect(client.difficultyEpoch).toBe(3);
    expect(client.currentJob?.jobId).toBe('j1');
    pool.send(notify('j2'));
    await until('the job', () => client.currentJob?.jobId === 'j2');
    expect(events.slice(-3)).toEqual(['difficulty 1024', 'difficulty 2048', 'job j2 at 2048']);
  });

  it('uses a new extranonce and mask from the next job on', async () => {
    const { pool, client, events } = await ready();
    pool.send(
      { id: null, method: 'mining.set_extranonce', params: ['08000002', 4] },
      { id: null, method: 'mining.set_version_mask', params: ['00c00000'] },
    );
    await roundTrip(pool, 1);
    expect([client.extranonce1.toString('hex'), client.extranonce2Size, client.versionMask]).toEqual([
      '67a1b2c3',
      8,
      0x1fff_e000,
    ]);
    pool.send(notify('j2'));
    await until('the job', () => client.currentJob?.jobId === 'j2');
    expect(events.slice(-3)).toEqual(['extranonce 08000002/4', 'mask c00000', 'job j2 at 512']);
  });

  it('answers get_version, ping and unknown requests, and nothing else', async () => {
    const { pool } = await ready();
    pool.send(
      { id: 5, method: 'client.get_version', params: [] },
      { id: 'abc', method: 'mining.ping' },
      { id: null, method: 'mining.unheard_of', params: [] },
      { id: 6, method: 'pong', params: [] },
      { id: 7, method: 'mining.unheard_of', params: [] },
    );
    await roundTrip(pool, 8);
    expect(pool.answers).toEqual([
      { id: 5, result: 'hashquota/0.1.0', error: null },
      { id: 'abc', result: 'pong', error: null },
      { id: 7, result: null, error: [20, 'Unknown method', null] },
      { id: 8, result: 'pong', error: null },
    ]);
  });

  it('passes messages on without control characters', async () => {
    const { pool, events } = await ready();
    pool.send({ id: null, method: 'client.show_message', params: [`hello\u001b[31m\n${'x'.repeat(500)}`] });
    await until('the message', () => events.at(-1)?.startsWith('message') ?? false);
    expect(events.at(-1)).toBe(`message hello [31m ${'x'.repeat(188)}…`);
  });

  it('asks for a reconnect to the same owner only', async () => {
    const { pool, client, events } = await ready();
    pool.send(
      { id: null, method: 'client.reconnect', params: ['thief.example.net', 3333, 0] },
      { id: null, method: 'client.reconnect', params: ['127.0.0.2', 3333, 0] },
      { id: null, method: 'client.reconnect', params: ['127.0.0.1', '4444', 5] },
    );
    await until('the request', () => events.at(-1)?.startsWith('reconnect') ?? false);
    expect(events.filter((event) => event.startsWith('reconnect'))).toEqual([
      'reconnect 127.0.0.1:4444 5000',
    ]);
    expect(client.refusedReconnectCount).toBe(2);
    expect(client.phase).toBe('ready');
  });
});

describe('a pool that misbehaves', () => {
  it('has lines that cannot be used skipped, up to a bound', async () => {
    const { pool, client, closed, events } = await ready();
    const badLines = [
      'no json',
      '[1,2]',
      '{}',
      '{"id":{},"result":true}',
      '{"id":null,"method":"mining.notify","params":["x"]}',
      '{"id":null,"method":"mining.notify","params":{}}',
      '{"id":null,"method":"mining.set_difficulty","params":[0]}',
      '{"id":null,"method":"mining.set_difficulty","params":[NaN]}',
      '{"id":null,"method":"mining.set_extranonce","params":["zz",4]}',
      '{"id":null,"method":"mining.set_version_mask","params":[7]}',
      '{"id":null,"method":"client.reconnect","params":["a",99999]}',
      `{"id":null,"method":"mining.notify","params":${'['.repeat(50)}`,
    ];
    pool.raw(badLines.map((line) => `${line}\n`).join(''));
    pool.send(notify('j2'));
    await until('the job', () => client.currentJob?.jobId === 'j2');
    expect(client.badLineCount).toBe(badLines.length);
    expect(events.slice(-2)).toEqual(['job j1 at 512', 'job j2 at 512']);
    pool.raw('x\n'.repeat(50));
    await until('closed', () => closed.length > 0);
    expect(closed[0]?.code).toBe('PROTOCOL_ERROR');
  });

  it('is left when it sends a line without end, after the lines before it are used', async () => {
    const { pool, closed, events } = await ready();
    pool.raw(`${JSON.stringify(notify('j2'))}\n{"x":"${'x'.repeat(2 * 1024 * 1024)}`);
    await until('closed', () => closed.length > 0);
    expect(events.slice(-2)).toEqual(['job j2 at 512', 'closed PROTOCOL_ERROR']);
    expect(closed[0]?.reason).toContain('1048576 bytes');
  });

  it('is left at once when it does not speak Stratum at all', async () => {
    const { closed } = await connect((_request, peer) => peer.raw('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await until('closed', () => closed.length > 0);
    expect(closed[0]).toMatchObject({ code: 'PROTOCOL_ERROR', phase: 'configure' });
    expect(closed[0]?.reason).toContain('does not speak Stratum');
  });
});

describe('TLS', () => {
  const ssl = (port: number, ca?: string, host = '127.0.0.1'): Partial<PoolClientOptions> => ({
    endpoint: { scheme: 'ssl', host, port, ca },
  });

  it.each(['127.0.0.1', 'localhost'])('works with the pinned certificate at %s', async (host) => {
    const { port } = await startPool(ordinaryPool(), TLS);
    const { client, events } = newClient(port, ssl(port, TLS.cert, host));
    client.start();
    await until('ready', () => client.currentJob !== null);
    expect(events).toContain('ready');
  });

  it.each([
    ['without a pin', undefined, 'not signed by an authority this computer trusts'],
    ['with another pin', fixture('other-cert.pem'), 'is not the pinned one'],
  ])('refuses a self-signed certificate %s', async (_name, ca, words) => {
    const { pool, port } = await startPool(ordinaryPool(), TLS);
    const { client, closed } = newClient(port, ssl(port, ca));
    client.start();
    await until('closed', () => closed.length > 0);
    expect(closed[0]).toMatchObject({ code: 'TLS_FAILED', phase: 'connect' });
    expect(closed[0]?.reason).toContain(words);
    expect(pool.received).toEqual([]);
  });

  it('says that a pin cannot be read', () => {
    const { client, closed } = newClient(1, ssl(1, 'no certificate'));
    client.start();
    expect(closed).toEqual([
      { code: 'TLS_FAILED', phase: 'connect', reason: 'the pinned certificate cannot be read' },
    ]);
  });

  it('says that a plain port does not speak TLS', async () => {
    const { pool, port } = await startPool(silent);
    pool.greet('{"id":null,"method":"client.show_message","params":["hello"]}\n');
    const { client, closed } = newClient(port, ssl(port));
    client.start();
    await until('closed', () => closed.length > 0);
    expect(closed[0]).toMatchObject({ code: 'TLS_FAILED' });
    expect(closed[0]?.reason).toContain('does not speak TLS');
  });

  it('gives up on a port that accepts and then says nothing', async () => {
    const { pool, port } = await startPool(silent);
    const { client, clock, closed } = newClient(port, ssl(port));
    const opened = once(client.progressed);
    client.start();
    expect(await opened).toEqual([{ step: 'connect', detail: `connected to 127.0.0.1:${port}` }]);
    await until('accepted', () => pool.connectionCount === 1);
    clock.advance(10_000);
    expect(closed).toMatchObject([{ code: 'CONNECT_TIMEOUT', reason: `127.0.0.1:${port} does not answer` }]);
  });
});
