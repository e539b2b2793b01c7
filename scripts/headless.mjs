// npm run headless: builds what is missing, then is the service itself, so that its process id is the engine's.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { BuildInterrupted, buildIfNeeded } from './build-if-needed.mjs';
import { requireNode } from './require-node.mjs';

/** Stops the service when npm is gone: a service that nobody holds would keep its data folder and its ports. */
function stopWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  timer.unref();
}

requireNode();
stopWithNpm();
try {
  await buildIfNeeded();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(error instanceof BuildInterrupted ? 0 : 1);
}
await import(pathToFileURL(join(import.meta.dirname, '../out/main/headless.js')).href);
