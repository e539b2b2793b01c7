import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Long enough for its 120 MB on a slow line; a closed network refuses at once. */
const DOWNLOAD_LIMIT_MS = 180_000;

/**
 * Why the desktop window cannot open here whatever is downloaded, or null.
 * @param {{ platform: string, env: Record<string, string | undefined>, uid: number | null, args: string[] }} machine
 */
export function whyNoWindow({ platform, env, uid, args }) {
  if (args.includes('--browser')) return 'asked for by --browser';
  if (platform !== 'linux') return null;
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return 'there is no display';
  if (uid === 0 && !args.includes('--no-sandbox')) return 'Electron does not run as root';
  return null;
}

/**
 * True where an ended Electron never came up: killed by its own sandbox or display check, or a library missing.
 * @param {{ code: number | null, signal: string | null, ranMs: number }} end
 */
export function neverCameUp({ code, signal, ranMs }) {
  if (code === 127) return true;
  const asked = signal === 'SIGINT' || signal === 'SIGTERM';
  return ranMs < 10_000 && ((signal !== null && !asked) || code === 1 || (code !== null && code > 128));
}

function packageFolder() {
  return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
}

function installedRuntime(folder) {
  const pathFile = join(folder, 'path.txt');
  const name = existsSync(pathFile)
    ? readFileSync(pathFile, 'utf8')
    : { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' }[process.platform];
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist');
  const program = join(dist, name ?? 'electron');
  return existsSync(program) ? program : null;
}

function download(folder) {
  return new Promise((resolve) => {
    console.error('Fetching the Electron runtime, once …');
    const child = spawn(process.execPath, [join(folder, 'install.js')], {
      stdio: 'ignore',
      timeout: DOWNLOAD_LIMIT_MS,
    });
    child.on('error', () => resolve());
    child.on('exit', () => resolve());
  });
}

/** Path of the Electron program, downloaded where it is missing; null where it cannot be had. */
export async function findDesktopRuntime() {
  let folder;
  try {
    folder = packageFolder();
  } catch {
    return null;
  }
  const installed = installedRuntime(folder);
  if (installed !== null) return installed;
  await download(folder);
  return installedRuntime(folder);
}
