import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';

import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { traverseContractProcedures } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';

import { contract, type Contract } from '#shared/contract.ts';
import { realClock } from '#engine/lib/clock.ts';
import { silentLog } from '#engine/lib/log.ts';
import { KeyFileSecretBox } from '#engine/lib/secret-box.ts';
import { type RunningFarm, startFarm } from '#main/boot.ts';
import { HttpServer } from '#main/headless/http-server.ts';
import { readFarmFile } from '#engine/config/farm-file.ts';
import { type Answer, ask } from '#test/support/http-client.ts';
import { BEARER, cookieOf, TOKEN } from '#test/support/http-farm.ts';

const account = {
  name: 'bob',
  pools: [{ url: 'stratum+tcp://127.0.0.1:1' }],
  worker: 'b',
  quota: { work: 1 },
  overflow: false,
  carryOver: false,
  upstream: 'aggregated',
};
const farmFile = {
  version: 1,
  accounts: [{ name: 'alice', pools: ['stratum+tcp://127.0.0.1:1'], worker: 'a', quota: { work: 10 } }],
  miners: [{ worker: 'm1' }],
};

/** An input for every procedure, in an order in which each succeeds, over any transport. */
const CALLS: Record<string, object> = {
  'farm.get': {},
  'farm.extras': {},
  'farm.applyFile': farmFile,
  'plan.get': {},
  'plan.eligibility': {},
  'plan.whatIf': { policy: 'parallel', addedHashrate: 1e12 },
  'miners.previewMark': { id: 'm1' },
  'miners.previewMarks': { ids: ['m1'] },
  'miners.health': { id: 'm1' },
  'miners.pinStandIns': { id: 'm1', pinned: false },
  'miners.markFailed': { id: 'm1', failed: true, note: 'fan' },
  'miners.markManyFailed': { ids: ['m1'], failed: false },
  'miners.setRole': { id: 'm1', role: 'standby' },
  'pools.health': {},
  'pools.markFailed': { id: 'alice~1', failed: true },
  'accounts.list': {},
  'accounts.add': account,
  'accounts.update': { ...account, id: 'bob', worker: 'b2' },
  'accounts.reorder': { ids: ['bob', 'alice'] },
  'accounts.remove': { id: 'bob' },
  'accounts.restore': { id: 'bob' },
  'accounts.testConnection': { url: 'stratum+tcp://127.0.0.1:1', worker: 'w' },
  'discovery.get': {},
  'discovery.networks': {},
  'discovery.scan': { ranges: '127.9.8.0/24' },
  'discovery.control': { action: 'cancel' },
  'discovery.schedule': { ranges: '127.9.8.0/24', everyMinutes: 60 },
  'discovery.listen': { on: false },
  'machines.list': {},
  'machines.control': { id: 'm-001122334451', action: 'read' },
  'machines.previewPoint': { machineIds: ['m-001122334451'] },
  'machines.point': { machineIds: ['m-001122334451'], acceptsUnseen: true },
  'machines.restore': { machineIds: ['m-001122334454'], acceptsUnseen: true },
  'machines.runs': {},
  'machines.cancelRun': { id: 'r-1' },
  'machines.split': { id: 'm-001122334451' },
  'machines.merge': { id: 'm-001122334451', fromId: 'm-001122334452' },
  'machines.forget': { id: 'm-001122334453' },
  'machines.addCredential': { scope: { kind: 'family', family: 'vnish' }, user: 'admin', password: 'p' },
  'machines.credentials': {},
  'machines.removeCredential': { id: 1 },
  'machines.rules': {},
  'machines.setRules': {
    automaticRestart: false,
    restartEveryHours: 6,
    restartAtMostPercent: 5,
    coldStandby: false,
  },
  'machines.exportSnapshots': { passphrase: 'long enough' },
  'machines.importSnapshots': { file: '{}', passphrase: 'long enough' },
  'alerts.list': {},
  'alerts.history': {},
  'alerts.acknowledge': { id: 'none' },
  'alerts.snooze': { id: 'none', untilMs: null },
  'alerts.rules': {},
  'alerts.setRule': {
    ...{ id: 'pool-down', on: true, threshold: null, severity: 'critical' },
    ...{ holdOffMs: 60_000, coolDownMs: 600_000, channels: ['desktop'] },
  },
  'alerts.resetRule': { id: 'pool-down' },
  'alerts.channels': {},
  'alerts.setChannels': { desktop: { on: false } },
  'alerts.testChannel': { id: 'desktop' },
  'charts.series': { by: 'farm', fromMs: 0, toMs: 3_600_000 },
  'charts.exportSeries': { by: 'farm', fromMs: 0, toMs: 3_600_000 },
  'charts.storage': {},
  'statements.list': {},
  'statements.create': {
    accountId: 'alice',
    period: { kind: 'days', from: '2026-01-01', to: '2026-01-01' },
  },
  'statements.download': { id: 'none', format: 'json' },
  'statements.key': {},
  'statements.reconcile': { accountId: 'alice', day: '2026-01-01', poolShares: 10 },
  'statements.reconciliations': {},
  'backup.get': {},
  'backup.settings': {
    ...{ isAutomatic: false, at: '03:30', folder: null },
    retention: { daily: 7, weekly: 4, monthly: 12 },
  },
  'backup.passphrase': { passphrase: 'long enough' },
  'backup.start': {},
  'backup.cancel': {},
  'backup.remove': { name: 'none.hqbackup' },
  'backup.restore': { name: 'none.hqbackup' },
  'configuration.export': {},
  'configuration.preview': { file: '{}' },
  'configuration.import': { file: '{}' },
  'settings.get': {},
  'settings.update': {
    policy: 'parallel',
    shortfall: 'pro-rata',
    round: { every: '1h', anchor: '00:00', timeZone: 'UTC' },
  },
  'history.get': { fromMs: 0, toMs: 120_000, bucketMs: 60_000 },
  'history.allocation': {},
};

