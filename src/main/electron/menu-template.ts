import type { MenuItemConstructorOptions } from 'electron';

import type { UpdateOffer } from './update-offer.ts';

export interface MenuActions {
  /** Asks for a farm file and applies it. */
  openFarmFile: () => void;
  showPage: (place: string) => void;
  /** Opens a file or folder of this computer with the system's program. */
  openPath: (path: string) => void;
  update: () => UpdateOffer | null;
  /** Where the logs and the third parties' licences lie. */
  paths: { logs: string; licences: string };
}

const SEPARATOR: MenuItemConstructorOptions = { type: 'separator' };

function updateItem(offer: UpdateOffer | null): MenuItemConstructorOptions[] {
  if (offer === null) return [];
  const { label, run } = offer;
  return [SEPARATOR, run === undefined ? { label, enabled: false } : { label, click: () => run() }];
}

/** DevTools are for who builds the app: an installed one has no way to open them. */
function viewItems(isPackaged: boolean): MenuItemConstructorOptions[] {
  return [
    { role: 'reload' },
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { role: 'togglefullscreen' },
    ...(isPackaged ? [] : [SEPARATOR, { role: 'toggleDevTools' } as const]),
  ];
}

/** The app's menu, left to right. */
export function menuTemplate(
  { platform, isPackaged }: { platform: NodeJS.Platform; isPackaged: boolean },
  actions: MenuActions,
): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
  const { paths, openPath, showPage } = actions;
  const quit: MenuItemConstructorOptions[] = isMac ? [] : [SEPARATOR, { role: 'quit' }];
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        { label: 'Apply a farm file…', accelerator: 'CmdOrCtrl+O', click: () => actions.openFarmFile() },
        SEPARATOR,
        { label: 'Settings', accelerator: 'CmdOrCtrl+,', click: () => showPage('#/settings') },
        { role: 'close' },
        ...quit,
      ],
    },
    { role: 'editMenu' },
    { label: '&View', submenu: viewItems(isPackaged) },
    ...(isMac ? [{ role: 'windowMenu' } as const] : []),
    {
      label: '&Help',
      role: 'help',
      submenu: [
        { label: 'Show the logs', click: () => openPath(paths.logs) },
        { label: 'Licences of third parties', click: () => openPath(paths.licences) },
        ...updateItem(actions.update()),
      ],
    },
  ];
}
