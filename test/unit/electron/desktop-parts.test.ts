import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Emitter } from '#engine/lib/emitter.ts';
import { silentLog } from '#engine/lib/log.ts';
import { AlertFeed, initAlertFeed } from '#main/electron/alert-feed.ts';
import { listDumps, pruneDumps } from '#main/electron/crash-dumps.ts';
import { initCrash } from '#main/electron/crash.ts';
import type { EngineHost } from '#main/electron/engine-host.ts';
import { UNKNOWN_FARM, type FarmSummary } from '#main/electron/farm-summary.ts';
import { initLoginItem, openAtLogin, wasOpenedAtLogin } from '#main/electron/login-item.ts';
import { menuTemplate } from '#main/electron/menu-template.ts';
import { initNotifications } from '#main/electron/notifications.ts';
import { initPower } from '#main/electron/power.ts';
import type { Shell } from '#main/electron/shell.ts';
import { initTray } from '#main/electron/tray.ts';
import type { AlertEvent, AlertNotification } from '#shared/model/alert.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { type FakeMenuItem, fakeElectron, seen } from '#test/support/fake-electron.ts';

vi.mock('electron', async () => (await import('#test/support/fake-electron.ts')).fakeElectron);

const { app, powerMonitor } = fakeElectron;

/** A host that says what the test wants. */
class ScriptedHost {
  readonly summaryChanged = new Emitter<[FarmSummary]>();
  readonly runningChanged = new Emitter<[boolean]>();
  readonly restartFailed = new Emitter<[string]>();
  readonly told: string[] = [];
  summary: FarmSummary = UNKNOWN_FARM;
  isRunning = true;

  show(changes: Partial<FarmSummary>): void {
    this.summary = { ...UNKNOWN_FARM, ...changes };
    this.summaryChanged.emit(this.summary);
  }
  run(isRunning: boolean): void {
    this.isRunning = isRunning;
    if (!isRunning) this.summary = UNKNOWN_FARM;
    this.runningChanged.emit(isRunning);
  }
  suspend(): void {
    this.told.push('suspend');
  }
  resume(): void {
    this.told.push('resume');
  }
}

let host: ScriptedHost;
let clock: FakeClock;
let shown: (string | undefined)[];
let reloads: number;
let shell: Shell;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hashquota-shell-parts-'));
  app.paths['crashDumps'] = join(folder, 'crashes');
  app.removeAllListeners();
  host = new ScriptedHost();
  clock = new FakeClock();
  shown = [];
  reloads = 0;
  seen.questions.length = 0;
  shell = {
    flags: { demo: false, hidden: false, dataDir: null, farmFile: null, stratum: null },
    ...{ dataDir: folder, log: silentLog, clock },
    host: host as unknown as EngineHost,
    showWindow: (place) => void shown.push(place),
    reloadWindow: () => {
      reloads += 1;
    },
    windowId: () => 7,
  };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the tray icon', () => {
  function openTray() {
    const part = initTray(shell, { icons: '/assets', update: () => null, onUpdate: () => () => undefined });
    void part.onLoad?.();
    const tray = seen.tray();
    if (!tray) throw new Error('no tray');
    return { part, tray };
  }

  it('shows by its picture and its words how the farm is', () => {
    const { tray } = openTray();
    const looks = [];
    host.show({ connected: 3, working: 3, known: 3 });
    looks.push(basename(tray.icon));
    host.show({ connected: 3, working: 2, known: 3, warnings: 1, gravest: 'm1 is lost.' });
    looks.push(basename(tray.icon));
    host.show({ connected: 3, critical: 1, gravest: 'pool down.' });
    looks.push([basename(tray.icon), tray.toolTip]);
    host.run(false);
    looks.push([basename(tray.icon), tray.toolTip]);
    expect(looks).toEqual([
      'tray-ok.png',
      'tray-attention.png',
      ['tray-critical.png', 'Hashquota: 0 miners of 3 working\n1 critical: pool down.'],
      ['tray-critical.png', 'Hashquota: the engine is not running'],
    ]);
  });

  it('leaves an open menu alone while only the hashrate changes', () => {
    const { tray } = openTray();
    host.show({ connected: 3, working: 3, hashrate: 1e12 });
    const { menus } = tray;
    host.show({ connected: 3, working: 3, hashrate: 2e12 });
    expect([tray.menus, tray.toolTip]).toEqual([menus, 'Hashquota: 3 miners of 3 working, 2.00\u00a0TH/s']);
    host.show({ connected: 3, working: 2, hashrate: 2e12 });
    expect(tray.menus).toBe(menus + 1);
  });

  it('leads to the alerts, and goes when the app ends', () => {
    const { part, tray } = openTray();
    host.show({ connected: 1, critical: 1, gravest: 'x' });
    tray.menu.find(({ label }) => label === 'Show 1 critical')?.click?.();
    expect(shown).toEqual(['#/alerts']);
    void part.onQuit?.();
    host.show({ connected: 9 });
    expect([tray.isGone, tray.toolTip]).toEqual([true, 'Hashquota: 0 miners of 1 working\n1 critical: x']);
  });
});

