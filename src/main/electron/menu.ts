import { Menu } from 'electron';

import type { ShellPart } from './shell.ts';

/** macOS needs a menu for copy and paste; elsewhere the window has none. */
export function initMenu(): ShellPart {
  return {
    name: 'menu',
    onLoad() {
      const menu =
        process.platform === 'darwin'
          ? Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }])
          : null;
      Menu.setApplicationMenu(menu);
    },
  };
}
