import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

import type { PoolEntry } from '#engine/drivers/driver.ts';

/** One line in, one line out; places are written one by one, as on firmware without a bulk command. */
export type SimpleRequest =
  { op: 'get' } | { op: 'set'; place: number; pool: PoolEntry } | { op: 'cut'; length: number };

const MAX_DELAY_MS = 8;
const SHARE_EVERY_MS = 100;

/**
 * A machine on 127.0.0.1 with three places for pools, of which the first is the one it mines for. It takes its
 * time for each request, carries out what it has heard even when the other side is gone, and sends the proxy
 * a "share" with its worker's name now and then while that is its first pool.
 */
export class SimpleMachine {
  pools: PoolEntry[];
  writes = 0;
  /** It was told to have no pool at all. */
  wasBare = false;
  readonly #random: () => number;
  readonly #proxyPort: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #mining: NodeJS.Timeout;
  /** Requests heard and not carried out yet. */
  #pending = 0;

  static async start(options: {
    pools: PoolEntry[];
    proxyPort: number;
    random: () => number;
  }): Promise<SimpleMachine> {
    const machine = new SimpleMachine(options);
    machine.#server.listen(0, '127.0.0.1');
    await once(machine.#server, 'listening');
    return machine;
  }

  private constructor(options: { pools: PoolEntry[]; proxyPort: number; random: () => number }) {
    this.pools = options.pools;
    this.#random = options.random;
    this.#proxyPort = options.proxyPort;
    this.#server = createServer((socket) => this.#serve(socket));
    this.#mining = setInterval(() => this.#mine(), SHARE_EVERY_MS);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Nothing is on its way any more. */
  get isAtRest(): boolean {
    return this.#pending === 0;
  }

  stop(): void {
    clearInterval(this.#mining);
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #serve(socket: Socket): void {
    this.#keep(socket);
    let heard = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      heard += text;
      const end = heard.indexOf('\n');
      if (end < 0) return;
      const request = JSON.parse(heard.slice(0, end)) as SimpleRequest;
      heard = '';
      this.#pending += 1;
      setTimeout(() => {
        this.#pending -= 1;
        socket.end(`${JSON.stringify(this.#answer(request))}\n`);
      }, this.#random() * MAX_DELAY_MS);
    });
  }

  #answer(request: SimpleRequest): PoolEntry[] {
    if (request.op !== 'get') this.writes += 1;
    if (request.op === 'set') this.pools[request.place] = request.pool;
    if (request.op === 'cut') this.pools.length = Math.min(this.pools.length, request.length);
    this.wasBare ||= this.pools.length === 0;
    return this.pools;
  }

  #mine(): void {
    const [first] = this.pools;
    if (first?.url !== `stratum+tcp://127.0.0.1:${this.#proxyPort}`) return;
    const socket = connect(this.#proxyPort, '127.0.0.1');
    this.#keep(socket);
    socket.end(`${first.user}\n`);
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
