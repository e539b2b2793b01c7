import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import react from '@vitejs/plugin-react';
import { createServer, type ViteDevServer } from 'vite';

const root = join(import.meta.dirname, '../../..');

/** The window on a scripted farm, as it is served while it is worked on: with what only tests have. */
export class DevPage {
  readonly #server: ViteDevServer;
  readonly #cacheDir: string;

  static async start(): Promise<DevPage> {
    const cacheDir = mkdtempSync(join(tmpdir(), 'hashquota-page-'));
    const server = await createServer({
      configFile: false,
      logLevel: 'error',
      root: join(root, 'test/renderer/dev'),
      cacheDir,
      plugins: [react()],
      server: { host: '127.0.0.1', port: 0, hmr: false, watch: null, fs: { strict: false } },
    });
    await server.listen();
    return new DevPage(server, cacheDir);
  }

  private constructor(server: ViteDevServer, cacheDir: string) {
    this.#server = server;
    this.#cacheDir = cacheDir;
  }

  get url(): string {
    const [url] = this.#server.resolvedUrls?.local ?? [];
    if (url === undefined) throw new Error('the page is not served');
    return url;
  }

  async stop(): Promise<void> {
    await this.#server.close();
    rmSync(this.#cacheDir, { recursive: true, force: true });
  }
}
