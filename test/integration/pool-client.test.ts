import { afterEach, describe, expect, it } from 'vitest';

import type { SubmitReply } from '#engine/stratum/reject.ts';
import { closeAll, connect, newClient, ready, roundTrip, until } from '#test/support/pool-client-setup.ts';
import { notify, setDifficulty } from '#test/support/scripted-pool.ts';

afterEach(closeAll);

const share = {
  jobId: 'j1',
  extranonce2Hex: '0a00000000000000',
  ntime: 0x64c25820,
  nonce: 0x0000_28da,
  versionBits: 0x0009_2000,
};

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
