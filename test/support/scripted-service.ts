import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { realClock } from '#engine/lib/clock.ts';
import { silentLog } from '#engine/lib/log.ts';
import { HttpServer } from '#main/headless/http-server.ts';

import type { ScriptedFarm } from './scripted-farm.ts';
import { scriptedRouter, type ScriptedDesks } from './scripted-router.ts';

const TOKEN = 'a-token-for-the-scripted-farm';
const TICK_MS = 1000;

/** The window as it was built, served by the real HTTP server in front of a scripted farm. */
export class ScriptedService {
  readonly farm: ScriptedFarm;
  readonly #server: HttpServer;
  /** A copy: another build may begin meanwhile. */
  readonly #uiDir = mkdtempSync(join(tmpdir(), 'hashquota-window-'));
  #timer: NodeJS.Timeout | undefined;
  #port = 0;

  constructor(farm: ScriptedFarm, desks: ScriptedDesks = {}) {
    this.farm = farm;
    cpSync(join(import.meta.dirname, '../../out/renderer'), this.#uiDir, { recursive: true });
    const door = {
      router: scriptedRouter(farm, desks.lan, desks),
      snapshot: () => farm.snapshot(),
      extras: () => farm.extras(),
      isAlive: () => true,
    };
    this.#server = new HttpServer(
      { door, clock: realClock, log: silentLog },
      {
        ...{ listen: { host: '127.0.0.1', port: 0 }, token: TOKEN, version: '0.1.0' },
        uiDir: this.#uiDir,
      },
    );
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<this> {
    ({ port: this.#port } = await this.#server.start());
    return this;
  }

  /** Calls `tick` every second. */
  run(tick: () => void): void {
    this.#timer = setInterval(tick, TICK_MS);
  }

  /** The cookie that a login with the token gives. */
  async login(): Promise<{ name: string; value: string; url: string }> {
    const body = new URLSearchParams({ token: TOKEN });
    const response = await fetch(`${this.url}/login`, { method: 'POST', redirect: 'manual', body });
    const [name, value] = response.headers.getSetCookie()[0]?.split(';')[0]?.split('=') ?? [];
    if (name === undefined || value === undefined) throw new Error(`no login: ${response.status}`);
    return { name, value, url: this.url };
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#server.stop();
    rmSync(this.#uiDir, { recursive: true, force: true });
  }
}
