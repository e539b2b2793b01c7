import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { realClock } from '#engine/lib/clock.ts';
import { silentLog } from '#engine/lib/log.ts';
import { HttpServer } from '#main/headless/http-server.ts';

import { type Answer, type Ask, ask } from './http-client.ts';
import { ScriptedFarm } from './scripted-farm.ts';
import { scriptedRouter } from './scripted-router.ts';

export const TOKEN = 'a-token-for-tests-of-http';
export const BEARER = { authorization: `Bearer ${TOKEN}` };
export const INDEX_HTML =
  '<!doctype html><meta property="csp-nonce" nonce="__CSP_NONCE__"><script src="./assets/a.js"></script>';

/** The real HTTP server on a free port, in front of a scripted farm and a two-file window. */
export class HttpFarm {
  readonly farm = new ScriptedFarm({
    miners: 3,
    accounts: 2,
    hashrate: 1e14,
    quotaSpanMs: 3_600_000,
    nowMs: 1_794_995_000_000,
  });
  readonly #uiDir = mkdtempSync(join(tmpdir(), 'hashquota-ui-'));
  readonly #server: HttpServer;
  port = 0;

  constructor() {
    mkdirSync(join(this.#uiDir, 'assets'));
    writeFileSync(join(this.#uiDir, 'index.html'), INDEX_HTML);
    writeFileSync(join(this.#uiDir, 'assets', 'index-B4dF00d1.js'), 'export {};');
    const door = {
      router: scriptedRouter(this.farm),
      snapshot: () => this.farm.snapshot(),
      extras: () => this.farm.extras(),
      isAlive: () => true,
    };
    this.#server = new HttpServer(
      { door, clock: realClock, log: silentLog },
      { listen: { host: '127.0.0.1', port: 0 }, token: TOKEN, version: '1.2.3', uiDir: this.#uiDir },
    );
  }

  async start(): Promise<this> {
    ({ port: this.port } = await this.#server.start());
    return this;
  }

  async stop(): Promise<void> {
    await this.#server.stop();
    rmSync(this.#uiDir, { recursive: true, force: true });
  }

  /** Asks with the token. */
  call(path: string, options: Ask = {}): Promise<Answer> {
    return ask(this.port, path, { ...options, headers: { ...BEARER, ...options.headers } });
  }

  /** Sends the login form. */
  login(token: string, headers: Record<string, string> = {}): Promise<Answer> {
    return ask(this.port, '/login', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams({ token }).toString(),
    });
  }
}

/** The cookie to send back. */
export function cookieOf(answer: Answer): string {
  return (answer.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';
}
