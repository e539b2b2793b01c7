import { extname, isAbsolute, join, relative, sep } from 'node:path';

import { mediaTypeOf } from '#main/window-page.ts';

import { isAppUrl } from './origin.ts';

function decoded(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return null;
  }
}

/**
 * The file under `folder` that `address` names, or null where there is none to give: another host, a path that
 * leaves the folder, a kind of file that is not ours. A path without an extension is a place inside the page.
 */
export function resolveAppFile(folder: string, address: string): string | null {
  if (!isAppUrl(address)) return null;
  const path = decoded(new URL(address).pathname);
  if (path === null || path.includes('\0') || path.includes('\\')) return null;
  if (extname(path) === '') return join(folder, 'index.html');
  const file = join(folder, path);
  const inside = relative(folder, file);
  if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) return null;
  return mediaTypeOf(file) === null ? null : file;
}
