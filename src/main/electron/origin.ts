/** Where the window's page lives: the only origin that may speak to the engine. */
export const APP_SCHEME = 'app';
const APP_HOST = 'farm';
const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`;
export const APP_URL = `${APP_ORIGIN}/`;

/**
 * True for addresses of our own page. The parts are compared, never a prefix of the text: `app://farm.evil/`
 * and `app://farm@evil/` begin alike. (`URL.origin` is "null" for a scheme Node does not know.)
 */
export function isAppUrl(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return (
    url.protocol === `${APP_SCHEME}:` && url.host === APP_HOST && url.username === '' && url.password === ''
  );
}

/** True for bytes that our own page has put together (`blob:app://farm/…`). */
export function isAppBlob(address: string): boolean {
  return address.startsWith('blob:') && isAppUrl(address.slice('blob:'.length));
}

/** Who sent a message, as far as the shell can know it. Null where the frame is gone already. */
export interface Sender {
  url: string | null;
  isMainFrame: boolean;
  webContentsId: number;
}

/** Only the main frame of our own window, showing our own page, is answered. */
export function isTrustedSender(sender: Sender, windowId: number | null): boolean {
  return (
    sender.url !== null &&
    sender.isMainFrame &&
    windowId !== null &&
    sender.webContentsId === windowId &&
    isAppUrl(sender.url)
  );
}
