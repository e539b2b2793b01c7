import type { MinerFamily } from '#engine/discovery/families.ts';
import { identify, isWeakFamily } from '#engine/discovery/identify.ts';
import type { Evidence, Identity } from '#engine/discovery/identify.ts';
import type { Clock } from '#engine/lib/clock.ts';
import { exchange } from '#engine/miner-api/connect.ts';
import type { ReplyReader } from '#engine/miner-api/connect.ts';
import { MinerError, STANDARD_PORTS } from '#engine/miner-api/miner-host.ts';
import type { MinerHost, MinerPorts, MinerTrouble } from '#engine/miner-api/miner-host.ts';
import { askWhatsminerV3 } from '#engine/miner-api/whatsminer-v3-api.ts';

import type { ConnectGate } from './connect-gate.ts';
import { MAX_EVIDENCE_BYTES, PageReader, RpcEvidenceReader } from './evidence-readers.ts';

/** The ports of a miner by what is spoken there. */
export type PortName = keyof MinerPorts;

/** Time limits of identification, ms. */
export interface VisitLimits {
  connectMs: number;
  /** One question and its answer. */
  requestMs: number;
  /** Everything at one host. */
  hostMs: number;
  /** How long other answers are waited for after a sure marker: firmware of others still says "Antminer". */
  upgradeMs: number;
}

/** A host at which something listens. */
export interface HostToVisit {
  address: string;
  /** Ports that took the sweep's connection. */
  open: readonly PortName[];
  /** Ports that were silent at the sweep: asked too, as a busy miner's are. */
  silent: readonly PortName[];
  /** The family it was found to be before, null for a stranger. */
  known: MinerFamily | null;
}

/** What a visit told. */
export interface Finding {
  identity: Identity;
  evidence: Evidence[];
  /** Ports that took a connection. */
  openPorts: PortName[];
  /** It is what it was known to be: only that was asked. */
  isConfirmation: boolean;
  /** No marker, and some question got no answer: worth another try. */
  isUndecided: boolean;
}

export interface VisitDeps {
  clock: Clock;
  ports: MinerPorts;
  gate: ConnectGate;
  limits: VisitLimits;
}

const AXE_FAMILIES: readonly MinerFamily[] = ['bitaxe', 'nerdqaxe'];
const AXE_INFO = '/api/system/info';

/**
 * Asks a host who it is, by questions that need no login and change nothing: one connection a port at a time,
 * each with its own limit. A known machine is asked one question; only if the answer differs is it asked all.
 * Never throws for what the host does.
 */
export async function identifyHost(
  host: HostToVisit,
  deps: VisitDeps,
  signal: AbortSignal,
): Promise<Finding> {
  if (host.known !== null) {
    const visit = new Visit(host, deps, signal);
    await visit.confirm(host.known);
    const finding = visit.finding();
    if (finding.identity.family === host.known) return { ...finding, isConfirmation: true };
  }
  const visit = new Visit(host, deps, signal);
  await visit.askAll();
  return visit.finding();
}

