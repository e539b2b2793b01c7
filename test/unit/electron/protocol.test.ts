import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { resolveAppFile } from '#main/electron/app-files.ts';
import { answerAppRequest, initProtocol, registerAppScheme } from '#main/electron/protocol.ts';

const electron = vi.hoisted(() => ({
  protocol: { registerSchemesAsPrivileged: vi.fn(), handle: vi.fn(), unhandle: vi.fn() },
}));
vi.mock('electron', () => electron);

describe('resolveAppFile', () => {
  const folder = join('/', 'srv', 'page');

  it.each([
    ['app://farm/', 'index.html'],
    ['app://farm/miners', 'index.html'],
    ['app://farm/index.html', 'index.html'],
    ['app://farm/assets/main.js?x=1#y', 'assets/main.js'],
    ['app://farm/a/../b.css', 'b.css'],
    ['app://farm/../../b.css', 'b.css'],
  ])('finds %s', (address, file) => {
    expect(resolveAppFile(folder, address)).toBe(join(folder, file));
  });

  it.each([
    'app://other/index.html',
    'https://farm/index.html',
    'app://farm/..%2f..%2fetc/passwd.txt',
    'app://farm/%2e%2e%2f%2e%2e%2fsecret.json',
    'app://farm/..%5c..%5csecret.json',
    'app://farm/a%00.js',
    'app://farm/%zz.js',
    'app://farm/farm.sqlite',
    'app://farm/main.js.map',
  ])('gives nothing for %s', (address) => {
    expect(resolveAppFile(folder, address)).toBeNull();
  });
});

describe('answerAppRequest', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hashquota-page-'));

  beforeAll(() => {
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), '<meta name="csp-nonce" content="__CSP_NONCE__">');
    writeFileSync(join(folder, 'assets/main.js'), 'const a = "__CSP_NONCE__";');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('gives each load of the page a nonce of its own, the same in page and header', async () => {
    const nonces = await Promise.all(
      [1, 2].map(async () => {
        const answer = await answerAppRequest(folder, new Request('app://farm/'));
        const nonce = /content="([^"]+)"/.exec(await answer.text())?.[1];
        expect(answer.headers.get('content-security-policy')).toContain(`'nonce-${nonce}'`);
        return nonce;
      }),
    );
    expect(new Set(nonces).size).toBe(2);
  });

  it('serves a script as it is, with its type and the policy', async () => {
    const answer = await answerAppRequest(folder, new Request('app://farm/assets/main.js'));
    expect(await answer.text()).toBe('const a = "__CSP_NONCE__";');
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'; script-src 'self'"),
    });
  });

  it.each([
    ['a file that is not there', 'app://farm/none.js', 'GET', 404],
    ['another method', 'app://farm/', 'POST', 405],
    ['another host', 'app://evil/', 'GET', 404],
  ])('refuses %s', async (_what, address, method, status) => {
    const answer = await answerAppRequest(folder, new Request(address, { method }));
    expect([answer.status, await answer.text()]).toEqual([status, '']);
  });
});

it('registers the scheme with an origin and serves it while the app runs', async () => {
  registerAppScheme();
  const part = initProtocol('/srv/page');
  await part.onLoad?.();
  await part.onQuit?.();
  expect(electron.protocol.registerSchemesAsPrivileged.mock.calls).toEqual([
    [[{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }]],
  ]);
  expect(electron.protocol.handle).toHaveBeenCalledExactlyOnceWith('app', expect.any(Function));
  expect(electron.protocol.unhandle).toHaveBeenCalledExactlyOnceWith('app');
});
