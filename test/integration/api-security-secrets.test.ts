import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { traverseContractProcedures } from '@orpc/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { contract } from '#shared/contract.ts';
import { type Answer, ask } from '#test/support/http-client.ts';
import { ordinaryPool, ScriptedPool } from '#test/support/scripted-pool.ts';
import { ServiceProcess } from '#test/support/service.ts';

/** Told to the service once each, by every way there is to tell it one. */
const SECRETS = {
  token: 'plant-token-Zq8Wd3Rk1Vn6',
  filePassword: 'plant-file-password-Hy5Tg2',
  addedPassword: 'plant-added-password-Jm9Pl4',
  triedPassword: 'plant-tried-password-Xc7Bn1',
  machineLogin: 'plant-machine-login-Ui3Oq8',
  webhookPath: 'plant-webhook-path-Ea6Sf0',
  webhookSecret: 'plant-webhook-secret-Kd2Lh9',
  mailPassword: 'plant-mail-password-Gv4Cx5',
  backupPassphrase: 'plant-backup-passphrase-Nb8Mz3',
  filePassphrase: 'plant-file-passphrase-Wr1Ty7',
  guess: 'plant-guess-Po6Iu2',
};

let dir: string;
let pool: ScriptedPool;
let service: ServiceProcess;
let port: number;
let argv: string;
/** Everything that came back, by where it came from. */
const heard = new Map<string, string>();

async function call(name: string, method: string, path: string, body?: unknown): Promise<Answer> {
  const answer = await ask(port, path.startsWith('/api') ? path : `/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${SECRETS.token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  heard.set(`${name} (${heard.size})`, `${answer.status} ${JSON.stringify(answer.headers)} ${answer.text}`);
  return answer;
}

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'hashquota-secrets-'));
  // A pool that throws the password back at whoever sent it.
  pool = new ScriptedPool(
    ordinaryPool({
      'mining.authorize': ({ id, params }, peer) =>
        peer.send(
          { id: null, method: 'client.show_message', params: [`your password is ${String(params[1])}`] },
          { id, result: false, error: [24, `wrong password ${String(params[1])}`, null] },
        ),
    }),
  );
  const poolUrl = `stratum+tcp://127.0.0.1:${await pool.listen()}`;
  const account = {
    name: 'alice',
    pools: [poolUrl],
    worker: 'a',
    password: SECRETS.filePassword,
    quota: { work: 1 },
  };
  writeFileSync(
    join(dir, 'farm.json'),
    JSON.stringify({ version: 1, accounts: [account], miners: [{ worker: 'm1' }] }),
  );
  service = new ServiceProcess(
    [
      ...['--data-dir', join(dir, 'data'), '--farm', join(dir, 'farm.json'), '--log-level', 'debug'],
      ...['--stratum', '127.0.0.1:0', '--http', '127.0.0.1:0'],
    ],
    { env: { HASHQUOTA_TOKEN: SECRETS.token } },
  );
  const { http } = await service.ready();
  port = Number(http.split(':').at(-1));
  argv = readFileSync(`/proc/${service.child.pid}/cmdline`, 'utf8');
  await plant(poolUrl);
  await walk();
  service.child.kill('SIGTERM');
  await service.exit();
});
afterAll(async () => {
  await service.kill();
  await pool.close();
  rmSync(dir, { recursive: true, force: true });
});

async function plant(poolUrl: string): Promise<void> {
  const bob = {
    ...{ name: 'bob', pools: [{ url: poolUrl }], worker: 'b', quota: { work: 1 } },
    ...{ overflow: false, carryOver: false, upstream: 'aggregated' },
  };
  const email = {
    ...{ on: true, host: '127.0.0.1', port: 1, tls: 'starttls', user: 'u', password: SECRETS.mailPassword },
    ...{ from: 'a@b.example', to: ['c@d.example'] },
  };
  const webhook = {
    on: true,
    url: `http://127.0.0.1:1/${SECRETS.webhookPath}`,
    secret: SECRETS.webhookSecret,
  };
  const scope = { kind: 'family', family: 'vnish' };
  const statuses: Record<string, number> = {};
  const told = async (name: string, method: string, path: string, body: unknown): Promise<void> => {
    statuses[name] = (await call(name, method, path, body)).status;
  };
  await told('account', 'POST', '/accounts', { ...bob, password: SECRETS.addedPassword });
  await told('try', 'POST', '/accounts/test', { url: poolUrl, worker: 'w', password: SECRETS.triedPassword });
  await told('try stored', 'POST', '/accounts/test', { url: poolUrl, worker: 'w', accountId: 'bob' });
  await told('login', 'POST', '/machines/credentials', {
    scope,
    user: 'admin',
    password: SECRETS.machineLogin,
  });
  await told('channels', 'PUT', '/alerts/channels', { webhook, email });
  await told('webhook', 'POST', '/alerts/channels/webhook/test', {});
  await told('mail', 'POST', '/alerts/channels/email/test', {});
  await told('backup', 'PUT', '/backup/passphrase', { passphrase: SECRETS.backupPassphrase });
  await told('start', 'POST', '/backup', {});
  await told('export', 'POST', '/configuration/export', { passphrase: SECRETS.filePassphrase });
  await told('plain export', 'POST', '/configuration/export', {});
  expect(statuses).toEqual({
    ...{ account: 201, try: 200, 'try stored': 200, login: 200, channels: 200, webhook: 200, mail: 200 },
    ...{ backup: 200, start: 200, export: 200, 'plain export': 200 },
  });
  const { file } = (
    await call('export', 'POST', '/configuration/export', { passphrase: SECRETS.filePassphrase })
  ).json as { file: string };
  await call('preview', 'POST', '/configuration/import/preview', {
    file,
    passphrase: SECRETS.filePassphrase,
  });
  await call('wrong preview', 'POST', '/configuration/import/preview', { file, passphrase: SECRETS.guess });
  for (const passphrase of [SECRETS.filePassphrase, SECRETS.guess])
    await call('snapshots', 'POST', '/machines/snapshots/import', { file: '{}', passphrase });
  await refused(bob, scope);
}

