import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';

import { type Clock, realClock } from '#engine/lib/clock.ts';
import type { MinerHost, MinerPorts } from '#engine/miner-api/miner-host.ts';

import { DigestGate, type DigestLogin } from './digest-gate.ts';
import { type Answered, ERROR_PAGE, HANG_UP, type Manner, sendIn, SILENT } from './manners.ts';
import type { Place } from './places.ts';
import {
  formatAnswer,
  HTTP_ERROR,
  type HttpAnswer,
  type HttpHandler,
  readCall,
  refusal,
  takeSocket,
} from './simulated-http.ts';
import { type MiningOptions, SimulatedMining } from './simulated-mining.ts';

/** One command that came to the cgminer port. */
export interface CgminerCall {
  /** As it came. */
  text: string;
  /** The JSON request, or null in text form. */
  json: Record<string, unknown> | null;
  /** `command` or `cmd` of the JSON, or what stands before the `|`. */
  command: string;
  parameter: string | null;
}

export type CgminerHandler = (
  call: CgminerCall,
) => Answered<string | object> | Promise<Answered<string | object>>;

/** How connections to one port were used. */
export interface PortUse {
  open: number;
  /** Most at one time. */
  most: number;
  total: number;
}

type PortName = keyof MinerPorts;

const MAX_CALL_BYTES = 65_536;

/**
 * The body of a simulated miner: servers at one place whose manners can be changed while they run, and a
 * miner that follows its pool settings. What a firmware says and does is its handlers' business.
 */
export class SimulatedMiner {
  readonly place: Place;
  readonly clock: Clock;
  /** How replies are sent from now on. */
  readonly manners: { cgminer: Manner; http: Manner } = { cgminer: 'whole', http: 'whole' };
  /** How long every reply is held back, on the miner's clock. */
  delayMs = 0;
  /** What ends a reply on the cgminer port. */
  cgminerMark = '\0';
  /** Every request, in order: `cgminer version`, `GET /cgi-bin/stats.cgi`. */
  readonly requests: string[] = [];
  readonly uses: Record<PortName, PortUse> = {
    http: { open: 0, most: 0, total: 0 },
    cgminer: { open: 0, most: 0, total: 0 },
    whatsminerV3: { open: 0, most: 0, total: 0 },
  };
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket>();
  #mining: SimulatedMining | null = null;

  constructor(place: Place, clock: Clock = realClock) {
    this.place = place;
    this.clock = clock;
  }

  /** As the engine talks to it. */
  host(clock: Clock = this.clock): MinerHost {
    return { ...this.place, clock };
  }

  /** The miner inside, once it mines. */
  get mining(): SimulatedMining | null {
    return this.#mining;
  }

  /** Answers commands on the cgminer port, one per connection. */
  serveCgminer(handler: CgminerHandler): Promise<void> {
    return this.serveTcp('cgminer', (socket) => {
      let held = Buffer.alloc(0);
      let isAsked = false;
      socket.on('data', (chunk: Buffer) => {
        if (isAsked) return;
        held = Buffer.concat([held, chunk]);
        const call = readCgminerCall(held.toString('utf8'));
        if (!call && held.length < MAX_CALL_BYTES) return;
        isAsked = true;
        if (call) void this.#answerCgminer(socket, call, handler);
        else socket.destroy();
      });
    });
  }

  /** Answers HTTP. `login` guards every path; `isOpen` excepts some. The gate returned can be changed. */
  async serveHttp(
    handler: HttpHandler,
    login?: DigestLogin,
    isOpen: (path: string) => boolean = () => false,
  ): Promise<DigestGate | null> {
    const gate = login ? new DigestGate(login) : null;
    const server = createHttpServer((message) => {
      const isGuarded = gate !== null && !isOpen((message.url ?? '/').split('?')[0] ?? '/');
      void this.#answerHttp(message, handler, isGuarded ? gate : null);
    });
    server.on('clientError', (_error, socket) => socket.destroy());
    await this.#listen(server, 'http');
    return gate;
  }

  /** Hands every connection to one of its ports to `onSocket`. */
  serveTcp(port: PortName, onSocket: (socket: Socket) => void): Promise<void> {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      socket.setNoDelay(true);
      socket.on('end', () => socket.end());
      onSocket(socket);
    });
    return this.#listen(server, port);
  }

  /** Starts to mine for the first pool of the settings that can be reached. */
  mine(options: Omit<MiningOptions, 'clock' | 'localAddress'>): SimulatedMining {
    const { clock, place } = this;
    this.#mining ??= new SimulatedMining({ ...options, clock, localAddress: place.address });
    return this.#mining;
  }

  /** Ends all connections and servers, as a power cut does. Served again, it is back. */
  async stop(): Promise<void> {
    await this.#mining?.stop();
    this.#mining = null;
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(
      this.#servers.splice(0).map((server) => new Promise<unknown>((resolve) => server.close(resolve))),
    );
  }

  async #listen(server: Server, port: PortName): Promise<void> {
    const use = this.uses[port];
    server.on('connection', (socket: Socket) => {
      use.open += 1;
      use.total += 1;
      use.most = Math.max(use.most, use.open);
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        use.open -= 1;
        this.#sockets.delete(socket);
      });
    });
    server.listen(this.place.ports[port], this.place.address);
    await once(server, 'listening');
    this.#servers.push(server);
  }

  async #answerCgminer(socket: Socket, call: CgminerCall, handler: CgminerHandler): Promise<void> {
    this.requests.push(`cgminer ${call.command}`);
    const answer = await handler(call);
    await this.#delay();
    const { cgminer } = this.manners;
    if (answer === HANG_UP) return void socket.destroy();
    if (answer === SILENT) return;
    const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
    const bytes = Buffer.from(cgminer === 'html' ? ERROR_PAGE : text);
    await sendIn(cgminer, socket, { bytes, mark: Buffer.from(this.cgminerMark) });
  }

  async #answerHttp(message: IncomingMessage, handler: HttpHandler, gate: DigestGate | null): Promise<void> {
    const socket = takeSocket(message);
    const call = await readCall(message);
    if (!call) return;
    this.requests.push(`${call.method} ${call.path}`);
    const refused: HttpAnswer | null = gate ? refusal(gate, message) : null;
    const answer = refused ?? (await handler(call));
    await this.#delay();
    if (answer === HANG_UP) return void socket.destroy();
    if (answer === SILENT) return;
    const { http } = this.manners;
    const bytes = formatAnswer(http === 'html' ? HTTP_ERROR : answer);
    await sendIn(http, socket, { bytes, mark: Buffer.alloc(0) });
  }

  #delay(): Promise<void> {
    if (this.delayMs === 0) return Promise.resolve();
    return new Promise((resolve) => void this.clock.after(this.delayMs, resolve));
  }
}

/** Null while a JSON request is not whole. Text form has no end mark: it is what came at once. */
function readCgminerCall(text: string): CgminerCall | null {
  if (!text.trimStart().startsWith('{')) {
    const [command = '', ...rest] = text.trim().split('|');
    return { text, json: null, command, parameter: rest.length > 0 ? rest.join('|') : null };
  }
  try {
    const json = JSON.parse(text) as Record<string, unknown>;
    const { command, cmd, parameter } = json;
    const name = typeof command === 'string' ? command : typeof cmd === 'string' ? cmd : '';
    return { text, json, command: name, parameter: typeof parameter === 'string' ? parameter : null };
  } catch {
    return null;
  }
}
