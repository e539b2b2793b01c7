import { writeFileSync } from 'node:fs';

import type { Log } from '#engine/lib/log.ts';

import type { UpdateEngine } from './updater.ts';

export interface UpdateFeed {
  feed: string;
  publisherNames: readonly string[];
}

/** Text of the file that electron-updater reads its feed from; JSON is YAML too. */
export function updateConfig({ feed, publisherNames }: UpdateFeed): string {
  return JSON.stringify({
    provider: 'generic',
    url: feed,
    updaterCacheDirName: 'hashquota-updater',
    ...(publisherNames.length > 0 && { publisherName: publisherNames }),
  });
}

/** The part of electron-updater's `AppUpdater` that is used. */
export interface AppUpdaterLike {
  autoDownload: boolean;
  autoInstallOnAppQuit: boolean;
  allowDowngrade: boolean;
  logger: object | null;
  updateConfigPath: string | null;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'download-progress', listener: (progress: { percent: number }) => void): unknown;
  checkForUpdates(): Promise<{ isUpdateAvailable: boolean; updateInfo: { version: string } } | null>;
  downloadUpdate(): Promise<unknown>;
  quitAndInstall(isSilent: boolean, isForceRunAfter: boolean): void;
}

/** electron-updater with everything off that it does by itself. */
export function wrapUpdater(updater: AppUpdaterLike, configFile: string, log: Log): UpdateEngine {
  let progress: (percent: number) => void = () => undefined;
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = false;
  updater.allowDowngrade = false;
  updater.logger = null;
  updater.updateConfigPath = configFile;
  // Its promises reject with the same error; an `error` that nobody hears would end the process.
  updater.on('error', (error) => log.warn({ err: error }, 'an update failed'));
  updater.on('download-progress', ({ percent }) => progress(percent));
  return {
    async check() {
      const found = await updater.checkForUpdates();
      return found?.isUpdateAvailable === true ? found.updateInfo.version : null;
    },
    async download(onProgress) {
      progress = onProgress;
      await updater.downloadUpdate();
    },
    install: () => updater.quitAndInstall(false, true),
  };
}

/** Loads electron-updater, which is not even read from disk before a feed is configured. */
export async function loadUpdateEngine(
  feed: UpdateFeed,
  configFile: string,
  log: Log,
): Promise<UpdateEngine> {
  writeFileSync(configFile, updateConfig(feed), { mode: 0o600 });
  const { default: updaters } = await import('electron-updater');
  return wrapUpdater(updaters.autoUpdater, configFile, log);
}
