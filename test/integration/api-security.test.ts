import { once } from 'node:events';
import { connect } from 'node:net';

import { traverseContractProcedures } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';

import { contract } from '#shared/contract.ts';
import { ask } from '#test/support/http-client.ts';
import { BEARER, cookieOf, HttpFarm, TOKEN } from '#test/support/http-farm.ts';
import { until } from '#test/support/test-farm.ts';

let server: HttpFarm;
let port: number;
beforeEach(async () => {
  server = await new HttpFarm().start();
  port = server.port;
});
afterEach(() => server.stop());

/** Every route of the contract, with an id in place of each parameter. */
function routes(): { name: string; method: string; path: string }[] {
  const found: { name: string; method: string; path: string }[] = [];
  traverseContractProcedures({ router: contract, path: [] }, ({ contract: procedure, path }) => {
    const { method = 'POST', path: route = '' } = procedure['~orpc'].route;
    found.push({ name: path.join('.'), method, path: `/api/v1${route.replaceAll(/\{\w+\}/g, 'alice')}` });
  });
  return found;
}

const everyRoute = routes();

/** `{}` where a body may be: what is refused before it is read is refused whatever it says. */
async function statusesOf(
  headers: Record<string, string>,
  asked = everyRoute,
): Promise<Record<string, number>> {
  const statuses: Record<string, number> = {};
  for (const { name, method, path } of asked) {
    const body = method === 'GET' ? {} : { body: '{}' };
    statuses[name] = (await ask(port, path, { method, headers, ...body })).status;
  }
  return statuses;
}

const all = (status: number, asked = everyRoute): Record<string, number> =>
  Object.fromEntries(asked.map(({ name }) => [name, status]));

async function loggedIn(): Promise<string> {
  return cookieOf(await server.login(TOKEN));
}

/** The status of an upgrade that is refused; 101 for one that is taken. */
async function upgrade(headers: Record<string, string>): Promise<number | undefined> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, { headers });
  socket.on('error', () => {});
  try {
    return await Promise.race([
      once(socket, 'open').then(() => 101),
      once(socket, 'unexpected-response').then(
        ([, response]: { statusCode?: number }[]) => response?.statusCode,
      ),
    ]);
  } finally {
    socket.terminate();
  }
}

describe('every route of the contract', () => {
  it('is more than a handful, so that the tests below say something', () => {
    expect(everyRoute.length).toBeGreaterThan(60);
  });

  it('answers 401 and does nothing without a proof, with a wrong one and with one that has ended', async () => {
    const before = JSON.stringify(server.farm.snapshot());
    const ended = await loggedIn();
    await ask(port, '/logout', { method: 'POST', headers: { cookie: ended } });
    const name = ended.split('=')[0] ?? '';
    for (const headers of [
      {},
      { cookie: ended },
      { cookie: `${name}=` },
      { cookie: `${name}=${'A'.repeat(43)}` },
      { cookie: `${name}=${TOKEN}` },
      { authorization: `Basic ${Buffer.from(`x:${TOKEN}`).toString('base64')}` },
    ] as Record<string, string>[])
      expect(await statusesOf(headers), JSON.stringify(Object.keys(headers))).toEqual(all(401));
    expect(JSON.stringify(server.farm.snapshot())).toBe(before);
  });

  it('answers 403 to a page of another site that has the cookie, and to another name of this server', async () => {
    const before = JSON.stringify(server.farm.snapshot());
    const cookie = await loggedIn();
    for (const headers of [
      { cookie, origin: 'http://evil.example' },
      { cookie, origin: 'null' },
      { cookie, origin: `http://127.0.0.1:${port + 1}` },
      { cookie, host: `evil.example:${port}` },
      { cookie, host: `127.0.0.1.evil.example:${port}`, origin: `http://127.0.0.1.evil.example:${port}` },
    ] as Record<string, string>[])
      expect(await statusesOf(headers), JSON.stringify(headers)).toEqual(all(403));
    expect(JSON.stringify(server.farm.snapshot())).toBe(before);
  });

  it('has headers under which nothing in the answer runs, is framed or is kept', async () => {
    for (const headers of [{}, BEARER]) {
      for (const { name, method, path } of everyRoute) {
        if (name.endsWith('.events')) continue;
        const answer = await ask(port, path, { method, headers, ...(method !== 'GET' && { body: '[' }) });
        expect(answer.headers, name).toMatchObject({
          'content-security-policy': expect.stringMatching(/^default-src 'none'; frame-ancestors 'none'/),
          'x-content-type-options': 'nosniff',
          'x-frame-options': 'DENY',
          'cache-control': 'no-store',
          'cross-origin-resource-policy': 'same-origin',
        });
        expect(answer.headers['access-control-allow-origin'], name).toBeUndefined();
        expect(answer.headers['content-type'] ?? '', name).not.toContain('html');
      }
    }
  });
});

describe('the live connection', () => {
  it('is opened by nobody who has no proof, and by no page of another site', async () => {
    const cookie = await loggedIn();
    const own = `http://127.0.0.1:${port}`;
    expect({
      nothing: await upgrade({}),
      wrongCookie: await upgrade({ cookie: `${cookie}x` }),
      tokenAsCookie: await upgrade({ cookie: `${cookie.split('=')[0]}=${TOKEN}` }),
      foreignOrigin: await upgrade({ cookie, origin: 'http://evil.example' }),
      noOrigin: await upgrade({ cookie, origin: 'null' }),
      rebound: await upgrade({ cookie, host: `evil.example:${port}`, origin: `http://evil.example:${port}` }),
      own: await upgrade({ cookie, origin: own }),
    }).toEqual({
      nothing: 401,
      wrongCookie: 401,
      tokenAsCookie: 401,
      foreignOrigin: 403,
      noOrigin: 403,
      rebound: 403,
      own: 101,
    });
  });
});

describe('guessing', () => {
  it('ends after 60 wrong tokens of a minute, over HTTP and WebSocket together', async () => {
    const wrong = { authorization: 'Bearer wrong' };
    const statuses = new Set<number | undefined>();
    for (let guess = 0; guess < 30; guess += 1) {
      statuses.add((await ask(port, '/api/v1/farm', { headers: wrong })).status);
      statuses.add(await upgrade(wrong));
    }
    expect([...statuses]).toEqual([401]);
    const late = await server.call('/api/v1/farm');
    expect([late.status, late.headers['retry-after'], late.json]).toEqual([
      429,
      '60',
      { error: { code: 'TOO_MANY_REQUESTS', message: expect.stringMatching(/\.$/) } },
    ]);
    expect(await upgrade(BEARER)).toBe(429);
    expect((await server.call('/healthz')).status).toBe(200);
  });
});

describe('a stranger who does not hang up', () => {
  it.each([
    [
      'a refused upgrade',
      'GET /rpc HTTP/1.1\r\nHost: HOST\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    ],
    ['bytes that are no request', '\u0000\u0001\r\n\r\n'],
  ])('holds no connection: %s', async (_name, bytes) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    let isCut = false;
    socket.on('error', () => (isCut = true)).on('data', () => {});
    socket.write(bytes.replace('HOST', `127.0.0.1:${port}`), 'latin1');
    await once(socket, 'end');
    // A write to a connection that is still there is taken in silence; one to a connection that is gone fails.
    await until('the connection is cut', () => {
      if (!isCut) socket.write('x');
      return isCut;
    });
    socket.destroy();
    expect(isCut).toBe(true);
  });
});
