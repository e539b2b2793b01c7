import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

const MAX_BYTES = 1_048_576;

/** Writes a small file whole or not at all, and on the disk when it returns. */
export function writeSmallFile(path: string, text: string): void {
  const unfinished = `${path}.unfinished`;
  const descriptor = openSync(unfinished, 'w', 0o600);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(unfinished, path);
  syncFolder(dirname(path));
}

/** The value of a small JSON file; undefined where there is none. Throws on one that cannot be read. */
export function readSmallJson(path: string): unknown {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return undefined;
  if (!stats.isFile() || stats.size > MAX_BYTES) throw new Error(`${path} is no small file`);
  return JSON.parse(readFileSync(path, 'utf8')) as unknown;
}

/** Puts a rename on the disk, where the system can do that for folders. */
export function syncFolder(folder: string): void {
  let descriptor: number;
  try {
    descriptor = openSync(folder, 'r');
  } catch {
    return;
  }
  try {
    fsyncSync(descriptor);
  } catch {
    // Windows has no such call for folders; NTFS journals the rename itself.
  } finally {
    closeSync(descriptor);
  }
}

/** Moves a file where it is there; true when it was. */
export function moveIfThere(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/**
 * Makes a folder and those above it. Not Node's own recursive way: where a file system says that a folder which is
 * there is not (`/proc` on Linux), that never ends. Throws the system's error.
 */
export function makeFolders(folder: string): void {
  const missing: string[] = [];
  for (let at = folder; !statSync(at, { throwIfNoEntry: false }); at = dirname(at)) {
    missing.push(at);
    if (dirname(at) === at) break;
  }
  for (const path of missing.toReversed()) mkdirSync(path);
}
