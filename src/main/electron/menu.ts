import { app, Menu, shell as system } from 'electron';

import { menuTemplate, type MenuActions } from './menu-template.ts';
import type { ShellPart } from './shell.ts';

export interface MenuOptions extends Omit<MenuActions, 'openPath'> {
  /** Called back when the menu has to be drawn anew; returns the function that ends it. */
  onChange: (listener: () => void) => () => void;
}

/** The app's menu: on macOS in the bar of the system, elsewhere behind the Alt key. */
export function initMenu(options: MenuOptions): ShellPart {
  let stopListening: () => void = () => undefined;
  let shown = '';

  function draw(): void {
    const template = menuTemplate(
      { platform: process.platform, isPackaged: app.isPackaged },
      { ...options, openPath: (path) => void system.openPath(path) },
    );
    const text = JSON.stringify(template);
    if (text === shown) return;
    shown = text;
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  }

  return {
    name: 'menu',
    onLoad() {
      draw();
      stopListening = options.onChange(draw);
    },
    onQuit() {
      stopListening();
    },
  };
}
