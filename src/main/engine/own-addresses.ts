import { networkInterfaces } from 'node:os';

import type { MinerLink } from '#engine/drivers/driver.ts';
import { splitPoolUrl } from '#engine/drivers/pool-url.ts';
import { localAddressToward } from '#engine/miner-api/connect.ts';

/** The interfaces are looked up at most so often: every view of every machine asks. */
const LOOK_AGAIN_MS = 10_000;

/** Under which addresses this PC's proxy is known to machines on the LAN. */
export class OwnAddresses {
  readonly #listening: () => { host: string; port: number } | null;
  readonly #monotonicMs: () => number;
  #hosts: ReadonlySet<string> = new Set();
  #lookedMs = Number.NEGATIVE_INFINITY;

  /** `listening`: where the proxy listens now; null = nowhere. */
  constructor(listening: () => { host: string; port: number } | null, monotonicMs: () => number) {
    this.#listening = listening;
    this.#monotonicMs = monotonicMs;
  }

  /** Whether a pool address, as a machine has it, is the proxy on this PC. */
  isOurs(url: string): boolean {
    const listening = this.#listening();
    const told = splitPoolUrl(url);
    if (!listening || !told || told.port !== listening.port) return false;
    const host = told.host.toLowerCase();
    return host === listening.host || this.#ownHosts().has(host);
  }

  /** `host:port` under which a machine reaches the proxy. Throws `MinerError` where there is no way to it. */
  async toward(link: MinerLink): Promise<string> {
    const listening = this.#listening();
    if (!listening) throw new Error('the proxy does not listen');
    const { host, port } = listening;
    const isEverywhere = host === '0.0.0.0' || host === '::' || host === '';
    return `${isEverywhere ? await localAddressToward(link.host, link.host.ports.http) : host}:${port}`;
  }

  #ownHosts(): ReadonlySet<string> {
    const nowMs = this.#monotonicMs();
    if (nowMs - this.#lookedMs >= LOOK_AGAIN_MS) {
      this.#lookedMs = nowMs;
      const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
      this.#hosts = new Set(['localhost', ...own.map(({ address }) => address)]);
    }
    return this.#hosts;
  }
}
