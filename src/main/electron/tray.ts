import { join } from 'node:path';

import { app, Menu, nativeImage, Tray, type MenuItemConstructorOptions, type NativeImage } from 'electron';

import { openAtLogin } from './login-item.ts';
import type { Shell, ShellPart } from './shell.ts';
import { trayLook, trayMenu, trayTooltip, type TrayItem, type TrayLook } from './tray-menu.ts';
import type { UpdateOffer } from './update-offer.ts';

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

function textOf(items: readonly (TrayItem | null)[]): string {
  return JSON.stringify(items.map((item) => item && [item.label, item.checked, item.run !== undefined]));
}

export interface TrayOptions {
  /** Folder with `tray-ok.png`, `tray-attention.png` and `tray-critical.png`. */
  icons: string;
  /** What can be done about updates now. */
  update: () => UpdateOffer | null;
  /** Calls back when that has changed; returns the function that ends it. */
  onUpdate: (listener: () => void) => () => void;
}

/** The icon beside the clock: shows how the farm is, brings the window back, quits. */
export function initTray(shell: Shell, options: TrayOptions): ShellPart {
  const images = new Map<TrayLook, NativeImage>();
  let tray: Tray | null = null;
  let shownLook: TrayLook = 'ok';
  let shownMenu = '';
  let stops: (() => void)[] = [];

  function image(look: TrayLook): NativeImage {
    const known = images.get(look) ?? nativeImage.createFromPath(join(options.icons, `tray-${look}.png`));
    images.set(look, known);
    return known;
  }

  function draw(): void {
    if (tray === null) return;
    const farm = shell.host.isRunning ? shell.host.summary : null;
    const look = trayLook(farm);
    if (look !== shownLook) tray.setImage(image(look));
    shownLook = look;
    tray.setToolTip(trayTooltip(farm));
    const state = { farm, openAtLogin: openAtLogin.isOn(), update: options.update() };
    const items = trayMenu(state, {
      open: () => shell.showWindow(),
      openAlerts: () => shell.showWindow('#/alerts'),
      quit: () => app.quit(),
      setOpenAtLogin: openAtLogin.isSupported() ? setOpenAtLogin : null,
    });
    // A menu that is open would close when it is replaced.
    if (textOf(items) === shownMenu) return;
    shownMenu = textOf(items);
    tray.setContextMenu(Menu.buildFromTemplate(items.map(menuItem)));
  }

  function setOpenAtLogin(open: boolean): void {
    openAtLogin.set(open);
    // The system has ticked its own line already.
    shownMenu = '';
    draw();
  }

  return {
    name: 'tray',
    onLoad() {
      tray = new Tray(image('ok'));
      tray.on('click', () => shell.showWindow());
      draw();
      const { summaryChanged, runningChanged } = shell.host;
      stops = [summaryChanged.on(draw), runningChanged.on(draw), options.onUpdate(draw)];
    },
    onQuit() {
      for (const stop of stops) stop();
      tray?.destroy();
    },
  };
}
