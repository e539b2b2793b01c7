import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';

// @ts-expect-error The scripts are plain JavaScript: they run before anything is installed or built.
import * as building from '../../../scripts/build-if-needed.mjs';
// @ts-expect-error As above.
import * as browsers from '../../../scripts/find-browser.mjs';

const { buildIfNeeded } = building as { buildIfNeeded: () => Promise<void> };
const { BROWSER_FLAGS, findOrInstallBrowser } = browsers as {
  BROWSER_FLAGS: string[];
  findOrInstallBrowser: () => string;
};

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the one browser of all tests listens. */
    browserEndpoint: string;
  }
}

/** Once before all browser tests: what they run is built, and one browser waits for them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await buildIfNeeded();
  const server = await chromium.launchServer({
    executablePath: findOrInstallBrowser(),
    args: ['--no-sandbox', ...BROWSER_FLAGS],
  });
  project.provide('browserEndpoint', server.wsEndpoint());
  return () => server.close();
}
