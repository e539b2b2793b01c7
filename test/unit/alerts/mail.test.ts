import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import type { MailTarget } from '#engine/alerts/channel-book.ts';
import { DeliveryError } from '#engine/alerts/delivery-error.ts';
import { sendMail } from '#engine/alerts/mail.ts';
import { testMessage } from '#engine/alerts/message.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { MailServer } from '#test/support/mail-server.ts';
import { until } from '#test/support/test-farm.ts';

const PASSWORD = 'p4ss-w0rd-of-the-farm';
const tls = join(import.meta.dirname, '../../fixtures/tls');
const cert = readFileSync(join(tls, 'localhost-cert.pem'));
const key = readFileSync(join(tls, 'localhost-key.pem'));

const servers: MailServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(options: ConstructorParameters<typeof MailServer>[0] = {}): Promise<MailServer> {
  const server = new MailServer(options);
  servers.push(server);
  await server.listen();
  return server;
}

function targetOf(port: number, change: Partial<MailTarget> = {}): MailTarget {
  return {
    ...{ host: 'localhost', port, tls: 'none', user: '', password: null, ca: null },
    ...{ from: 'farm@example.org', to: ['owner@example.org', 'night@example.org'] },
    ...change,
  };
}

const clock = new FakeClock();
const send = (target: MailTarget): Promise<void> => sendMail({ clock }, target, testMessage('1.2.3'));

async function failure(work: Promise<void>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof DeliveryError) return error.message;
    throw error;
  }
  throw new Error('it did not fail');
}

describe('an e-mail', () => {
  it('goes to all recipients by a server on the LAN without login', async () => {
    const server = await serve({ disabledCommands: ['STARTTLS', 'AUTH'] });
    await send(targetOf(server.port));
    const [mail] = server.mails;
    expect(mail).toMatchObject({
      from: 'farm@example.org',
      to: ['owner@example.org', 'night@example.org'],
      isSecure: false,
    });
    expect(mail?.text).toMatch(/^Subject: Test message of Hashquota\r$/m);
    expect(mail?.text).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(mail?.text).toContain('alerts of Hashquota reach you here.');
  });

  it.each(['implicit', 'starttls'] as const)('logs in over TLS (%s)', async (way) => {
    const server = await serve({ cert, key, password: PASSWORD, secure: way === 'implicit' });
    const login = { user: 'farm', password: PASSWORD, ca: cert.toString() };
    await send(targetOf(server.port, { tls: way, ...login }));
    expect(server.mails).toMatchObject([{ user: 'farm', isSecure: true }]);
  });

  it.each(['implicit', 'starttls'] as const)(
    'is not sent when the certificate is not signed by a known authority (%s)',
    async (way) => {
      const server = await serve({ cert, key, password: PASSWORD, secure: way === 'implicit' });
      const login = { user: 'farm', password: PASSWORD };
      expect(await failure(send(targetOf(server.port, { tls: way, ...login })))).toMatch(
        /certificate.* not signed by a known authority/,
      );
      expect(server.mails).toEqual([]);
    },
  );

  it('is not sent in the clear when the server offers no STARTTLS', async () => {
    const server = await serve({
      disabledCommands: ['STARTTLS'],
      password: PASSWORD,
      allowInsecureAuth: true,
    });
    const login = { user: 'farm', password: PASSWORD };
    expect(await failure(send(targetOf(server.port, { tls: 'starttls', ...login })))).toContain('TLS');
    expect(server.mails).toEqual([]);
  });

  it('that is refused says so without the password, whatever the server repeats', async () => {
    const server = await serve({ cert, key, password: 'another', secure: true });
    const login = { user: 'farm', password: PASSWORD, ca: cert.toString() };
    const text = await failure(send(targetOf(server.port, { tls: 'implicit', ...login })));
    expect(text).toBe('The mail server refused the user name or the password (535).');
  });

  it('to a refused recipient says so', async () => {
    const server = await serve({
      disabledCommands: ['STARTTLS', 'AUTH'],
      onRcptTo: ({ address }, _session, callback) =>
        callback(address.startsWith('night') ? new Error('no such user') : null),
    });
    expect(await failure(send(targetOf(server.port)))).toBe('The mail server refused 1 of 2 recipients.');
  });

  it('where nothing listens fails with a sentence', async () => {
    const server = await serve();
    const { port } = server;
    await server.close();
    servers.splice(0);
    expect(await failure(send(targetOf(port, { host: '127.0.0.1' })))).toBe(
      'Nothing listens at the address of the mail server.',
    );
  });

  it('to a server that says nothing is given up after 14 s, and the connection is closed', async () => {
    const sockets = new Set<Socket>();
    const mute = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    });
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const { port } = mute.address() as AddressInfo;
    const failing = failure(send(targetOf(port, { host: '127.0.0.1' })));
    await until('it is connected', () => sockets.size === 1);
    clock.advance(14_000);
    expect(await failing).toBe('The mail server took longer than 14 s.');
    await until('the connection is closed', () => sockets.size === 0);
    await new Promise((resolve) => mute.close(resolve));
  });
});
