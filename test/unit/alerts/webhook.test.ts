import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { DeliveryError } from '#engine/alerts/delivery-error.ts';
import { testMessage } from '#engine/alerts/message.ts';
import { postWebhook } from '#engine/alerts/webhook.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { HookServer } from '#test/support/hook-server.ts';
import { until } from '#test/support/test-farm.ts';

const SECRET = 'correct horse battery staple';
const tls = join(import.meta.dirname, '../../fixtures/tls');
const cert = readFileSync(join(tls, 'localhost-cert.pem'));
const key = readFileSync(join(tls, 'localhost-key.pem'));

let clock: FakeClock;
let server: HookServer;
beforeEach(async () => {
  clock = new FakeClock();
  server = new HookServer();
  await server.listen();
});
afterEach(() => server.close());

function post(
  url: string,
  change: { secret?: string; ca?: string; signal?: AbortSignal } = {},
): Promise<void> {
  const { secret = null, ca = null, signal } = change;
  const deps = { clock, version: '1.2.3', ...(signal ? { signal } : {}) };
  return postWebhook(deps, { url: new URL(url), secret, ca }, testMessage('1.2.3'));
}

async function failure(work: Promise<void>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof DeliveryError) return error.message;
    throw error;
  }
  throw new Error('it did not fail');
}

describe('a webhook', () => {
  it('gets JSON whose signature covers time and body', async () => {
    await post(server.url('/hook?token=t'), { secret: SECRET });
    const [call] = server.calls;
    const timestamp = String(call?.headers['x-hashquota-timestamp']);
    expect(Number(timestamp)).toBe(clock.nowMs() / 1000);
    const expected = createHmac('sha256', SECRET).update(`${timestamp}.${call?.body}`).digest('hex');
    expect(call?.headers['x-hashquota-signature']).toBe(`v1=${expected}`);
    expect(call?.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(call?.path).toBe('/hook?token=t');
    expect(JSON.parse(call?.body ?? '')).toMatchObject({ version: 1, event: 'alert.test' });
    expect(call?.body).not.toContain(SECRET);
  });

  it('gets no signature without a secret', async () => {
    await post(server.url());
    expect(server.calls[0]?.headers).not.toHaveProperty('x-hashquota-signature');
  });

  it('that redirects is not followed', async () => {
    server.answer = { status: 307, location: '/elsewhere' };
    expect(await failure(post(server.url()))).toBe(
      'The webhook answered with a redirect (307), which is not followed.',
    );
    expect(server.calls.map(({ path }) => path)).toEqual(['/hook']);
  });

  it('that answers with an error fails with its status', async () => {
    server.answer = { status: 503 };
    expect(await failure(post(server.url('/a/very/secret/path')))).toBe(
      'The webhook answered with status 503.',
    );
  });

  it('that answers without end is believed by its status alone, and left', async () => {
    server.answer = { status: 200, endless: true };
    await post(server.url());
    await until('the connection is closed', () => server.open === 0);
  });

  it('that does not answer is given up after ten seconds', async () => {
    server.answer = 'silence';
    const failing = failure(post(server.url()));
    await until('the call has come', () => server.calls.length === 1);
    clock.advance(9_999);
    expect(server.open).toBe(1);
    clock.advance(1);
    expect(await failing).toBe('The webhook did not answer within 10 s.');
    await until('the connection is closed', () => server.open === 0);
  });

  it('is left when the program stops', async () => {
    server.answer = 'silence';
    const ending = new AbortController();
    const failing = failure(post(server.url(), { signal: ending.signal }));
    await until('the call has come', () => server.calls.length === 1);
    ending.abort();
    expect(await failing).toContain('the program stops');
  });

  it('where nothing listens fails with a sentence', async () => {
    const url = server.url('/secret-path');
    await server.close();
    expect(await failure(post(url))).toBe('Nothing listens at the address of the webhook.');
  });
});

describe('a webhook over TLS', () => {
  let secure: HookServer;
  beforeEach(async () => {
    secure = new HookServer({ cert, key });
    await secure.listen();
  });
  afterEach(() => secure.close());

  it('is trusted by an authority of the owner’s own', async () => {
    await post(secure.url('/hook', 'localhost'), { ca: cert.toString() });
    expect(secure.calls).toHaveLength(1);
  });

  it('is not called when its certificate is not signed by a known authority', async () => {
    expect(await failure(post(secure.url('/hook', 'localhost')))).toBe(
      'The certificate of the webhook is not signed by a known authority.',
    );
    expect(secure.calls).toEqual([]);
  });
});
