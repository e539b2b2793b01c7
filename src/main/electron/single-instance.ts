import { app } from 'electron';

/**
 * False where this data folder is open in another Hashquota window already; that one is brought to the front.
 * Needs the folder set as Electron's `userData` first: the lock lies there.
 */
export function isOnlyInstance(onSecond: () => void): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', onSecond);
  return true;
}