/** What is answered where it is not 200: there is no such thing, or nothing of that time. */
const STATUS: Record<string, number> = {
  'accounts.add': 201,
  'alerts.acknowledge': 404,
  'alerts.snooze': 404,
  'statements.create': 201,
  'statements.download': 404,
  'statements.reconcile': 201,
  'backup.remove': 404,
  'backup.restore': 404,
  'configuration.preview': 400,
  'configuration.import': 400,
  'machines.cancelRun': 404,
  'machines.exportSnapshots': 404,
  'machines.importSnapshots': 400,
};

let dataDir: string;
let farm: RunningFarm;
let server: HttpServer;
let port: number;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'hashquota-transports-'));
  farm = await startFarm({
    dataDir,
    farmFile: readFarmFile(farmFile),
    stratum: '127.0.0.1:0',
    demo: false,
    log: silentLog,
    clock: realClock,
    secretBox: new KeyFileSecretBox(join(dataDir, 'secret.key')),
    version: '1.2.3',
  });
  for (const digit of [1, 2, 3, 4]) {
    farm.engine.lan.machinesRoom.sight({
      address: `127.9.8.${digit}`,
      family: 'cgminer-unknown',
      model: null,
      firmware: null,
      mac: `00:11:22:33:44:5${digit}`,
      serial: null,
    });
  }
  server = new HttpServer(
    { door: farm.engine, clock: realClock, log: silentLog },
    { listen: { host: '127.0.0.1', port: 0 }, token: TOKEN, version: '1.2.3', uiDir: null },
  );
  ({ port } = await server.start());
});
afterEach(async () => {
  await server.stop();
  await farm.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

function procedures(): { name: string; method: string; path: string }[] {
  const found: { name: string; method: string; path: string }[] = [];
  traverseContractProcedures({ router: contract, path: [] }, ({ contract: procedure, path }) => {
    const { method = 'POST', path: route = '' } = procedure['~orpc'].route;
    found.push({ name: path.join('.'), method, path: route });
  });
  return found;
}

function overHttp({ name, method, path }: { name: string; method: string; path: string }): Promise<Answer> {
  const input = new Map(Object.entries(CALLS[name] ?? {}));
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, key: string) => {
    const value = String(input.get(key));
    input.delete(key);
    return value;
  });
  const rest = Object.fromEntries(input);
  const query = new URLSearchParams(
    Object.entries(rest).map(([key, value]): [string, string] => [key, String(value)]),
  ).toString();
  if (method === 'GET') return ask(port, `/api/v1${filled}${query && `?${query}`}`, { headers: BEARER });
  const headers = { ...BEARER, 'content-type': 'application/json' };
  return ask(port, `/api/v1${filled}`, { method, headers, body: JSON.stringify(rest) });
}

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

