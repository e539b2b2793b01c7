import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { app, dialog } from 'electron';

import { realClock } from '#engine/lib/clock.ts';
import type { Log } from '#engine/lib/log.ts';
import { chooseDataFolder, type DataFolder } from '#main/data-folder.ts';
import { AppError } from '#shared/errors.ts';

import { AlertFeed, initAlertFeed } from './alert-feed.ts';
import { initCrash, startCrashReporter, stopOnBug } from './crash.ts';
import { type DesktopSettings, readDesktopSettings } from './desktop-settings.ts';
import type { EngineHost } from './engine-host.ts';
import { farmFileAmong, FarmFileOpener } from './farm-file-opener.ts';
import { isFarmAddress } from './links.ts';
import { openEngineHost } from './open-host.ts';
import { parseShellFlags, type ShellFlags } from './flags.ts';
import { initIpc } from './ipc.ts';
import { initLoginItem, wasOpenedAtLogin } from './login-item.ts';
import { initMenu } from './menu.ts';
import { initNotifications } from './notifications.ts';
import { initPermissions } from './permissions.ts';
import { initPower } from './power.ts';
import { initProtocol, registerAppScheme } from './protocol.ts';
import { Quitter } from './quit.ts';
import { openShellLog } from './shell-log.ts';
import { loadParts, type Shell, type ShellPart } from './shell.ts';
import { isOnlyInstance } from './single-instance.ts';
import { initTray } from './tray.ts';
import { loadUpdateEngine } from './update-engine.ts';
import { updateOffer } from './update-offer.ts';
import { initUpdater, Updater } from './updater.ts';
import { FarmWindow, initWindow } from './window.ts';

/** Not 1, which Electron itself ends with where it cannot start at all; `npm start` tells the two apart. */
const EXIT = { refused: 2, bug: 70 };

// Built to out/main/electron.js.
const root = join(import.meta.dirname, '../..');

function readFlags(): ShellFlags {
  // Unpackaged, the first argument is the folder of the app.
  return parseShellFlags(process.argv.slice(app.isPackaged ? 1 : 2));
}

function explain(error: unknown): string {
  if (error instanceof AppError) return error.message;
  return `${error instanceof Error ? error.message : String(error)}\n\nThe log in the data folder has the details.`;
}

interface Parts {
  shell: Shell;
  window: FarmWindow;
  files: FarmFileOpener;
  updater: Updater;
  /** Set before the first part loads. */
  quitter: () => Quitter;
}

/** Everything of the shell, in the order it loads. */
function listParts({ shell, window, files, updater, quitter }: Parts): ShellPart[] {
  const { host, clock, log } = shell;
  const alerts = new AlertFeed({
    ...{ clock, log },
    open: (signal) => host.client?.alerts.events(undefined, { signal }) ?? null,
  });
  const offer = () =>
    updateOffer(updater.state, {
      check: () => void updater.check(),
      download: () => void updater.download(),
      install: () => void quitter().leave(() => updater.install()),
    });
  const onUpdate = (listener: () => void) => updater.changed.on(listener);
  return [
    initPermissions(),
    initProtocol(join(root, 'out/renderer')),
    initMenu({
      openFarmFile: () => void files.choose(),
      showPage: (place) => shell.showWindow(place),
      update: offer,
      paths: { logs: join(shell.dataDir, 'logs'), licences: licencesFile() },
      onChange: onUpdate,
    }),
    initCrash(shell),
    initIpc(shell),
    initPower(shell),
    initLoginItem(),
    initWindow(window, { hidden: shell.flags.hidden || wasOpenedAtLogin() }),
    initTray(shell, { icons: join(root, 'assets'), update: offer, onUpdate }),
    initNotifications(shell, alerts.notified),
    initAlertFeed(alerts, host),
    files.part(),
    initUpdater(updater, host),
  ];
}

function licencesFile(): string {
  // Outside the archive, where other programs can open it.
  return app.isPackaged ? join(process.resourcesPath, 'licenses.txt') : join(root, 'out/licenses.txt');
}

function makeUpdater(settings: DesktopSettings, dataDir: string, log: Log): Updater {
  const { update } = settings;
  const configFile = join(dataDir, 'desktop/update-feed.yml');
  const load = update === null ? null : () => loadUpdateEngine(update, configFile, log);
  return new Updater({ clock: realClock, log, load });
}

interface Setup {
  flags: ShellFlags;
  folder: DataFolder;
  log: Log;
}

function makeShell({ flags, folder, log }: Setup, host: EngineHost, window: FarmWindow): Shell {
  return {
    flags,
    dataDir: folder.path,
    log,
    clock: realClock,
    host,
    showWindow: (place) => window.show(place),
    reloadWindow: () => window.reload(),
    windowId: () => window.id,
  };
}

async function run(setup: Setup): Promise<void> {
  const { flags, folder, log } = setup;
  const settings = readDesktopSettings(join(folder.path, 'desktop.json'), log);
  const host = openEngineHost(settings.engine, {
    ...{ flags, dataDir: folder.path, log, clock: realClock },
    engineScript: join(import.meta.dirname, 'engine-host.js'),
  });
  const window = new FarmWindow({
    dataDir: folder.path,
    preload: join(root, 'out/preload/preload.cjs'),
    icon: join(root, 'assets/icon.png'),
    log,
    isKnownAddress: (address) => isFarmAddress(host.client, address),
    onSessionEnd: () => void quitter.exit(0),
  });
  const shell = makeShell(setup, host, window);
  const files = new FarmFileOpener(shell);
  const isOnly = isOnlyInstance((args, folderOfSecond) => {
    window.show();
    const file = farmFileAmong(args.slice(1), folderOfSecond);
    if (file !== null) files.open(file);
  });
  if (!isOnly) {
    app.exit(0);
    return;
  }
  const updater = makeUpdater(settings, folder.path, log);
  const parts = listParts({ shell, window, files, updater, quitter: () => quitter });
  const quitter = new Quitter(shell, parts, folder.release);
  stopOnBug(folder.path, log, () => quitter.stop());
  await app.whenReady();
  quitter.listen();
  await host.start();
  const asked = farmFileAmong(process.argv.slice(1), process.cwd());
  if (asked !== null) files.open(asked);
  await loadParts(parts, log);
}

async function main(): Promise<void> {
  app.enableSandbox();
  app.setAppUserModelId('com.hashquota.desktop');
  registerAppScheme();
  const flags = readFlags();
  const folder = chooseDataFolder(flags);
  mkdirSync(folder.path, { recursive: true, mode: 0o700 });
  // Electron's own files and its single-instance lock: one window for one data folder.
  const desktopFolder = join(folder.path, 'desktop');
  mkdirSync(desktopFolder, { recursive: true });
  app.setPath('userData', desktopFolder);
  startCrashReporter();
  const log = openShellLog(join(folder.path, 'logs/hashquota.log'), !app.isPackaged);
  try {
    await run({ flags, folder, log });
  } catch (error) {
    log.error({ err: error }, 'Hashquota could not start');
    await app.whenReady();
    dialog.showErrorBox('Hashquota could not start', explain(error));
    folder.release();
    app.exit(error instanceof AppError ? EXIT.refused : EXIT.bug);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  app.exit(error instanceof AppError ? EXIT.refused : EXIT.bug);
});
