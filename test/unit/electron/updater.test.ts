import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventEmitter } from 'node:events';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { silentLog } from '#engine/lib/log.ts';
import { readDesktopSettings } from '#main/electron/desktop-settings.ts';
import { type AppUpdaterLike, updateConfig, wrapUpdater } from '#main/electron/update-engine.ts';
import { updateOffer } from '#main/electron/update-offer.ts';
import { initUpdater, type UpdateEngine, Updater } from '#main/electron/updater.ts';
import { FakeClock } from '#test/support/fake-clock.ts';

const DAY_MS = 86_400_000;

let clock: FakeClock;
beforeEach(() => {
  clock = new FakeClock();
});

/** A feed that offers one version, and a download that waits until it is let through. */
class ScriptedEngine implements UpdateEngine {
  offered: string | null = '2.0.0';
  checks = 0;
  installs = 0;
  readonly arrived = Promise.withResolvers<void>();
  progress: (percent: number) => void = () => undefined;

  async check(): Promise<string | null> {
    this.checks += 1;
    return this.offered;
  }
  async download(onProgress: (percent: number) => void): Promise<void> {
    this.progress = onProgress;
    await this.arrived.promise;
  }
  install(): void {
    this.installs += 1;
  }
}

async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('updates without a feed', () => {
  it('are off and ask nobody, whatever time passes and whatever is pressed', async () => {
    const request = vi.spyOn(globalThis, 'fetch');
    const updater = new Updater({ clock, log: silentLog, load: null });
    const states: string[] = [];
    updater.changed.on(({ kind }) => states.push(kind));
    updater.start();
    clock.advance(10 * DAY_MS);
    await updater.check();
    await updater.download();
    expect([updater.install(), updater.state, states, request.mock.calls]).toEqual([
      false,
      { kind: 'off' },
      [],
      [],
    ]);
    const pressed = { check: () => {}, download: () => {}, install: () => {} };
    expect(updateOffer(updater.state, pressed)).toBeNull();
    request.mockRestore();
  });
});

describe('updates with a feed', () => {
  let engine: ScriptedEngine;
  let loads: number;
  let updater: Updater;

  beforeEach(() => {
    engine = new ScriptedEngine();
    loads = 0;
    updater = new Updater({
      clock,
      log: silentLog,
      load: async () => {
        loads += 1;
        return engine;
      },
    });
  });
  afterEach(() => updater.stop());

  it('are looked for a minute after the start and once a day, and nothing is fetched', async () => {
    updater.start();
    expect(loads).toBe(0);
    engine.offered = null;
    clock.advance(60_000);
    await turn();
    expect(updater.state).toEqual({ kind: 'idle', checkedAtMs: clock.nowMs() });
    engine.offered = '2.0.0';
    clock.advance(DAY_MS);
    await turn();
    expect([engine.checks, loads, updater.state]).toEqual([2, 1, { kind: 'available', version: '2.0.0' }]);
    clock.advance(5 * DAY_MS);
    await turn();
    expect([updater.state.kind, engine.installs]).toEqual(['available', 0]);
  });

  it('are fetched when told, shown as they come, and installed when told only', async () => {
    await updater.check();
    const percents: number[] = [];
    updater.changed.on((state) => {
      if (state.kind === 'downloading') percents.push(state.percent);
    });
    const downloaded = updater.download();
    for (const percent of [0.2, 10.6, 10.9, 200]) engine.progress(percent);
    expect([updater.install(), percents]).toEqual([false, [0, 10, 100]]);
    engine.arrived.resolve();
    await downloaded;
    updater.start();
    clock.advance(10 * DAY_MS);
    await turn();
    expect([updater.state, engine.installs]).toEqual([{ kind: 'ready', version: '2.0.0' }, 0]);
    expect([updater.install(), engine.installs]).toEqual([true, 1]);
  });

  it('say why they failed and can be tried again', async () => {
    await updater.check();
    const downloaded = updater.download();
    engine.arrived.reject(new Error('sha512 checksum mismatch'));
    await downloaded;
    expect(updater.state).toEqual({ kind: 'error', message: 'sha512 checksum mismatch' });
    await updater.check();
    expect(updater.state.kind).toBe('available');
  });

  it('are an alert of the engine from the day they are found until there are none', async () => {
    const told: (string | null)[] = [];
    const part = initUpdater(updater, { noteUpdate: (version) => void told.push(version) });
    await part.onLoad?.();
    await updater.check();
    expect(told).toEqual(['2.0.0']);
    // Asked again: it stays found meanwhile.
    await updater.check();
    expect(told).toEqual(['2.0.0', '2.0.0']);
    engine.offered = null;
    await updater.check();
    expect(told.at(-1)).toBeNull();
    await part.onQuit?.();
  });

  it('have one line in the menus', async () => {
    const pressed: string[] = [];
    const actions = {
      check: () => pressed.push('check'),
      download: () => pressed.push('download'),
      install: () => pressed.push('install'),
    };
    const labels = (
      [
        { kind: 'idle', checkedAtMs: null },
        { kind: 'checking' },
        { kind: 'available', version: '2' },
        { kind: 'downloading', version: '2', percent: 7 },
        { kind: 'ready', version: '2' },
        { kind: 'error', message: 'x' },
      ] as const
    ).map((state) => {
      const offer = updateOffer(state, actions);
      offer?.run?.();
      return offer?.label;
    });
    expect([labels, pressed]).toEqual([
      [
        'Check for updates',
        'Checking for updates…',
        'Download Hashquota 2',
        'Downloading Hashquota 2: 7 %',
        'Restart and install Hashquota 2…',
        'Updates cannot be checked; try again',
      ],
      ['check', 'download', 'install', 'check'],
    ]);
  });
});

