import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { FarmSnapshot } from '#shared/model/snapshot.ts';
import { type Ready, ServiceProcess } from '#test/support/service.ts';

/** The built service in a process of its own, on free ports and a data folder of its own. */
export class Hashquota {
  readonly #dir = mkdtempSync(join(tmpdir(), 'hashquota-e2e-'));
  readonly #what: string[];
  #process: ServiceProcess | null = null;
  #ready: Ready | null = null;

  /** The simulated farm. */
  static async demo(): Promise<Hashquota> {
    return new Hashquota(['--demo']).#start();
  }

  /** A farm of the given farm file, with further options of the command line. */
  static async farm(farmFile: object, options: readonly string[] = []): Promise<Hashquota> {
    const farm = new Hashquota([...options]);
    const path = join(farm.#dir, 'farm.json');
    writeFileSync(path, JSON.stringify(farmFile));
    farm.#what.push('--farm', path);
    return farm.#start();
  }

  private constructor(what: string[]) {
    this.#what = what;
  }

  get url(): string {
    return this.#present.http;
  }

  /** host and port for miners. */
  get stratum(): { host: string; port: number } {
    const { hostname, port } = new URL(`tcp://${this.#present.stratum}`);
    return { host: hostname, port: Number(port) };
  }

  get token(): string {
    return readFileSync(join(this.#dir, 'data', 'api-token'), 'utf8').trim();
  }

  get #present(): Ready {
    if (!this.#ready) throw new Error('not started');
    return this.#ready;
  }

  /** What programs see; `body` makes it a POST. */
  async call<T>(path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** The cookie that a login with the token gives. */
  async login(): Promise<{ name: string; value: string; url: string }> {
    const response = await fetch(`${this.url}/login`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ token: this.token }),
    });
    const [name, value] = response.headers.getSetCookie()[0]?.split(';')[0]?.split('=') ?? [];
    if (name === undefined || value === undefined) throw new Error(`no login: ${response.status}`);
    return { name, value, url: this.url };
  }

  snapshot(): Promise<FarmSnapshot> {
    return this.call<FarmSnapshot>('/farm');
  }

  /** Ends it without a word, as a power cut would. */
  async kill(): Promise<void> {
    await this.#process?.kill();
  }

  /** Starts it again on the same ports and data folder. */
  async startAgain(): Promise<void> {
    await this.#start();
  }

  async stop(): Promise<void> {
    this.#process?.child.kill('SIGTERM');
    await this.#process?.exit();
    rmSync(this.#dir, { recursive: true, force: true });
  }

  async #start(): Promise<this> {
    const http = this.#ready ? new URL(this.#ready.http).host : '127.0.0.1:0';
    const stratum = this.#ready?.stratum ?? '127.0.0.1:0';
    const args = ['--data-dir', join(this.#dir, 'data'), '--http', http, '--stratum', stratum];
    this.#process = new ServiceProcess([...this.#what, ...args], { isBuilt: true });
    this.#ready = await this.#process.ready();
    return this;
  }
}
