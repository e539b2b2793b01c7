import { once } from 'node:events';

import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';

import type { Contract } from '#shared/contract.ts';
import { ContractFarm } from '#test/support/contract-farm.ts';
import { ask } from '#test/support/http-client.ts';
import { BEARER, cookieOf, TOKEN } from '#test/support/http-farm.ts';

let farm: ContractFarm;
let port: number;
beforeEach(async () => {
  farm = await ContractFarm.start();
  ({ port } = farm);
});
afterEach(() => farm.stop());

async function openSocket(headers: Record<string, string>): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, { headers });
  await once(socket, 'open');
  return socket;
}

function clientOn(socket: WebSocket): ContractRouterClient<Contract> {
  return createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }));
}

/** The status of an upgrade that is refused. */
async function refusal(headers: Record<string, string>, path = '/rpc'): Promise<number | undefined> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
  socket.on('error', () => {});
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode?: number }];
  socket.terminate();
  return response.statusCode;
}

describe('the live connection', () => {
  it('marks as the browser where one has logged in', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const login = await ask(port, '/login', { method: 'POST', headers, body: `token=${TOKEN}` });
    const socket = await openSocket({ cookie: cookieOf(login), origin: `http://127.0.0.1:${port}` });
    const miner = await clientOn(socket).miners.markFailed({ id: 'm1', failed: true });
    socket.close();
    expect(miner.markedFailed?.by).toBe('browser');
  });

  it('is refused without a token, to other sites, under other names and at other addresses', async () => {
    expect([
      await refusal({}),
      await refusal({ authorization: 'Bearer wrong' }),
      await refusal({ ...BEARER, origin: 'http://evil.example' }),
      await refusal({ ...BEARER, host: `evil.example:${port}` }),
      await refusal(BEARER, '/elsewhere'),
    ]).toEqual([401, 401, 403, 403, 404]);
  });

  it('ends with the session that opened it', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const login = await ask(port, '/login', { method: 'POST', headers, body: `token=${TOKEN}` });
    const cookie = cookieOf(login);
    const socket = await openSocket({ cookie });
    const closed = once(socket, 'close');
    await ask(port, '/logout', { method: 'POST', headers: { cookie } });
    expect((await closed)[0]).toBe(4401);
  });

  it.each([
    ['text that is no message', 'hello', 4400],
    ['deep JSON', '['.repeat(100_000), 4400],
    ['binary', Buffer.from([0xff, 0x00, 0xfe]), 4400],
    ['numbers where text belongs', JSON.stringify({ i: 'x', p: { u: 7, h: 7, m: 7, b: 7 } }), 4400],
    ['an address elsewhere', JSON.stringify({ i: '1', p: { u: 'http://evil.example/' } }), 4400],
    ['more than it takes', 'x'.repeat(3 * 1_048_576), 1009],
  ])('is cut by %s, and no other is', async (_name, bytes, code) => {
    const bad = await openSocket(BEARER);
    const good = await openSocket(BEARER);
    bad.on('error', () => {});
    const closed = once(bad, 'close');
    bad.send(bytes);
    expect((await closed)[0]).toBe(code);
    await expect(clientOn(good).farm.get()).resolves.toMatchObject({ accounts: [{ id: 'alice' }] });
    good.close();
  });

  it('answers 404 to a call of nothing', async () => {
    const socket = await openSocket(BEARER);
    socket.send(JSON.stringify({ i: '1', p: { u: '/no/such/procedure', b: {} } }));
    const [data] = (await once(socket, 'message')) as [Buffer];
    expect(JSON.parse(data.toString())).toMatchObject({ i: '1', p: { s: 404 } });
    socket.close();
  });
});