describe('electron-updater', () => {
  class FakeAppUpdater extends EventEmitter {
    autoDownload = true;
    autoInstallOnAppQuit = true;
    allowDowngrade = true;
    logger: object | null = console;
    updateConfigPath: string | null = null;
    found = { isUpdateAvailable: true, updateInfo: { version: '2.0.0' } };
    readonly quits: boolean[][] = [];

    async checkForUpdates() {
      return this.found;
    }
    async downloadUpdate(): Promise<void> {
      this.emit('download-progress', { percent: 50 });
    }
    quitAndInstall(...how: boolean[]): void {
      this.quits.push(how);
    }
  }

  it('does nothing by itself, and its errors end nothing', async () => {
    const app = new FakeAppUpdater();
    const engine = wrapUpdater(app as AppUpdaterLike, '/feed.yml', silentLog);
    const { autoDownload, autoInstallOnAppQuit, allowDowngrade, logger, updateConfigPath } = app;
    expect({ autoDownload, autoInstallOnAppQuit, allowDowngrade, logger, updateConfigPath }).toEqual({
      autoDownload: false,
      autoInstallOnAppQuit: false,
      allowDowngrade: false,
      logger: null,
      updateConfigPath: '/feed.yml',
    });
    app.emit('error', new Error('offline'));
    const percents: number[] = [];
    await engine.download((percent) => percents.push(percent));
    expect([await engine.check(), percents, app.quits]).toEqual(['2.0.0', [50], []]);
    app.found = { isUpdateAvailable: false, updateInfo: { version: '1.0.0' } };
    expect(await engine.check()).toBeNull();
    engine.install();
    expect(app.quits).toEqual([[false, true]]);
  });

  it('is told the feed, and who may have signed for Windows', () => {
    const feed = { feed: 'https://updates.example/hashquota/', publisherNames: ['Farm Ltd'] };
    expect(JSON.parse(updateConfig(feed))).toEqual({
      provider: 'generic',
      url: 'https://updates.example/hashquota/',
      updaterCacheDirName: 'hashquota-updater',
      publisherName: ['Farm Ltd'],
    });
    expect(updateConfig({ ...feed, publisherNames: [] })).not.toContain('publisherName');
  });
});

describe('the desktop settings', () => {
  let folder: string;
  let warnings: string[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hashquota-settings-'));
    warnings = [];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function read(text: string | null) {
    const file = join(folder, 'desktop.json');
    if (text !== null) writeFileSync(file, text);
    const log = { ...silentLog, warn: (_fields: object, message: string) => void warnings.push(message) };
    return readDesktopSettings(file, log);
  }

  it('have the engine inside and no feed where there is no file', async () => {
    expect([await read(null), warnings]).toEqual([{ engine: 'in-process', update: null }, []]);
  });

  it('name a feed and the engine’s place', async () => {
    const text = '{"engine":"utility","update":{"feed":"https://updates.example/"}}';
    expect(await read(text)).toEqual({
      engine: 'utility',
      update: { feed: 'https://updates.example/', publisherNames: [] },
    });
  });

  it.each([
    ['a feed without encryption', '{"update":{"feed":"http://updates.example/"}}'],
    ['a feed on the disk', '{"update":{"feed":"file:///tmp/"}}'],
    ['an unknown key', '{"engin":"utility"}'],
    ['text that is not JSON', 'engine: utility'],
    ['too much', JSON.stringify({ engine: 'utility', x: 'x'.repeat(70_000) })],
  ])('with %s are left aside with a warning', async (_what, text) => {
    expect([await read(text), warnings.length]).toEqual([{ engine: 'in-process', update: null }, 1]);
    expect(readFileSync(join(folder, 'desktop.json'), 'utf8')).toBe(text);
  });
});
