import { app, session } from 'electron';

import { isAppBlob, isAppUrl } from './origin.ts';
import type { ShellPart } from './shell.ts';

/** The page may put text on the clipboard; it has no use for anything else. */
function isPermitted(permission: string): boolean {
  return permission === 'clipboard-sanitized-write';
}

/** The page may load its own files and what it made itself. `devtools:` is DevTools itself, which a packaged app does not have. */
function mayRequest(address: string, isPackaged: boolean): boolean {
  return isAppUrl(address) || isAppBlob(address) || (!isPackaged && address.startsWith('devtools://'));
}

/** Denies the page every permission, every navigation and every request it does not need. */
export function initPermissions(): ShellPart {
  return {
    name: 'permissions',
    onLoad() {
      const { defaultSession } = session;
      defaultSession.setPermissionRequestHandler((_contents, permission, answer) =>
        answer(isPermitted(permission)),
      );
      defaultSession.setPermissionCheckHandler((_contents, permission) => isPermitted(permission));
      defaultSession.setDevicePermissionHandler(() => false);
      defaultSession.webRequest.onBeforeRequest((details, answer) =>
        answer({ cancel: !mayRequest(details.url, app.isPackaged) }),
      );
      // A file that the page itself made, such as a statement: Electron asks where to put it.
      defaultSession.on('will-download', (event, item) => {
        if (!isAppBlob(item.getURL())) event.preventDefault();
      });
      defaultSession.setSpellCheckerEnabled(false);
    },
  };
}