describe('every procedure of the contract', () => {
  it('has a call here', () => {
    const names = procedures().map(({ name }) => name);
    expect(new Set(names)).toEqual(new Set([...Object.keys(CALLS), 'farm.events', 'alerts.events']));
  });

  it('answers over HTTP', async () => {
    const statuses: [string, number, string][] = [];
    const byName = new Map(procedures().map((procedure) => [procedure.name, procedure]));
    for (const name of Object.keys(CALLS)) {
      const answer = await overHttp(byName.get(name)!);
      const isExpected = answer.status === (STATUS[name] ?? 200);
      statuses.push([name, answer.status, isExpected ? '' : answer.text]);
    }
    expect(statuses).toEqual(Object.keys(CALLS).map((name) => [name, STATUS[name] ?? 200, '']));
  });

  it('answers over the WebSocket', async () => {
    const socket = await openSocket(BEARER);
    const client = clientOn(socket) as unknown as Record<
      string,
      Record<string, (input: object) => Promise<unknown>>
    >;
    for (const [name, input] of Object.entries(CALLS)) {
      const [group = '', verb = ''] = name.split('.');
      const answer = client[group]?.[verb]?.(input);
      const status = STATUS[name] ?? 200;
      if (status < 400) await expect(answer, name).resolves.toBeDefined();
      else await expect(answer, name).rejects.toMatchObject({ status });
    }
    socket.close();
  });

  it('marks by the one who asked', async () => {
    const login = await ask(port, '/login', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `token=${TOKEN}`,
    });
    const socket = await openSocket({ cookie: cookieOf(login), origin: `http://127.0.0.1:${port}` });
    const byBrowser = await clientOn(socket).miners.markFailed({ id: 'm1', failed: true });
    socket.close();
    const byProgram = await ask(port, '/api/v1/pools/alice~1/failed', {
      method: 'POST',
      headers: BEARER,
      body: '{"failed":true}',
    });
    expect([byBrowser.markedFailed?.by, byProgram.json]).toEqual([
      'browser',
      expect.objectContaining({ markedFailed: expect.objectContaining({ by: 'api' }) }),
    ]);
  });
});

describe('the live connection', () => {
  it('sends a snapshot, then what changes', async () => {
    const socket = await openSocket(BEARER);
    const client = clientOn(socket);
    const events = await client.farm.events();
    const first = await events.next();
    await client.miners.setRole({ id: 'm1', role: 'standby' });
    const second = await events.next();
    expect([first.value, second.value]).toMatchObject([
      { type: 'snapshot', snapshot: { miners: [{ id: 'm1', role: 'active' }] } },
      { type: 'delta', miners: [{ id: 'm1', role: 'standby' }] },
    ]);
    await events.return();
    socket.close();
  });

  it('tells failures by the contract’s codes and sentences', async () => {
    const socket = await openSocket(BEARER);
    const client = clientOn(socket);
    const failureOf = async (call: Promise<unknown>): Promise<unknown> => {
      const error: unknown = await call.catch((reason: unknown) => reason);
      return error instanceof ORPCError ? [error.code, error.status, error.message] : error;
    };
    expect([
      await failureOf(client.miners.setRole({ id: 'nobody', role: 'active' })),
      await failureOf(client.miners.setRole({ id: 'm1', role: 'boss' as 'active' })),
      await failureOf(client.farm.applyFile({ version: 2 })),
    ]).toEqual([
      ['MINER_NOT_FOUND', 404, expect.stringMatching(/nobody.*\.$/)],
      ['BAD_INPUT', 400, expect.stringMatching(/^role: /)],
      ['BAD_INPUT', 400, 'farm file, version: 2 stands here; allowed is the number 1.'],
    ]);
    socket.close();
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
