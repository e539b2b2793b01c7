import { BlockList, createServer, type Server, type Socket } from 'node:net';

import type { Log } from '#engine/lib/log.ts';

/** Miner connections at one time, over all addresses. */
const MAX_CONNECTIONS = 20_000;
/** Connections of one address: farms behind NAT or a proxy share one, so this is only against floods. */
const MAX_PER_ADDRESS = 10_000;

/** The TCP port that miners are pointed at. Refuses addresses outside the allowed ranges at once. */
export class StratumListener {
  readonly #log: Log;
  readonly #onSocket: (socket: Socket, address: string) => void;
  readonly #maxPerAddress: number;
  readonly #sockets = new Set<Socket>();
  readonly #perAddress = new Map<string, number>();
  #allowed = new BlockList();
  #server: Server | null = null;
  #ended: Promise<void> = Promise.resolve();

  constructor(
    deps: { log: Log; onSocket: (socket: Socket, address: string) => void },
    { maxPerAddress = MAX_PER_ADDRESS }: { maxPerAddress?: number } = {},
  ) {
    this.#maxPerAddress = maxPerAddress;
    this.#log = deps.log;
    this.#onSocket = deps.onSocket;
  }

  /** CIDR ranges (`10.0.0.0/8`, `fc00::/7`) and single addresses that may connect from now on. */
  allow(ranges: readonly string[]): void {
    const allowed = new BlockList();
    for (const range of ranges) {
      const [address = '', prefix] = range.split('/');
      const family = address.includes(':') ? 'ipv6' : 'ipv4';
      if (prefix === undefined) allowed.addAddress(address, family);
      else allowed.addSubnet(address, Number(prefix), family);
    }
    this.#allowed = allowed;
  }

  /** Starts to listen; rejects with the system's error (`EADDRINUSE` …) when it cannot. */
  listen(host: string, port: number): Promise<{ host: string; port: number }> {
    return new Promise((resolve, reject) => {
      const server = createServer(
        { noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 },
        (socket) => this.#take(socket),
      );
      server.maxConnections = MAX_CONNECTIONS;
      server.once('error', reject);
      server.listen({ host, port, backlog: 1024 }, () => {
        server.off('error', reject);
        server.on('error', (error) => this.#log.error({ error: error.message }, 'stratum listener error'));
        this.#server = server;
        const address = server.address();
        const bound = typeof address === 'object' && address ? address.port : port;
        resolve({ host, port: bound });
      });
    });
  }

  /** Takes no new miners; the sockets it has stay. */
  stopListening(): void {
    const server = this.#server;
    if (!server) return;
    this.#server = null;
    this.#ended = new Promise((resolve) => server.close(() => resolve()));
  }

  /** Ends all connections; resolves when the last is closed. */
  async close(): Promise<void> {
    this.stopListening();
    const closing = [...this.#sockets].map(
      (socket) => new Promise((resolve) => socket.once('close', resolve)),
    );
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all([...closing, this.#ended]);
  }

  #take(socket: Socket): void {
    const address = plainAddress(socket.remoteAddress);
    const family = address.includes(':') ? 'ipv6' : 'ipv4';
    const count = this.#perAddress.get(address) ?? 0;
    const isAllowed = address !== '' && this.#allowed.check(address, family);
    if (!isAllowed || count >= this.#maxPerAddress) {
      this.#log.debug({ address, isAllowed, count }, 'a connection was refused');
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    this.#perAddress.set(address, count + 1);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      const left = (this.#perAddress.get(address) ?? 1) - 1;
      if (left > 0) this.#perAddress.set(address, left);
      else this.#perAddress.delete(address);
    });
    this.#onSocket(socket, address);
  }
}

/** An IPv4 address that arrived on a dual-stack socket, without its `::ffff:` prefix. */
function plainAddress(address: string | undefined): string {
  if (!address) return '';
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  return (mapped?.[1] ?? address).split('%')[0] ?? '';
}
