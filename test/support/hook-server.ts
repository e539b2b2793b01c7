import { createServer as createHttp, type IncomingHttpHeaders, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

export interface HookCall {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What the server does with a call; `silence` never answers. */
export type HookAnswer = { status: number; location?: string; endless?: boolean } | 'silence';

/** A receiver of webhooks on 127.0.0.1 that keeps what it is sent. */
export class HookServer {
  readonly calls: HookCall[] = [];
  answer: HookAnswer = { status: 204 };
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #isSecure: boolean;

  constructor(tls?: { cert: Buffer; key: Buffer }) {
    this.#isSecure = tls !== undefined;
    this.#server = tls ? createHttps(tls) : createHttp();
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => {});
    });
    this.#server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { url: path = '', headers } = request;
        this.calls.push({ path, headers, body: Buffer.concat(chunks).toString('utf8') });
        const { answer } = this;
        if (answer === 'silence') return;
        const { status, location, endless = false } = answer;
        response.writeHead(status, location === undefined ? {} : { location });
        if (!endless) return void response.end();
        const pour = (): void =>
          void (response.writable && response.write('x'.repeat(65_536)) && setImmediate(pour));
        response.on('drain', pour);
        response.on('error', () => {});
        pour();
      });
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  url(path = '/hook', host = '127.0.0.1'): string {
    return `${this.#isSecure ? 'https' : 'http'}://${host}:${this.port}${path}`;
  }

  /** Connections that are open now. */
  get open(): number {
    return this.#sockets.size;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve));
  }
}