class Visit {
  readonly #host: HostToVisit;
  readonly #deps: VisitDeps;
  readonly #runSignal: AbortSignal;
  readonly #stop = new AbortController();
  /** In the order of their weight: of two sure markers the first counts. */
  readonly #evidence: Record<'rpc' | 'v3' | 'info' | 'page', Evidence[]> = {
    rpc: [],
    v3: [],
    info: [],
    page: [],
  };
  readonly #open: Set<PortName>;
  #hasGap = false;
  #cancelUpgrade: (() => void) | null = null;

  constructor(host: HostToVisit, deps: VisitDeps, signal: AbortSignal) {
    this.#host = host;
    this.#deps = deps;
    this.#runSignal = signal;
    this.#open = new Set(host.open);
  }

  /** All chains at once, until they end, the host's time is over, or a sure marker had its upgrade window. */
  askAll(): Promise<void> {
    return this.#within(() => {
      const chains: Record<PortName, () => Promise<void>> = {
        cgminer: () => this.#askRpc(),
        whatsminerV3: () => this.#askV3(),
        http: () => this.#askWeb(),
      };
      return Promise.all([...this.#host.open, ...this.#host.silent].map((name) => chains[name]()));
    });
  }

  /** The one question whose answer the known family's marker is in. */
  confirm(known: MinerFamily): Promise<void> {
    return this.#within(async () => {
      const ports = this.#host.open;
      if (AXE_FAMILIES.includes(known) && ports.includes('http')) await this.#askPage(AXE_INFO, 'info');
      else if (ports.includes('cgminer')) await this.#askCommand('version');
      else if (ports.includes('http')) await this.#askPage('/', 'page');
      else await this.#askV3();
    });
  }

  finding(): Finding {
    const { rpc, v3, info, page } = this.#evidence;
    const evidence = [...rpc, ...v3, ...info, ...page];
    const identity = identify(evidence);
    return {
      identity,
      evidence,
      openPorts: [...this.#open],
      isConfirmation: false,
      isUndecided: identity.family === 'unknown' && this.#hasGap,
    };
  }

  async #within(ask: () => Promise<unknown>): Promise<void> {
    const onAbort = (): void => this.#stop.abort();
    if (this.#runSignal.aborted) return;
    this.#runSignal.addEventListener('abort', onAbort, { once: true });
    const cancelDeadline = this.#deps.clock.after(this.#deps.limits.hostMs, onAbort);
    try {
      await ask();
    } finally {
      cancelDeadline();
      this.#cancelUpgrade?.();
      this.#runSignal.removeEventListener('abort', onAbort);
    }
  }

  async #askRpc(): Promise<void> {
    const version = await this.#askCommand('version');
    if (version !== null && isVague(identify([version]).family)) await this.#askCommand('devdetails');
  }

  async #askWeb(): Promise<void> {
    const page = await this.#askPage('/', 'page');
    if (page === null || page.status === 401 || page.status === 403) return;
    const { family } = identify([page]);
    if (family === 'unknown' || AXE_FAMILIES.includes(family)) await this.#askPage(AXE_INFO, 'info');
  }

  async #askV3(): Promise<void> {
    const cmd = 'get.device.info';
    const { requestMs, connectMs } = this.#deps.limits;
    const limits = { connectMs, totalMs: requestMs, maxBytes: MAX_EVIDENCE_BYTES };
    const reply = await this.#talk('whatsminerV3', (host) => askWhatsminerV3(host, { cmd }, limits));
    if (reply === null) return;
    const port = STANDARD_PORTS.whatsminerV3;
    this.#add('v3', { port, transport: 'rpc', path: cmd, reply: JSON.stringify(reply.value) });
  }

  async #askCommand(command: string): Promise<Evidence | null> {
    const bytes = JSON.stringify({ command });
    const reply = await this.#ask('cgminer', bytes, new RpcEvidenceReader());
    if (reply === null) return null;
    return this.#add('rpc', { port: STANDARD_PORTS.cgminer, transport: 'rpc', path: command, reply });
  }

  async #askPage(path: string, kind: 'page' | 'info'): Promise<Evidence | null> {
    const { address } = this.#host;
    const request = `GET ${path} HTTP/1.1\r\nHost: ${address}\r\nAccept: */*\r\nConnection: close\r\n\r\n`;
    const reply = await this.#ask('http', request, new PageReader(address));
    if (reply === null) return null;
    const { status, headers, body } = reply;
    const port = STANDARD_PORTS.http;
    return this.#add(kind, { port, transport: 'http', path, status, headers, reply: body });
  }

  #ask<T>(name: PortName, bytes: string, reader: ReplyReader<T>): Promise<T | null> {
    const { requestMs, connectMs } = this.#deps.limits;
    const limits = { connectMs, totalMs: requestMs, maxBytes: 4 * MAX_EVIDENCE_BYTES };
    const port = this.#deps.ports[name];
    return this.#talk(name, (host) => exchange(host, { port, bytes, reader, limits }));
  }

  /** Null when there was no answer; the reasons that another try could change leave a gap. */
  async #talk<T>(name: PortName, ask: (host: MinerHost) => Promise<T>): Promise<T | null> {
    const { clock, ports, gate } = this.#deps;
    const { signal } = this.#stop;
    if (!(await gate.enter(true))) return null;
    try {
      if (signal.aborted) return this.#miss('cancelled', name);
      const reply = await ask({ address: this.#host.address, ports, clock, signal });
      this.#open.add(name);
      return reply;
    } catch (error) {
      if (!(error instanceof MinerError)) throw error;
      return this.#miss(error.trouble, name);
    } finally {
      gate.leave();
    }
  }

  #miss(trouble: MinerTrouble, name: PortName): null {
    if (trouble === 'refused') return null;
    if (trouble !== 'unreachable' && trouble !== 'cancelled') this.#open.add(name);
    if (trouble !== 'bad-reply' && trouble !== 'too-long') this.#hasGap = true;
    return null;
  }

  #add(kind: 'rpc' | 'v3' | 'info' | 'page', evidence: Evidence): Evidence {
    this.#evidence[kind].push(evidence);
    if (this.#cancelUpgrade === null && !isWeakFamily(identify([evidence]).family)) {
      this.#cancelUpgrade = this.#deps.clock.after(this.#deps.limits.upgradeMs, () => this.#stop.abort());
    }
    return evidence;
  }
}

function isVague(family: MinerFamily): boolean {
  return family === 'unknown' || family === 'cgminer-unknown';
}
