import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';

import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import type { Contract } from '#shared/contract.ts';
import { fakeElectron, FakeWindow, seen } from '#test/support/fake-electron.ts';

vi.mock('electron', async () => (await import('#test/support/fake-electron.ts')).fakeElectron);

const { app, ipcMain, powerMonitor, session } = fakeElectron;
const dataDir = mkdtempSync(join(tmpdir(), 'hashquota-shell-'));

function window(): FakeWindow {
  const [first] = FakeWindow.all;
  if (first === undefined) throw new Error('no window');
  return first;
}

interface AskingFrame {
  url?: string;
  parent?: object | null;
  webContentsId?: number;
}

/** Asks for the engine as a page's preload does; the port, or null where the shell gives none. */
function askForPort({ url = 'app://farm/', parent = null, webContentsId }: AskingFrame): MessagePort | null {
  let given: MessagePort | null = null;
  const senderFrame = {
    url,
    parent,
    postMessage: (channel: string, _message: unknown, ports: MessagePort[]) => {
      expect(channel).toBe('hashquota:port');
      given = ports[0] ?? null;
    },
  };
  ipcMain.emit('hashquota:connect', {
    sender: { id: webContentsId ?? window().webContents.id },
    senderFrame,
  });
  return given;
}

describe('the desktop shell on the real engine', () => {
  const argv = process.argv;

  beforeAll(async () => {
    process.argv = ['electron', '.', '--data-dir', dataDir, '--stratum', '127.0.0.1:0'];
    await import('#main/electron/main.ts');
    await vi.waitFor(() => expect(seen.tray()?.toolTip).toBe('Hashquota: no miners connected'), 20_000);
  });

  afterAll(async () => {
    app.quit();
    expect(await app.exited).toBe(0);
    expect({
      window: window().isGone,
      tray: seen.tray()?.isGone,
      lock: existsSync(join(dataDir, 'instance.lock')),
    }).toEqual({ window: true, tray: true, lock: false });
    process.argv = argv;
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('shows one window with the page of app://farm/ and nothing of Node in it', () => {
    const { webPreferences } = window().options;
    expect([FakeWindow.all.length, window().loaded, window().isVisible, app.isSandboxed]).toEqual([
      1,
      'app://farm/',
      true,
      true,
    ]);
    expect(webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      spellcheck: false,
    });
  });

  it('gives its page a port that speaks the contract', async () => {
    const port = askForPort({});
    // Node's port has the methods that are used of the browser's.
    const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ port: port as never }));
    expect((await client.farm.extras()).version).toBe('1.2.3');
    await expect(
      client.miners.markFailed({ id: 'nobody', failed: true, reason: 'failed' }),
    ).rejects.toMatchObject({ code: 'MINER_NOT_FOUND' });
    port?.close();
  });

  it.each<[string, AskingFrame]>([
    ['another origin', { url: 'https://evil.example/' }],
    ['an address that only begins like ours', { url: 'app://farm.evil.example/' }],
    ['a frame inside the page', { parent: {} }],
    ['another window', { webContentsId: 4711 }],
  ])('gives %s no port', (_who, frame) => {
    expect(askForPort(frame)).toBeNull();
  });

  it('closes a port that brings a malformed message', async () => {
    const port = askForPort({});
    const closed = new Promise((resolve) => port?.once('close', resolve));
    port?.postMessage('{"i":');
    await closed;
  });

  it('opens no second page and hands only safe links to the system', async () => {
    const { openHandler } = window().webContents;
    for (const url of ['https://pool.example/', 'http://pool.example/', 'file:///etc/passwd'])
      expect(openHandler({ url })).toEqual({ action: 'deny' });
    await vi.waitFor(() => expect(seen.opened).toEqual(['https://pool.example/']));
  });

  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])(
    'keeps its page where it is on %s',
    (name) => {
      const preventDefault = vi.fn();
      window().webContents.emit(name, { url: 'https://evil.example/', preventDefault });
      expect(preventDefault).toHaveBeenCalledOnce();
      window().webContents.emit(name, { url: 'app://farm/', preventDefault });
      expect(preventDefault).toHaveBeenCalledOnce();
    },
  );

  it('attaches no webview', () => {
    const preventDefault = vi.fn();
    window().webContents.emit('will-attach-webview', { preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
  });

  it('permits text on the clipboard and nothing else', () => {
    const { defaultSession } = session;
    const granted = [
      'clipboard-sanitized-write',
      'clipboard-read',
      'media',
      'geolocation',
      'notifications',
      'hid',
    ].filter((permission) => {
      let asked = false;
      defaultSession.permissionRequest(null, permission, (allowed) => (asked = allowed));
      return asked || defaultSession.permissionCheck(null, permission);
    });
    expect([granted, defaultSession.isDeviceAllowed(), defaultSession.isSpellChecked]).toEqual([
      ['clipboard-sanitized-write'],
      false,
      false,
    ]);
  });

  it('lets the page load its own files and nothing from the network', () => {
    const addresses = [
      'app://farm/assets/a.js',
      'https://pool.example/',
      'http://127.0.0.1/',
      'file:///etc/passwd',
      'wss://x.example/',
      'blob:app://farm/1b4e28ba-2fa1-11d2-883f-0016d3cca427',
      'blob:https://x.example/1b4e28ba-2fa1-11d2-883f-0016d3cca427',
    ];
    const loaded = addresses.filter((url) => {
      let isLoaded = false;
      session.defaultSession.beforeRequest({ url }, ({ cancel }) => (isLoaded = !cancel));
      return isLoaded;
    });
    expect(loaded).toEqual([
      'app://farm/assets/a.js',
      'blob:app://farm/1b4e28ba-2fa1-11d2-883f-0016d3cca427',
    ]);
  });

  it('saves files that the page itself made, and no others', () => {
    const kept = ['blob:app://farm/1b4e', 'blob:https://x.example/1b4e', 'https://x.example/a.exe'].filter(
      (url) => {
        let isPrevented = false;
        const event = { preventDefault: () => (isPrevented = true) };
        session.defaultSession.emit('will-download', event, { getURL: () => url });
        return !isPrevented;
      },
    );
    expect(kept).toEqual(['blob:app://farm/1b4e']);
  });

  it('hides the window on close, keeps its place, and shows it again for a second start', () => {
    window().clickClose();
    expect([window().isGone, window().isVisible]).toEqual([false, false]);
    expect(JSON.parse(readFileSync(join(dataDir, 'window.json'), 'utf8'))).toEqual(
      window().getNormalBounds(),
    );
    app.emit('second-instance', {}, ['hashquota'], '/');
    expect([FakeWindow.all.length, window().isVisible]).toEqual([1, true]);
  });

  it('opens no page of an address that no machine of the farm has', async () => {
    const { openHandler } = window().webContents;
    openHandler({ url: 'http://192.168.77.77/' });
    openHandler({ url: 'https://last.example/' });
    await vi.waitFor(() => expect(seen.opened.at(-1)).toBe('https://last.example/'));
    expect(seen.opened).not.toContain('http://192.168.77.77/');
  });

  it('brings a crashed window back and goes on mining', async () => {
    const { id, reloads } = window().webContents;
    app.emit('render-process-gone', {}, { id }, { reason: 'oom', exitCode: 1 });
    expect([window().webContents.reloads, window().isGone]).toEqual([reloads + 1, false]);
    const port = askForPort({});
    const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ port: port as never }));
    expect((await client.farm.extras()).stratumAddress).not.toBeNull();
    port?.close();
  });

  it('goes on after a sleep of the computer', async () => {
    powerMonitor.emit('suspend');
    powerMonitor.emit('resume');
    const port = askForPort({});
    const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ port: port as never }));
    expect((await client.farm.get()).miners).toEqual([]);
    port?.close();
  });

  it('applies a farm file that was double-clicked, after a yes, and shows the accounts', async () => {
    writeFileSync(
      join(dataDir, 'farm.hqfarm'),
      'version: 1\naccounts:\n  - { name: ann, pools: ["stratum+tcp://127.0.0.1:9"], worker: ann.w, overflow: true }\n',
    );
    seen.answers[0] = 0;
    app.emit('second-instance', {}, ['hashquota', '--some-switch', 'farm.hqfarm'], dataDir);
    await vi.waitFor(() => expect(window().loaded).toBe('app://farm/#/accounts'));
    const port = askForPort({});
    const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ port: port as never }));
    expect((await client.farm.get()).accounts.map(({ name }) => name)).toEqual(['ann']);
    port?.close();
  });

  it('has a menu without updates where no feed is configured, and fetched nothing', () => {
    const labels = seen.menu().flatMap(({ submenu = [] }) => submenu.map(({ label }) => label ?? ''));
    expect(labels).toContain('Apply a farm file…');
    expect(labels.filter((label) => /update|download/i.test(label))).toEqual([]);
    expect(existsSync(join(dataDir, 'desktop/update-feed.yml'))).toBe(false);
  });

  it('keeps the key of the pool passwords sealed', () => {
    const sealed = readFileSync(join(dataDir, 'desktop.key'));
    expect([sealed.length, existsSync(join(dataDir, 'secret.key'))]).toEqual([44, false]);
    expect(sealed.toString('latin1')).not.toMatch(/^[A-Za-z0-9+/]{43}=$/);
  });
});
