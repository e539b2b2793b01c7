import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { app } from 'electron';

import { desktopEntry } from './autostart.ts';
import type { ShellPart } from './shell.ts';

const ARGUMENTS = ['--hidden'];

function autostartFile(): string {
  return join(app.getPath('appData'), 'autostart', 'hashquota.desktop');
}

function writeAutostartFile(): void {
  // An AppImage runs from a place that changes at each start; APPIMAGE names the file itself.
  const program = process.env.APPIMAGE ?? app.getPath('exe');
  mkdirSync(dirname(autostartFile()), { recursive: true });
  writeFileSync(autostartFile(), desktopEntry([program, ...ARGUMENTS]));
}

/** Start at login, in the tray. Only an installed app offers it. */
export const openAtLogin = {
  isSupported: (): boolean => app.isPackaged,

  isOn(): boolean {
    if (!app.isPackaged) return false;
    if (process.platform === 'linux') return existsSync(autostartFile());
    return app.getLoginItemSettings({ args: ARGUMENTS }).openAtLogin;
  },

  set(open: boolean): void {
    if (process.platform !== 'linux') {
      app.setLoginItemSettings({ openAtLogin: open, args: ARGUMENTS });
    } else if (open) {
      writeAutostartFile();
    } else {
      rmSync(autostartFile(), { force: true });
    }
  },
};

/** macOS passes no arguments to what it opens at login, but says that it was login. */
export function wasOpenedAtLogin(): boolean {
  return process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
}

/** Writes the autostart file anew at each start, since an AppImage may have moved. */
export function initLoginItem(): ShellPart {
  return {
    name: 'login item',
    onLoad() {
      if (process.platform === 'linux' && openAtLogin.isOn()) writeAutostartFile();
    },
  };
}
