import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, posix, win32 } from 'node:path';

import { AppError } from '#shared/errors.ts';

/** The folder in use, and how to leave it when the program ends. */
export interface DataFolder {
  path: string;
  /** Removes a folder that was made for this run only; keeps any other. */
  release(): void;
}

interface Surroundings {
  platform: NodeJS.Platform;
  home: string;
  env: Readonly<Record<string, string | undefined>>;
}

/** Where the data lies unless another folder is given. */
export function defaultDataDir({ platform, home, env }: Surroundings): string {
  if (platform === 'win32')
    return win32.join(env['LOCALAPPDATA'] || win32.join(home, 'AppData', 'Local'), 'Hashquota');
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'Hashquota');
  return posix.join(env['XDG_DATA_HOME'] || posix.join(home, '.local', 'share'), 'hashquota');
}

/** The given folder, a temporary one for a demo without one, else the default. */
export function chooseDataFolder(options: { dataDir: string | null; demo: boolean }): DataFolder {
  if (options.dataDir !== null) return { path: options.dataDir, release: () => {} };
  if (!options.demo) {
    const surroundings = { platform: process.platform, home: homedir(), env: process.env };
    return { path: defaultDataDir(surroundings), release: () => {} };
  }
  const path = mkdtempSync(join(tmpdir(), 'hashquota-demo-'));
  return { path, release: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) };
}

/** Makes the folder where it is missing, for this user only. Throws `AppError`. */
export function makeDataFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('BAD_INPUT', `The data folder ${dataDir} cannot be made: ${reason}.`, {
      cause: error,
    });
  }
}
