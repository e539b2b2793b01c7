import type { Clock } from '#engine/lib/clock.ts';
import type { Log } from '#engine/lib/log.ts';
import type { MinerPorts } from '#engine/miner-api/miner-host.ts';

import { ConnectGate } from './connect-gate.ts';
import { type Finding, identifyHost } from './identify-host.ts';
import { isPrivateAddress } from './ipv4.ts';
import { GENTLE_LIMITS } from './scan-limits.ts';

/** Addresses waiting to be asked; a farm that connects at once fits. */
const MAX_WAITING = 10_000;
const AT_ONCE = 4;

/** Asks machines who they are that were heard of otherwise than by a scan: peers of the proxy, button reports. */
export class Strangers {
  readonly #deps: { clock: Clock; log: Log; ports: MinerPorts };
  readonly #onFound: (address: string, finding: Finding) => void;
  readonly #gate: ConnectGate;
  readonly #waiting = new Set<string>();
  readonly #ending = new AbortController();
  readonly #visits = new Set<Promise<void>>();

  constructor(
    deps: { clock: Clock; log: Log; ports: MinerPorts },
    onFound: (address: string, finding: Finding) => void,
  ) {
    this.#deps = deps;
    this.#onFound = onFound;
    this.#gate = new ConnectGate(deps.clock, GENTLE_LIMITS.sweep);
  }

  /**
   * Asks the machine at a private IPv4 address soon; once, however often it is named meanwhile. Others are left
   * alone: peers of the proxy and senders of reports can be anywhere.
   */
  ask(address: string): void {
    if (!isPrivateAddress(address)) return;
    if (this.#ending.signal.aborted || this.#waiting.size >= MAX_WAITING) return;
    this.#waiting.add(address);
    this.#pump();
  }

  /** Resolves when every socket is closed. */
  async stop(): Promise<void> {
    this.#waiting.clear();
    this.#ending.abort();
    this.#gate.close();
    await Promise.all(this.#visits);
  }

  #pump(): void {
    while (this.#visits.size < AT_ONCE) {
      const [address] = this.#waiting;
      if (address === undefined) return;
      this.#waiting.delete(address);
      const visit = this.#visit(address).finally(() => {
        this.#visits.delete(visit);
        this.#pump();
      });
      this.#visits.add(visit);
    }
  }

  async #visit(address: string): Promise<void> {
    const { clock, ports, log } = this.#deps;
    const host = { address, open: [], silent: ['http', 'cgminer', 'whatsminerV3'] as const, known: null };
    try {
      const deps = { clock, ports, gate: this.#gate, limits: GENTLE_LIMITS.visit };
      const finding = await identifyHost(host, deps, this.#ending.signal);
      if (!this.#ending.signal.aborted) this.#onFound(address, finding);
    } catch (error) {
      log.error({ err: error, address }, 'identification failed');
    }
  }
}
