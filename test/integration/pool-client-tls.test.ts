import { readFileSync } from 'node:fs';

import { afterEach, describe, expect, it } from 'vitest';

import type { PoolClientOptions, PoolProgress } from '#engine/stratum/pool-types.ts';
import { closeAll, newClient, silent, startPool, until } from '#test/support/pool-client-setup.ts';
import { ordinaryPool } from '#test/support/scripted-pool.ts';

afterEach(closeAll);

const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url), 'utf8');
const TLS = { key: fixture('localhost-key.pem'), cert: fixture('localhost-cert.pem') };

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
    ['with another pin', fixture('private-authority-cert.pem'), 'is not the pinned one'],
  ])('refuses a self-signed certificate %s', async (_name, ca, words) => {
    const { pool, port } = await startPool(ordinaryPool(), TLS);
    const { client, closed } = newClient(port, ssl(port, ca));
    client.start();
    await until('closed', () => closed.length > 0);
    expect(closed[0]).toMatchObject({ code: 'TLS_FAILED', phase: 'connect' });
    expect(closed[0]?.reason).toContain(words);
    expect(pool.received).toEqual([]);
  });

  const internal = { key: fixture('pool-internal-key.pem'), cert: fixture('pool-internal-cert.pem') };

  it('trusts a pinned certificate itself, whoever signed it and whatever name it is for', async () => {
    const { port } = await startPool(ordinaryPool(), internal);
    const { client, events } = newClient(port, ssl(port, internal.cert));
    client.start();
    await until('ready', () => client.currentJob !== null);
    expect(events).toContain('ready');
  });

  it('checks the name when an authority is pinned', async () => {
    const { port } = await startPool(ordinaryPool(), internal);
    const { client, closed } = newClient(port, ssl(port, fixture('private-authority-cert.pem')));
    client.start();
    await until('closed', () => closed.length > 0);
    expect(closed).toEqual([
      {
        code: 'TLS_FAILED',
        phase: 'connect',
        reason: 'the pool\'s certificate is not for the name "127.0.0.1"',
      },
    ]);
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
    const opened = new Promise<PoolProgress>((resolve) => client.progressed.on(resolve));
    client.start();
    expect(await opened).toEqual({ step: 'connect', detail: `connected to 127.0.0.1:${port}` });
    await until('accepted', () => pool.connectionCount === 1);
    clock.advance(10_000);
    expect(closed).toMatchObject([{ code: 'CONNECT_TIMEOUT', reason: `127.0.0.1:${port} does not answer` }]);
  });
});
