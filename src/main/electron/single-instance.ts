import { app } from 'electron';

/**
 * False where this data folder is open in another Hashquota window already; that one is brought to the front.
 * `onSecond` is given the other's command line and the folder it was started in. Needs the folder set as Electron's `userData` first: the lock lies there.
 */
export function isOnlyInstance(onSecond: (args: readonly string[], folder: string) => void): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', (_event, args, folder) => onSecond(args, folder));
  return true;
}
