import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Minidumps are some megabytes each. */
export const KEPT_DUMPS = 5;

/** Minidumps under `folder`, the newest first. */
export function listDumps(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.dmp'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ file, atMs: statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((a, b) => b.atMs - a.atMs)
    .map(({ file }) => file);
}

/** Removes all minidumps but the last `kept`, each with the note that Crashpad keeps beside it. */
export function pruneDumps(folder: string, kept = KEPT_DUMPS): void {
  for (const file of listDumps(folder).slice(kept)) {
    rmSync(file, { force: true });
    rmSync(file.replace(/\.dmp$/, '.meta'), { force: true });
  }
}
