// npm run headless: builds what is missing, then is the service itself, so that its process id is the engine's.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { BuildInterrupted, buildIfNeeded } from './build-if-needed.mjs';
import { requireNode } from './require-node.mjs';

requireNode();
try {
  await buildIfNeeded();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(error instanceof BuildInterrupted ? 0 : 1);
}
await import(pathToFileURL(join(import.meta.dirname, '../out/main/headless.js')).href);