describe('notifications', () => {
  const notified = new Emitter<[AlertNotification]>();
  const alert = (changes: Partial<AlertNotification>): AlertNotification => ({
    ...{ alertId: 'a1', kind: 'firing', severity: 'critical', title: 'Pool down', body: 'alice' },
    ...changes,
  });

  it('are shown once for each alert, and a click opens the alerts', () => {
    const part = initNotifications(shell, notified);
    void part.onLoad?.();
    notified.emit(alert({}));
    notified.emit(alert({ kind: 'resolved', title: 'Pool is back', body: 'x'.repeat(1000) }));
    const [first, second] = seen.notifications;
    expect([first?.state, second?.state]).toEqual(['closed', 'shown']);
    expect([first?.options, second?.options['silent']]).toEqual([
      { title: 'Pool down', body: 'alice', urgency: 'critical', silent: false },
      true,
    ]);
    expect(String(second?.options['body']).length).toBe(300);
    second?.emit('click');
    expect(shown).toEqual(['#/alerts']);
    void part.onQuit?.();
    notified.emit(alert({ alertId: 'a2' }));
    expect(seen.notifications.length).toBe(2);
  });
});

describe('the stream of alerts', () => {
  const event: AlertEvent = {
    type: 'notification',
    notification: { alertId: 'a', kind: 'firing', severity: 'critical', title: 't', body: 'b' },
  };

  it('is read again when it ends, later each time, and with each start of the engine', async () => {
    let opened = 0;
    const heard: string[] = [];
    const feed = new AlertFeed({
      clock,
      log: silentLog,
      async open() {
        opened += 1;
        if (opened === 2) throw new Error('gone');
        return (async function* () {
          yield { type: 'changed' } as const;
          yield event;
        })();
      },
    });
    feed.notified.on(({ title }) => heard.push(title));
    const part = initAlertFeed(feed, host);
    const settle = () => new Promise((resolve) => setImmediate(resolve));
    void part.onLoad?.();
    await settle();
    expect([opened, heard]).toEqual([1, ['t']]);
    clock.advance(1000);
    await settle();
    expect([opened, heard.length]).toEqual([2, 1]);
    clock.advance(2000);
    await settle();
    expect([opened, heard.length]).toEqual([3, 2]);
    host.run(false);
    clock.advance(600_000);
    await settle();
    expect(opened).toBe(3);
    host.run(true);
    await settle();
    expect([opened, heard.length]).toEqual([4, 3]);
    void part.onQuit?.();
  });
});

describe('power', () => {
  it('keeps the computer awake while miners are connected, and the engine told', () => {
    const { started, stopped } = seen.blockers;
    const part = initPower(shell);
    void part.onLoad?.();
    expect(started).toEqual([]);
    host.show({ connected: 1 });
    host.show({ connected: 2 });
    expect([started, stopped]).toEqual([['prevent-app-suspension'], []]);
    host.show({ connected: 0 });
    expect(stopped.length).toBe(1);
    host.show({ connected: 1 });
    host.run(false);
    expect([started.length, stopped.length]).toEqual([2, 2]);
    powerMonitor.emit('suspend');
    powerMonitor.emit('resume');
    void part.onQuit?.();
    powerMonitor.emit('suspend');
    expect(host.told).toEqual(['suspend', 'resume']);
  });
});

describe('a window that crashes', () => {
  const crash = (id: number, reason = 'crashed') =>
    app.emit('render-process-gone', {}, { id }, { reason, exitCode: 5 });

  it('comes back by itself once a minute, and asks when it crashes again sooner', async () => {
    void initCrash(shell).onLoad?.();
    crash(7);
    expect([reloads, seen.questions.length]).toEqual([1, 0]);
    clock.advance(59_000);
    seen.answers[0] = 1;
    crash(7);
    await vi.waitFor(() => expect(seen.questions.length).toBe(1));
    expect(reloads).toBe(1);
    clock.advance(1000);
    seen.answers[0] = 0;
    crash(7);
    await vi.waitFor(() => expect(reloads).toBe(2));
    clock.advance(60_000);
    crash(7);
    expect([reloads, seen.questions.length]).toEqual([3, 2]);
  });

  it('is no other window, and no window that was closed', () => {
    void initCrash(shell).onLoad?.();
    crash(8);
    crash(7, 'clean-exit');
    expect(reloads).toBe(0);
  });

  it('is loaded anew when the engine was, since its port led to the old one', () => {
    void initCrash(shell).onLoad?.();
    host.run(false);
    expect(reloads).toBe(0);
    host.run(true);
    expect(reloads).toBe(1);
  });
});

