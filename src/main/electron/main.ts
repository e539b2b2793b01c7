import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { app, dialog } from 'electron';

import { realClock } from '#engine/lib/clock.ts';
import type { Log } from '#engine/lib/log.ts';
import { startFarm, type RunningFarm } from '#main/boot.ts';
import { chooseDataFolder, type DataFolder } from '#main/data-folder.ts';
import { AppError } from '#shared/errors.ts';

import { initCrash, startCrashReporter, stopOnBug } from './crash.ts';
import { FarmHost } from './farm-host.ts';
import { parseShellFlags, type ShellFlags } from './flags.ts';
import { initIpc } from './ipc.ts';
import { initLoginItem } from './login-item.ts';
import { initMenu } from './menu.ts';
import { initPermissions } from './permissions.ts';
import { initPower } from './power.ts';
import { initProtocol, registerAppScheme } from './protocol.ts';
import { Quitter } from './quit.ts';
import { openSecretBox } from './secrets.ts';
import { openShellLog } from './shell-log.ts';
import { loadParts, type Shell, type ShellPart } from './shell.ts';
import { isOnlyInstance } from './single-instance.ts';
import { initTray } from './tray.ts';
import { FarmWindow, initWindow } from './window.ts';

/** Not 1, which Electron itself ends with where it cannot start at all; `npm start` tells the two apart. */
const EXIT = { refused: 2, bug: 70 };

// Built to out/main/electron.js.
const root = join(import.meta.dirname, '../..');

async function startShellFarm({ flags, dataDir, log, clock }: Shell): Promise<RunningFarm> {
  return startFarm({
    dataDir,
    farmFile: flags.farmFile,
    stratum: flags.stratum,
    demo: flags.demo,
    log,
    clock,
    secretBox: await openSecretBox(dataDir, log),
    version: app.getVersion(),
  });
}

function readFlags(): ShellFlags {
  // Unpackaged, the first argument is the folder of the app.
  return parseShellFlags(process.argv.slice(app.isPackaged ? 1 : 2));
}

function explain(error: unknown): string {
  if (error instanceof AppError) return error.message;
  return `${error instanceof Error ? error.message : String(error)}\n\nThe log in the data folder has the details.`;
}

/** Everything of the shell, in the order it loads. */
function listParts(shell: Shell, window: FarmWindow): ShellPart[] {
  return [
    initPermissions(),
    initProtocol(join(root, 'out/renderer')),
    initMenu(),
    initCrash(shell),
    initIpc(shell),
    initPower(shell),
    initLoginItem(),
    initWindow(window, { hidden: shell.flags.hidden }),
    initTray(shell, join(root, 'assets/tray.png')),
  ];
}

async function run(flags: ShellFlags, folder: DataFolder, log: Log): Promise<void> {
  const farm = new FarmHost({ clock: realClock, log });
  const window = new FarmWindow({
    dataDir: folder.path,
    preload: join(root, 'out/preload/preload.cjs'),
    icon: join(root, 'assets/icon.png'),
    log,
    farm,
  });
  if (!isOnlyInstance(() => window.show())) {
    app.exit(0);
    return;
  }
  const shell: Shell = {
    flags,
    dataDir: folder.path,
    log,
    clock: realClock,
    farm,
    showWindow: () => window.show(),
    windowId: () => window.id,
  };
  const parts = listParts(shell, window);
  const quitter = new Quitter(shell, parts, folder.release);
  stopOnBug(folder.path, log, () => quitter.stop());
  await app.whenReady();
  quitter.listen();
  await farm.start(() => startShellFarm(shell));
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
    await run(flags, folder, log);
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
