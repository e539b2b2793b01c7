import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

/** A request as the scripted pool received it. */
export interface ReceivedRequest {
  id: number;
  method: string;
  params: unknown[];
}

/** What a script may do with a connection. */
interface PoolPeer {
  send(...lines: unknown[]): void;
  raw(bytes: string | Buffer): void;
  hangUp(): void;
}

export type PoolScript = (request: ReceivedRequest, peer: PoolPeer) => void;

const NOTIFY_PARAMS = ['j1', '11'.repeat(32), 'aabb', 'ccdd', [], '20000000', '1d00ffff', '685468d7', true];

/** A notify with a job id of its own. */
export function notify(jobId: string): object {
  return { id: null, method: 'mining.notify', params: NOTIFY_PARAMS.with(0, jobId) };
}

export function setDifficulty(difficulty: unknown): object {
  return { id: null, method: 'mining.set_difficulty', params: [difficulty] };
}

/** Answers the login like an ordinary pool, with a job right behind it; `overrides` go by method. */
export function ordinaryPool(overrides: Record<string, PoolScript> = {}): PoolScript {
  const script: Record<string, PoolScript> = {
    'mining.configure': ({ id }, peer) =>
      peer.send({ id, result: { 'version-rolling': true, 'version-rolling.mask': '1fffe000' }, error: null }),
    'mining.subscribe': ({ id }, peer) =>
      peer.send({ id, result: [[['mining.notify', 's']], '67a1b2c3', 8], error: null }),
    'mining.authorize': ({ id }, peer) =>
      peer.send({ id, result: true, error: null }, setDifficulty(512), notify('j1')),
    ...overrides,
  };
  return (request, peer) => script[request.method]?.(request, peer);
}

/** A pool on 127.0.0.1 that does what its script says and keeps what it received. */
export class ScriptedPool {
  readonly received: ReceivedRequest[] = [];
  /** Lines that are no requests: answers of the client. */
  readonly answers: unknown[] = [];
  connectionCount = 0;
  #greeting = '';
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #script: PoolScript;

  constructor(script: PoolScript, tls?: { key: string; cert: string }) {
    this.#script = script;
    const serve = (socket: Socket): void => this.#serve(socket);
    this.#server = tls ? createTlsServer(tls, serve) : createTcpServer(serve);
    // A client that does not trust the certificate ends the handshake: nothing to do here.
    this.#server.on('tlsClientError', () => {});
  }

  /** Starts to listen and returns the port. */
  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  methods(): string[] {
    return this.received.map((request) => request.method);
  }

  /** Bytes sent to every later connection before it says anything. */
  greet(greeting: string): void {
    this.#greeting = greeting;
  }

  /** Sends lines to every connection, in one write. */
  send(...lines: unknown[]): void {
    for (const socket of this.#sockets) peerOf(socket).send(...lines);
  }

  raw(bytes: string | Buffer): void {
    for (const socket of this.#sockets) socket.write(bytes);
  }

  hangUp(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    this.hangUp();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket: Socket): void {
    this.connectionCount += 1;
    this.#sockets.add(socket);
    if (this.#greeting !== '') socket.write(this.#greeting);
    let rest = '';
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('data', (chunk) => {
      rest += chunk.toString();
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.#onLine(line, socket);
    });
  }

  #onLine(line: string, socket: Socket): void {
    // A TLS ClientHello is no line of JSON: a pool in plain TCP cannot make anything of it.
    if (!line.startsWith('{')) return;
    const message = JSON.parse(line) as ReceivedRequest;
    if (typeof message.method !== 'string') {
      this.answers.push(message);
      return;
    }
    this.received.push(message);
    this.#script(message, peerOf(socket));
  }
}

function peerOf(socket: Socket): PoolPeer {
  return {
    send: (...lines) => socket.write(lines.map((line) => `${JSON.stringify(line)}\n`).join('')),
    raw: (bytes) => socket.write(bytes),
    hangUp: () => socket.destroy(),
  };
}
