import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { realClock } from '#engine/lib/clock.ts';
import { ValidatingPool } from '#main/demo/validating-pool.ts';
import { ask } from '#test/support/http-client.ts';
import { ServiceProcess, type ServiceOptions } from '#test/support/service.ts';

const FARM = `version: 1
accounts:
  - name: alice
    pools: ["stratum+tcp://127.0.0.1:1"]
    worker: alice.farm1
    password: hunter2-secret
    quota: { hashrate: "120 TH/s" }
`;

let dir: string;
let farm: string;
let services: ServiceProcess[];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hashquota-cli-'));
  farm = join(dir, 'farm.yaml');
  writeFileSync(farm, FARM);
  services = [];
});
afterEach(async () => {
  await Promise.all(services.map((service) => service.kill()));
  rmSync(dir, { recursive: true, force: true });
});

function start(args: string[], options: ServiceOptions = {}): ServiceProcess {
  const service = new ServiceProcess(args, options);
  services.push(service);
  return service;
}
const usual = (): string[] => [
  '--data-dir',
  join(dir, 'data'),
  '--farm',
  farm,
  '--stratum',
  '127.0.0.1:0',
  '--http',
  '127.0.0.1:0',
];
const portOf = (address: string): number => Number(address.split(':').at(-1));

async function outcome(args: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const service = start(args);
  const code = await service.exit();
  return { code, stdout: service.stdout, stderr: service.stderr };
}

describe('the service', () => {
  it('says ready on stdout in one line, logs JSON on stderr, and ends with 0 on SIGTERM', async () => {
    const service = start(usual());
    const ready = await service.ready();
    expect(ready).toEqual({
      ready: true,
      pid: service.child.pid,
      stratum: expect.stringMatching(/^127\.0\.0\.1:[1-9]\d+$/),
      http: expect.stringMatching(/^http:\/\/127\.0\.0\.1:[1-9]\d+$/),
    });
    expect((await ask(portOf(ready.http), '/healthz')).status).toBe(200);
    service.child.kill('SIGTERM');
    expect(await service.exit()).toBe(0);
    expect(service.stdout).toBe(`${JSON.stringify(ready)}\n`);
    const lines = service.stderr.trim().split('\n');
    for (const line of lines) expect(() => JSON.parse(line) as unknown, line).not.toThrow();
    expect(service.stderr).not.toContain('hunter2-secret');
  });

  it('makes a token for its owner alone and says where, not what', async () => {
    const service = start(usual());
    const { http } = await service.ready();
    const file = join(dir, 'data', 'api-token');
    const token = readFileSync(file, 'utf8').trim();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(token).toMatch(/^[\w-]{43}$/);
    const farm = await ask(portOf(http), '/api/v1/farm', { headers: { authorization: `Bearer ${token}` } });
    expect(farm.json).toMatchObject({ accounts: [{ id: 'alice', pools: [{ id: 'alice~1' }] }] });
    service.child.kill('SIGINT');
    expect(await service.exit()).toBe(0);
    expect(service.stderr).toContain(file);
    expect(service.stderr).not.toContain(token);
  });

  it.each(['--token-file', 'HASHQUOTA_TOKEN'])('takes its token from %s', async (source) => {
    const token = 'my-own-token-of-length';
    writeFileSync(join(dir, 'token'), `${token}\n`);
    const isFile = source === '--token-file';
    const service = start([...usual(), ...(isFile ? [source, join(dir, 'token')] : [])], {
      env: isFile ? { HASHQUOTA_TOKEN: 'not-this-one' } : { HASHQUOTA_TOKEN: token },
    });
    const { http } = await service.ready();
    const status = async (value: string): Promise<number> =>
      (await ask(portOf(http), '/api/v1/farm', { headers: { authorization: `Bearer ${value}` } })).status;
    expect([await status(token), await status('not-this-one')]).toEqual([200, 401]);
  });

  it('is refused the data folder of another with 3 and its process id, and gets it after kill -9', async () => {
    const first = start(usual());
    await first.ready();
    const second = await outcome(usual());
    expect(second).toMatchObject({ code: 3, stdout: '' });
    expect(second.stderr).toContain(`is in use by another instance, process ${first.child.pid};`);
    first.child.kill('SIGKILL');
    await first.exit();
    const third = start(usual());
    expect((await third.ready()).pid).toBe(third.child.pid);
  });

  it('gets the same accounts without a farm file once they are in the data folder', async () => {
    const first = start(usual());
    await first.ready();
    first.child.kill('SIGTERM');
    expect(await first.exit()).toBe(0);
    const second = start([...usual().slice(0, 2), ...usual().slice(4)], { env: { HASHQUOTA_TOKEN: 't' } });
    const { http } = await second.ready();
    const answer = await ask(portOf(http), '/api/v1/accounts', { headers: { authorization: 'Bearer t' } });
    expect(answer.json).toMatchObject([{ id: 'alice', hasPassword: true }]);
    expect(answer.text).not.toContain('hunter2');
  });
});