/** Secrets in inputs that do not fit: the sentence about them must not repeat them. */
async function refused(bob: object, scope: object): Promise<void> {
  const long = SECRETS.addedPassword.repeat(30);
  const broken = `${SECRETS.addedPassword}\u0000\n`;
  for (const password of [long, broken, [SECRETS.addedPassword], { [SECRETS.addedPassword]: 1 }]) {
    await call('refused account', 'POST', '/accounts', { ...bob, name: 'carol', password });
    await call('refused login', 'POST', '/machines/credentials', { scope, user: 'admin', password });
    await call('refused channel', 'PUT', '/alerts/channels', { email: { password } });
    await call('refused passphrase', 'PUT', '/backup/passphrase', { passphrase: password });
    await call('refused file', 'PUT', '/farm/file', {
      version: 1,
      accounts: [{ name: 'x', pools: ['stratum+tcp://127.0.0.1:1'], worker: 'w', password, quota: 3 }],
    });
  }
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  for (const token of [SECRETS.guess, `${SECRETS.token}x`]) {
    const answer = await ask(port, '/login', { method: 'POST', headers: form, body: `token=${token}` });
    heard.set(`login ${heard.size}`, answer.text);
  }
}

/** Every route once: what can be read, and what an empty input is told. */
async function walk(): Promise<void> {
  const routes: [name: string, method: string, path: string][] = [];
  traverseContractProcedures({ router: contract, path: [] }, ({ contract: procedure, path }) => {
    const { method = 'POST', path: route = '' } = procedure['~orpc'].route;
    const name = path.join('.');
    if (!name.endsWith('.events')) routes.push([name, method, route.replaceAll(/\{\w+\}/g, 'alice')]);
  });
  for (const [name, method, path] of routes.filter(([, verb]) => verb === 'GET'))
    await call(name, method, path);
  for (const [name, method, path] of routes.filter(([, verb]) => verb !== 'GET'))
    await call(name, method, path, {});
  for (const path of ['/metrics', '/login', '/']) {
    const answer = await ask(port, path, { headers: { authorization: `Bearer ${SECRETS.token}` } });
    heard.set(path, answer.text);
  }
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Names of secrets that stand in a text, as they are or in an encoding that hides nothing. */
function secretsIn(text: string): string[] {
  return Object.entries(SECRETS).flatMap(([name, secret]) => {
    const forms = [
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64').slice(0, 24),
      Buffer.from(secret).toString('hex'),
    ];
    return forms.some((form) => text.includes(form)) ? [name] : [];
  });
}

describe('secrets that the service was told', () => {
  it('were told to it and used', () => {
    const sent = pool.received
      .filter(({ method }) => method === 'mining.authorize')
      .map(({ params }) => params[1]);
    for (const name of ['filePassword', 'addedPassword', 'triedPassword'] as const)
      expect(sent).toContain(SECRETS[name]);
    expect(heard.size).toBeGreaterThan(80);
  });

  it('are in no answer, no error and no figure', () => {
    const leaks = [...heard].map(([place, text]) => [place, secretsIn(text)] as const);
    expect(leaks.filter(([, found]) => found.length > 0)).toEqual([]);
  });

  it('are in no line of the log, also where it tells all', () => {
    expect(service.stderr).toContain('pool refused the login');
    expect([secretsIn(service.stderr), secretsIn(service.stdout)]).toEqual([[], []]);
  });

  it('are not among the arguments of the process', () => {
    expect(argv).toContain('--data-dir');
    expect(secretsIn(argv)).toEqual([]);
  });

  it('are in no file of the data folder as they are', () => {
    const files = filesUnder(join(dir, 'data'));
    expect(files.length).toBeGreaterThan(2);
    const leaks = files.map((file) => [file, secretsIn(readFileSync(file, 'latin1'))] as const);
    expect(leaks.filter(([, found]) => found.length > 0)).toEqual([]);
  });
});
