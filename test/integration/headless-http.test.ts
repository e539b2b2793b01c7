import { connect } from 'node:net';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ask, askRaw } from '#test/support/http-client.ts';
import { cookieOf, HttpFarm, INDEX_HTML, TOKEN } from '#test/support/http-farm.ts';

let server: HttpFarm;
let port: number;
beforeEach(async () => {
  server = await new HttpFarm().start();
  port = server.port;
});
afterEach(() => server.stop());

describe('who may ask', () => {
  it.each(['/api/v1/farm', '/api/v1/openapi.json', '/metrics', '/', '/assets/index-B4dF00d1.js', '/nothing'])(
    'is refused with 401 at %s without or with a wrong token',
    async (path) => {
      const refused = { status: 401, json: { error: { code: 'UNAUTHORIZED', message: expect.any(String) } } };
      expect(await ask(port, path)).toMatchObject(refused);
      expect(await ask(port, path, { headers: { authorization: 'Bearer wrong' } })).toMatchObject(refused);
      expect(await ask(port, path, { headers: { authorization: `Basic ${TOKEN}` } })).toMatchObject(refused);
    },
  );

  it('is everyone for /healthz', async () => {
    expect(await ask(port, '/healthz')).toMatchObject({ status: 200, json: { status: 'ok' } });
  });

  it.each(['evil.example', 'evil.example:PORT', '127.0.0.1', '127.0.0.1:1', '10.1.2.3:PORT'])(
    'is nobody under the Host %j',
    async (host) => {
      const answer = await server.call('/api/v1/farm', {
        headers: { host: host.replace('PORT', String(port)) },
      });
      expect(answer).toMatchObject({ status: 403, json: { error: { code: 'FORBIDDEN' } } });
    },
  );

  it.each(['127.0.0.1:PORT', 'localhost:PORT', 'LOCALHOST:PORT', '[::1]:PORT'])(
    'is taken under the Host %j',
    async (host) => {
      const answer = await server.call('/api/v1/farm', {
        headers: { host: host.replace('PORT', String(port)) },
      });
      expect(answer.status).toBe(200);
    },
  );

  it.each([
    'http://evil.example',
    'null',
    'https://127.0.0.1:PORT',
    'http://127.0.0.1:1',
    'http://localhost:PORT',
  ])('is nobody from the Origin %j', async (origin) => {
    const answer = await server.call('/api/v1/farm', {
      headers: { origin: origin.replace('PORT', String(port)) },
    });
    expect(answer).toMatchObject({ status: 403, json: { error: { code: 'FORBIDDEN' } } });
  });

  it('is taken from its own Origin', async () => {
    const answer = await server.call('/api/v1/farm', { headers: { origin: `http://127.0.0.1:${port}` } });
    expect(answer.status).toBe(200);
  });

  it('is told 403 in the usual shape when the Host header is missing', async () => {
    const answer = await askRaw(port, 'GET /api/v1/farm HTTP/1.1\r\nConnection: close\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 403 .*"code":"FORBIDDEN"/s);
  });
});

describe('the login', () => {
  it('leads a browser to a page that needs no script', async () => {
    const redirect = await ask(port, '/', { headers: { accept: 'text/html' } });
    expect([redirect.status, redirect.headers.location]).toEqual([303, '/login']);
    const page = await ask(port, '/login');
    const nonce = /style-src 'nonce-([^']+)'/.exec(page.headers['content-security-policy'] as string)?.[1];
    expect(page.text).toContain(`<style nonce="${nonce}">`);
    expect(page.text).not.toMatch(/<script|\son\w+=|style="/);
    expect(page.headers['content-security-policy']).toMatch(
      /^default-src 'none'; .*form-action 'self'; frame-ancestors 'none'$/,
    );
  });

  it('gives a strict cookie for the token, which opens the window and the API until logout', async () => {
    const answer = await server.login(TOKEN);
    expect([answer.status, answer.headers.location]).toEqual([303, '/']);
    expect(answer.headers['set-cookie']?.[0]).toMatch(
      /^hashquota_session_\d+=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict$/,
    );
    const headers = { cookie: cookieOf(answer), accept: 'text/html' };
    expect((await ask(port, '/', { headers })).status).toBe(200);
    expect((await ask(port, '/api/v1/farm', { headers })).status).toBe(200);
    expect((await ask(port, '/login', { headers })).headers.location).toBe('/');
    const out = await ask(port, '/logout', { method: 'POST', headers });
    expect([out.status, out.headers['set-cookie']?.[0]]).toEqual([303, expect.stringContaining('Max-Age=0')]);
    expect((await ask(port, '/api/v1/farm', { headers })).status).toBe(401);
  });

  it('refuses a wrong token, and after ten of them the right one too', async () => {
    expect((await server.login(TOKEN)).status).toBe(303);
    const statuses = [];
    for (let i = 0; i < 11; i++) statuses.push((await server.login(`wrong-${i}`)).status);
    expect(statuses).toEqual([...Array(10).fill(401), 429]);
    const late = await server.login(TOKEN);
    expect([late.status, late.headers['retry-after'], late.headers['set-cookie']]).toEqual([
      429,
      '60',
      undefined,
    ]);
  });

  it('is not taken from another site', async () => {
    expect((await server.login(TOKEN, { origin: 'http://evil.example' })).status).toBe(403);
  });
});