describe('a taken port', () => {
  let holder: Server;
  let taken: string;
  beforeEach(async () => {
    holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    taken = `127.0.0.1:${(holder.address() as AddressInfo).port}`;
  });
  afterEach(() => holder.close());

  it.each([
    ['--stratum', 'The Stratum proxy'],
    ['--http', 'The HTTP server'],
  ])('of %s ends with 4 and its address', async (option, what) => {
    const args = usual();
    args[args.indexOf(option) + 1] = taken;
    expect(await outcome(args)).toEqual({
      code: 4,
      stdout: '',
      stderr: expect.stringContaining(`${what} cannot listen on ${taken}: another program has this port.\n`),
    });
  });
});

describe('a bad command line', () => {
  it('ends with 2 and one sentence', async () => {
    expect(await outcome(['--token', 'abc'])).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^--token stands here, where other users could read its value; .*\.\n$/),
    });
  });
});

describe('a farm file', () => {
  it('is checked without anything being started', async () => {
    expect(await outcome(['check', '--farm', farm])).toEqual({
      code: 0,
      stdout: '',
      stderr: `${farm} is good: 1 account, 0 listed miners, policy sequential, round 24h.\n`,
    });
  });

  it.each(['check', 'the service'])('that is bad ends %s with 2 and its sentence', async (command) => {
    writeFileSync(farm, FARM.replace('120 TH/s', '120 apples'));
    const args = command === 'check' ? [command, '--farm', farm] : usual();
    expect(await outcome(args)).toEqual({
      code: 2,
      stdout: '',
      stderr: `${farm}, line 7, accounts[0].quota.hashrate: "120 apples" stands here; allowed is a positive hashrate such as "120 TH/s" (kH/s up to EH/s).\n`,
    });
  });
});

describe('probe', () => {
  let pool: ValidatingPool;
  beforeEach(async () => {
    pool = new ValidatingPool({
      clock: realClock,
      acceptedWorkers: (worker, password) => worker === 'alice.1' && password === 'hunter2-secret',
    });
    await pool.start();
  });
  afterEach(() => pool.stop());

  it.each([
    ['hunter2-secret', 0, true],
    ['wrong', 1, false],
  ])('with the password %s from the environment ends with %d', async (password, code, ok) => {
    const service = start(['probe', pool.url, '--worker', 'alice.1'], {
      env: { HASHQUOTA_PASSWORD: password },
    });
    expect(await service.exit()).toBe(code);
    expect(JSON.parse(service.stdout)).toMatchObject({ ok, summary: expect.any(String) });
    expect(service.stderr).toMatch(/^ok +Connect /m);
    expect(service.stdout + service.stderr).not.toContain('hunter2');
  });

  it('of a bad address ends with 2', async () => {
    expect(await outcome(['probe', 'http://pool.example', '--worker', 'w'])).toMatchObject({
      code: 2,
      stdout: '',
    });
  });
});

describe('npm run -s headless', () => {
  it('prints the process id of npm’s own child and ends with it when npm is told to', async () => {
    const service = start(usual(), { viaNpm: true });
    const { pid } = await service.ready();
    expect(pid).not.toBe(service.child.pid);
    service.child.kill('SIGTERM');
    expect(await service.exit()).toBe(0);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('ends when the engine’s own process is told to', async () => {
    const service = start(usual(), { viaNpm: true });
    const { pid } = await service.ready();
    process.kill(pid, 'SIGTERM');
    expect(await service.exit()).toBe(0);
  });
});