it('says why the engine could not be started again', () => {
  void initCrash(shell).onLoad?.();
  host.restartFailed.emit('The database is damaged.');
  expect(seen.questions[0]?.detail).toMatch(/^The database is damaged\./);
});

describe('crash reports', () => {
  function dump(name: string, atS: number): void {
    const file = join(folder, 'crashes', name);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, 'MDMP');
    writeFileSync(file.replace('.dmp', '.meta'), '');
    utimesSync(file, atS, atS);
  }

  it('are kept on this computer, the last five of them', () => {
    for (let index = 1; index <= 8; index += 1)
      dump(`${index % 2 ? 'pending' : 'completed'}/${index}.dmp`, 1000 + index);
    writeFileSync(join(folder, 'crashes/settings.dat'), '');
    void initCrash(shell).onLoad?.();
    expect(listDumps(join(folder, 'crashes')).map((file) => basename(file))).toEqual([
      '8.dmp',
      '7.dmp',
      '6.dmp',
      '5.dmp',
      '4.dmp',
    ]);
  });

  it('may be none', () => {
    expect(() => pruneDumps(join(folder, 'nothing'))).not.toThrow();
  });
});

describe('start at login', () => {
  const { platform } = process;
  const be = (name: NodeJS.Platform) => Object.defineProperty(process, 'platform', { value: name });
  beforeEach(() => {
    app.isPackaged = true;
    app.paths['appData'] = folder;
    vi.stubEnv('APPIMAGE', undefined);
  });
  afterEach(() => {
    be(platform);
    app.isPackaged = false;
    vi.unstubAllEnvs();
  });

  it.each<NodeJS.Platform>(['win32', 'darwin'])('is the system’s own on %s', (name) => {
    be(name);
    expect(openAtLogin.isOn()).toBe(false);
    openAtLogin.set(true);
    expect([openAtLogin.isOn(), app.loginItem]).toEqual([true, { openAtLogin: true, args: ['--hidden'] }]);
    openAtLogin.set(false);
    expect(openAtLogin.isOn()).toBe(false);
  });

  it('is a file on Linux, written anew at each start since an AppImage moves', () => {
    be('linux');
    const file = join(folder, 'autostart/hashquota.desktop');
    openAtLogin.set(true);
    expect(readFileSync(file, 'utf8')).toContain('Exec="/opt/hashquota" "--hidden"\n');
    vi.stubEnv('APPIMAGE', '/home/ann/New.AppImage');
    void initLoginItem().onLoad?.();
    expect(readFileSync(file, 'utf8')).toContain('Exec="/home/ann/New.AppImage" "--hidden"\n');
    openAtLogin.set(false);
    void initLoginItem().onLoad?.();
    expect([openAtLogin.isOn(), existsSync(file)]).toEqual([false, false]);
  });

  it('is not offered before the app is installed', () => {
    app.isPackaged = false;
    expect([openAtLogin.isSupported(), openAtLogin.isOn()]).toEqual([false, false]);
  });

  it('is told by macOS alone, which passes no arguments', () => {
    app.wasOpenedAtLogin = true;
    const told = (['darwin', 'win32', 'linux'] as const).map((name) => {
      be(name);
      return wasOpenedAtLogin();
    });
    app.wasOpenedAtLogin = false;
    expect(told).toEqual([true, false, false]);
  });
});

describe('the menu', () => {
  const done: string[] = [];
  const actions = {
    openFarmFile: () => void done.push('file'),
    showPage: (place: string) => void done.push(place),
    openPath: (path: string) => void done.push(path),
    update: () => ({ label: 'Check for updates', run: () => void done.push('check') }),
    paths: { logs: '/d/logs', licences: '/r/licenses.txt' },
  };
  const flat = (items: FakeMenuItem[]): FakeMenuItem[] =>
    items.flatMap((item) => [item, ...flat(item.submenu ?? [])]);
  const menuOf = (platform: NodeJS.Platform, isPackaged: boolean): FakeMenuItem[] =>
    flat(menuTemplate({ platform, isPackaged }, actions) as FakeMenuItem[]);

  it('opens DevTools in no installed app', () => {
    const roles = (isPackaged: boolean) => menuOf('linux', isPackaged).map(({ role }) => role);
    expect([roles(true).includes('toggleDevTools'), roles(false).includes('toggleDevTools')]).toEqual([
      false,
      true,
    ]);
  });

  it.each<NodeJS.Platform>(['win32', 'linux', 'darwin'])('leads everywhere on %s', (platform) => {
    done.length = 0;
    const menu = menuOf(platform, true);
    for (const item of menu) item.click?.();
    expect(done).toEqual(['file', '#/settings', '/d/logs', '/r/licenses.txt', 'check']);
    const hasQuit = menu.some(({ role }) => role === 'quit' || role === 'appMenu');
    expect([hasQuit, menu.some(({ role }) => role === 'editMenu')]).toEqual([true, true]);
  });
});
