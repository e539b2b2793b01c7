import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';
import { z } from 'zod';

const root = join(import.meta.dirname, '../../..');

function read<T>(name: string, shape: z.ZodType<T>): T {
  return shape.parse(JSON.parse(readFileSync(join(root, name), 'utf8')));
}

const lockedPackage = z.object({
  hasInstallScript: z.boolean().optional(),
  gypfile: z.boolean().optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});
const { packages } = read('package-lock.json', z.object({ packages: z.record(z.string(), lockedPackage) }));

it('lets the package node, and no other, run a script when it is installed', () => {
  const { allowScripts } = read(
    'package.json',
    z.object({ allowScripts: z.record(z.string(), z.boolean()) }),
  );
  expect(allowScripts).toEqual({ node: true, 'better-sqlite3': false, 'electron-winstaller': false });
  const withScript = Object.keys(packages).filter((path) => packages[path]?.hasInstallScript === true);
  expect(withScript).toEqual(['node_modules/electron-winstaller', 'node_modules/node']);
});

// npm 10 builds every package that has a binding.gyp unless the lock file says otherwise, and takes no notice of
// the package's own `gypfile: false`. A machine without python and make could not install it. "npm install" drops
// the line; it has to be put back.
it('tells npm 10 not to compile better-sqlite3', () => {
  expect(packages['node_modules/better-sqlite3']?.gypfile).toBe(false);
});

// A package registry that lags behind lets npm write a lock file that "npm ci" refuses.
it('locks the binaries of every platform', () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages),
    ),
  );
  expect(missing).toEqual([]);
});
