import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { localAddressToward, openSocket } from '#engine/miner-api/connect.ts';
import { askHttp, askJson } from '#engine/miner-api/http-api.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { HANG_UP, type Manner, SILENT } from '#test/support/simulators/manners.ts';
import { findPlace } from '#test/support/simulators/places.ts';
import type { HttpAnswer, HttpCall } from '#test/support/simulators/simulated-http.ts';
import { SimulatedMiner } from '#test/support/simulators/simulated-miner.ts';
import { until } from '#test/support/test-farm.ts';

const CREDENTIAL = { user: 'root', password: 'pa"ss: wörd' };
const LOGIN = { realm: 'antMiner Configuration', ...CREDENTIAL };
const GET = { method: 'GET', path: '/cgi-bin/summary.cgi' } as const;

let clock: FakeClock;
let miner: SimulatedMiner;

beforeEach(async () => {
  clock = new FakeClock();
  miner = new SimulatedMiner(await findPlace(), clock);
});
afterEach(() => miner.stop());

async function failureOf(call: Promise<unknown>): Promise<MinerError> {
  const error: unknown = await call.catch((reason: unknown) => reason);
  if (!(error instanceof MinerError)) throw new Error('no MinerError');
  return error;
}

describe('askHttp', () => {
  it('sends what it is given, and nothing that a browser would add', async () => {
    const calls: HttpCall[] = [];
    await miner.serveHttp((call) => {
      calls.push(call);
      return { body: 'ok' };
    });
    const headers = { 'Content-Type': 'application/json' };
    const path = '/api/system?x=1';
    await askHttp(miner.host(), { method: 'PATCH', path, headers, body: '{"user":"ü"}' });
    expect(calls[0]).toMatchObject({ method: 'PATCH', path: '/api/system', body: '{"user":"ü"}' });
    const { address, ports } = miner.place;
    expect(calls[0]?.headers).toEqual({
      host: `${address}:${ports.http}`,
      accept: '*/*',
      connection: 'close',
      'content-length': '13',
      'content-type': 'application/json',
    });
  });

  it.each<NonNullable<HttpAnswer['framing']>>(['length', 'chunked', 'until-close'])(
    'reads a body framed by %s in every manner',
    async (framing) => {
      await miner.serveHttp(() => ({ body: { a: 'b'.repeat(300) }, framing }));
      for (const manner of ['whole', 'split', 'byte-by-byte', 'half-closed'] as Manner[]) {
        miner.manners.http = manner;
        const { value } = await askJson(miner.host(), GET);
        expect(value).toEqual({ a: 'b'.repeat(300) });
      }
    },
  );

  it('returns redirects, refusals and web pages as they are', async () => {
    const Location = 'https://10.0.0.5/cgi-bin/luci';
    await miner.serveHttp(() => ({ status: 307, headers: { Location }, body: '<html>' }));
    const reply = await askJson(miner.host(), GET);
    expect(reply).toMatchObject({
      status: 307,
      value: null,
      problem: 'a web page, not a reply',
      text: '<html>',
    });
    expect(reply.headers['location']).toBe(Location);
    expect(miner.uses.http.total).toBe(1);
  });

  it('says that a reply was cut', async () => {
    await miner.serveHttp(() => ({ body: 'x'.repeat(2_000) }));
    miner.manners.http = 'cut';
    expect((await failureOf(askHttp(miner.host(), GET))).trouble).toBe('closed');
  });

  it('says that a miner hung up', async () => {
    await miner.serveHttp(() => HANG_UP);
    expect((await failureOf(askHttp(miner.host(), GET))).trouble).toBe('closed');
  });

  it('gives up on a body that drips past the time limit', async () => {
    let isAsked = false;
    await miner.serveTcp('http', (socket) => {
      socket.once('data', () => (isAsked = true));
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{');
    });
    const failure = failureOf(askHttp(miner.host(), GET, { totalMs: 3_000 }));
    await until('it is asked', () => isAsked);
    clock.advance(3_000);
    const { trouble, message } = await failure;
    expect(trouble).toBe('timeout');
    expect(message).toContain(
      `${miner.place.address} gave no whole reply in time on port ${miner.place.ports.http}`,
    );
  });

  it('cuts a body off that is longer than allowed', async () => {
    await miner.serveHttp(() => ({ body: 'x'.repeat(70_000) }));
    expect((await failureOf(askHttp(miner.host(), GET, { maxBytes: 65_536 }))).trouble).toBe('too-long');
  });

  it('says that another protocol is spoken on the port', async () => {
    await miner.serveTcp('http', (socket) => socket.write('SSH-2.0-dropbear\r\n'));
    expect((await failureOf(askHttp(miner.host(), GET))).trouble).toBe('bad-reply');
  });

  it('lets no header be smuggled in', async () => {
    const headers = { Authorization: 'Bearer a\r\nX: y' };
    const { trouble, message } = await failureOf(askHttp(miner.host(), { ...GET, headers }));
    expect(trouble).toBe('unsupported');
    expect(message).not.toContain('Bearer');
    await expect(askHttp(miner.host(), { ...GET, path: '/a b' })).rejects.toThrow('not a path');
  });
});

describe('digest logins over HTTP', () => {
  it.each([
    { algorithm: 'MD5', qop: 'auth' },
    { algorithm: 'SHA-256', qop: 'auth' },
    { qop: 'auth' },
    { qop: null },
  ] as const)('work with %j, with a fresh challenge for every request', async (kind) => {
    await miner.serveHttp((call) => ({ body: { got: call.body } }), { ...LOGIN, ...kind });
    for (const body of ['{"a":1}', '{"b":2}']) {
      const path = '/cgi-bin/set_miner_conf.cgi?x=1&y=%20';
      const request = { method: 'POST', path, body, credential: CREDENTIAL } as const;
      expect((await askJson(miner.host(), request)).value).toEqual({ got: body });
    }
    expect(miner.uses.http).toMatchObject({ most: 1, total: 4 });
  });

  it('leave a request without a credential its 401', async () => {
    await miner.serveHttp(() => ({}), LOGIN);
    const reply = await askHttp(miner.host(), GET);
    expect(reply.status).toBe(401);
    expect(reply.headers['www-authenticate']).toContain('realm="antMiner Configuration"');
    expect(miner.uses.http.total).toBe(1);
  });

  it('that are refused are tried once, and the password is in no error', async () => {
    await miner.serveHttp(() => ({}), LOGIN);
    const credential = { user: 'root', password: 'hunter2' };
    const error = await failureOf(askHttp(miner.host(), { ...GET, credential }));
    expect(error.trouble).toBe('unauthorized');
    expect(JSON.stringify([error.message, error.stack, error.cause])).not.toContain('hunter2');
    expect(miner.uses.http.total).toBe(2);
  });

  it('that come too late are done once more', async () => {
    const gate = await miner.serveHttp(() => ({ body: 'in' }), LOGIN);
    const check = gate?.check.bind(gate);
    let calls = 0;
    if (gate && check)
      gate.check = (method, uri, header) => {
        const verdict = check(method, uri, header);
        calls += 1;
        return calls === 2 && verdict === 'right' ? 'stale' : verdict;
      };
    expect((await askHttp(miner.host(), { ...GET, credential: CREDENTIAL })).status).toBe(200);
    expect(calls).toBe(3);
  });

  it('are not offered to a realm that the caller does not know, nor in clear', async () => {
    await miner.serveHttp(() => ({}), { ...LOGIN, realm: 'Office printer' });
    const isRealm = (realm: string): boolean => realm === 'antMiner Configuration';
    const failure = await failureOf(askHttp(miner.host(), { ...GET, credential: CREDENTIAL, isRealm }));
    expect(failure.trouble).toBe('unauthorized');
    expect(miner.uses.http.total).toBe(1);
    await miner.stop();
    const headers = { 'WWW-Authenticate': 'Basic realm="x"' };
    await miner.serveHttp(() => ({ status: 401, headers }));
    expect((await failureOf(askHttp(miner.host(), { ...GET, credential: CREDENTIAL }))).message).toContain(
      'not a digest login',
    );
    expect(miner.uses.http.total).toBe(2);
  });

  it('share one time limit over challenge and answer', async () => {
    let calls = 0;
    await miner.serveHttp(() => {
      calls += 1;
      return SILENT;
    }, LOGIN);
    miner.delayMs = 6_000;
    const failure = failureOf(askHttp(miner.host(), { ...GET, credential: CREDENTIAL }));
    await until('the challenge is due', () => miner.requests.length === 1);
    clock.advance(6_000);
    await until('it was answered', () => calls === 1);
    clock.advance(4_000);
    expect((await failure).trouble).toBe('timeout');
  });
});

describe('openSocket', () => {
  it('gives up on an address that does not answer the connect', async () => {
    await miner.serveTcp('http', () => undefined);
    const opening = failureOf(openSocket(miner.host(), miner.place.ports.http, { connectMs: 500 }));
    // The loop has not turned since, so the connection cannot be there yet.
    clock.advance(500);
    const { address, ports } = miner.place;
    expect(await opening).toMatchObject({
      trouble: 'unreachable',
      message: `${address} does not answer on port ${ports.http}.`,
    });
  });

  it('looks no names up', async () => {
    const host = { ...miner.host(), address: 'miner.example' };
    expect((await failureOf(openSocket(host, 80))).trouble).toBe('unreachable');
    expect((await failureOf(localAddressToward(host, 80))).trouble).toBe('unreachable');
  });

  it('survives a reset while nobody listens to it', async () => {
    await miner.serveTcp('http', (socket) => socket.once('data', () => socket.resetAndDestroy()));
    const socket = await openSocket(miner.host(), miner.place.ports.http);
    socket.write('x');
    await until('it is gone', () => socket.destroyed);
  });
});

describe('localAddressToward', () => {
  it('is the loopback address toward a loopback miner, without anything listening there', async () => {
    expect(await localAddressToward(miner.host(), 9)).toBe('127.0.0.1');
  });
});