describe('the window', () => {
  it('is served with a policy whose nonce is in the page and new on every load', async () => {
    const nonces = new Set<string>();
    for (let i = 0; i < 2; i++) {
      const page = await server.call('/');
      const policy = page.headers['content-security-policy'] as string;
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
      nonces.add(nonce);
      expect(policy).toBe(
        `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      );
      expect(page.text).toBe(INDEX_HTML.replace('__CSP_NONCE__', nonce));
      expect(page.headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'cache-control': 'no-store',
        'referrer-policy': 'same-origin',
      });
    }
    expect(nonces.size).toBe(2);
  });

  it('keeps hashed assets for ever and serves places inside the window', async () => {
    const asset = await server.call('/assets/index-B4dF00d1.js');
    expect(asset).toMatchObject({
      status: 200,
      text: 'export {};',
      headers: {
        'cache-control': 'private, max-age=31536000, immutable',
        'content-type': 'text/javascript; charset=utf-8',
      },
    });
    expect((await server.call('/accounts')).text).toContain('<!doctype html>');
    expect((await server.call('/missing.js')).status).toBe(404);
  });

  it.each([
    '/../package.json',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/assets/..%2f..%2fsecret.js',
    '/%00.js',
    '/%ff.js',
    '//evil.example/a.js',
  ])('never leaves its folder: %s', async (path) => {
    const answer = await server.call(path);
    expect([400, 404]).toContain(answer.status);
    expect(answer.json).toMatchObject({ error: { code: expect.stringMatching(/^(NOT_FOUND|BAD_INPUT)$/) } });
  });
});

describe('bytes that are no request', () => {
  it.each([
    ['binary', '\u0000\u0001\u0002\u00ff\u00fe\r\n\r\n', 400, 'BAD_INPUT'],
    ['another protocol', '{"id":1,"method":"mining.subscribe","params":[]}\r\n\r\n', 400, 'BAD_INPUT'],
    [
      'headers too large',
      `GET /healthz HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'HEADERS_TOO_LARGE',
    ],
  ])('get their error and a closed connection: %s', async (_name, bytes, status, code) => {
    const text = await askRaw(port, bytes);
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} .*"code":"${code}"`, 's'));
    expect((await ask(port, '/healthz')).status).toBe(200);
  });

  it('do not stop others while a body never ends', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.write(
      `PUT /api/v1/farm/file HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Length: 100\r\n\r\nversion`,
    );
    expect((await server.call('/api/v1/farm')).status).toBe(200);
    socket.destroy();
    expect((await server.call('/api/v1/farm')).status).toBe(200);
  });
});
