import { app, Menu, nativeImage, Tray, type MenuItemConstructorOptions } from 'electron';

import { openAtLogin } from './login-item.ts';
import type { Shell, ShellPart } from './shell.ts';
import { trayMenu, trayStatus, type TrayItem } from './tray-menu.ts';

function menuItem(item: TrayItem | null): MenuItemConstructorOptions {
  if (item === null) return { type: 'separator' };
  const { run } = item;
  return {
    label: item.label,
    ...(item.enabled === undefined ? {} : { enabled: item.enabled }),
    ...(item.checked === undefined ? {} : { type: 'checkbox', checked: item.checked }),
    ...(run === undefined ? {} : { click: () => run() }),
  };
}

/** The icon beside the clock: says how many miners work, brings the window back, quits. */
export function initTray(shell: Shell, icon: string): ShellPart {
  let tray: Tray | null = null;
  let shownStatus = '';
  let stopListening: () => void = () => undefined;

  function draw(): void {
    if (tray === null) return;
    const farm = shell.farm.farm === null ? null : shell.farm.summary;
    shownStatus = trayStatus(farm);
    tray.setToolTip(shownStatus);
    const items = trayMenu(farm, openAtLogin.isOn(), {
      open: () => shell.showWindow(),
      quit: () => app.quit(),
      setOpenAtLogin: openAtLogin.isSupported()
        ? (open) => {
            openAtLogin.set(open);
            draw();
          }
        : null,
    });
    tray.setContextMenu(Menu.buildFromTemplate(items.map(menuItem)));
  }

  return {
    name: 'tray',
    onLoad() {
      tray = new Tray(nativeImage.createFromPath(icon));
      tray.on('click', () => shell.showWindow());
      draw();
      stopListening = shell.farm.summaryChanged.on((farm) => {
        // A menu that is open would close when it is replaced.
        if (trayStatus(farm) !== shownStatus) draw();
      });
    },
    onQuit() {
      stopListening();
      tray?.destroy();
    },
  };
}
