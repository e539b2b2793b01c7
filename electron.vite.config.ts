import { existsSync } from 'node:fs';
import { join } from 'node:path';

import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const root = import.meta.dirname;

/** Entry points of the main side; each becomes `out/main/<name>.js`. */
const mainEntries = {
  electron: 'src/main/electron/main.ts',
  'engine-host': 'src/main/electron/utility-main.ts',
  headless: 'src/main/headless/main.ts',
  'hash-worker': 'src/main/demo/hash-worker.ts',
  'backup-worker': 'src/main/engine/backup/backup-worker.ts',
};

function presentEntries(entries: Record<string, string>): Record<string, string> {
  const present = Object.entries(entries)
    .map(([name, path]) => [name, join(root, path)] as const)
    .filter(([, path]) => existsSync(path));
  return Object.fromEntries(present);
}

export default defineConfig({
  main: {
    logLevel: 'warn',
    build: {
      outDir: join(root, 'out/main'),
      target: 'node22',
      rolldownOptions: {
        input: presentEntries(mainEntries),
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          // Beside the entries, so that `new URL('./hash-worker.js', import.meta.url)` is right in a chunk too.
          chunkFileNames: 'chunk-[name]-[hash].js',
        },
      },
    },
  },
  preload: {
    logLevel: 'warn',
    build: {
      outDir: join(root, 'out/preload'),
      externalizeDeps: false,
      rolldownOptions: {
        input: presentEntries({ preload: 'src/main/electron/preload.ts' }),
        // A sandboxed preload must be one CommonJS file.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    logLevel: 'warn',
    root: join(root, 'src/renderer'),
    base: './',
    build: {
      outDir: join(root, 'out/renderer'),
      minify: true,
      modulePreload: { polyfill: false },
      // The page is loaded from this computer; one large file starts faster than many small ones.
      chunkSizeWarningLimit: 4000,
      // Inlined assets would be data: addresses, which the fonts' and scripts' policy refuses.
      assetsInlineLimit: 0,
      rolldownOptions: { input: join(root, 'src/renderer/index.html') },
    },
    plugins: [react()],
  },
});
