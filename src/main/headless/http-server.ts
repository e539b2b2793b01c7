import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

import { AppError, ERROR_STATUS } from '#shared/errors.ts';
import { formatAddress, type ListenAddress } from '#engine/config/addresses.ts';
import type { Clock } from '#engine/lib/clock.ts';
import type { Log } from '#engine/lib/log.ts';
import { newNonce } from '#main/window-page.ts';

import { Api, type EngineDoor } from './api.ts';
import { Auth, type Identity } from './auth.ts';
import { checkHostAndOrigin } from './host-check.ts';
import { HttpFailure, sendFailure, sendJson } from './http-errors.ts';
import { loginPage, type LoginProblem } from './login-page.ts';
import { FarmMetrics } from './metrics.ts';
import { mediaType, readBody } from './request-body.ts';
import { loginPolicy, setSecurityHeaders } from './security-headers.ts';
import { UiFiles } from './ui-files.ts';
import { refuseUpgrade, RpcSockets } from './websocket.ts';

const MAX_HEADER_BYTES = 16_384;
const MAX_LOGIN_BYTES = 8192;
const MAX_CONNECTIONS = 512;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const CHECKING_INTERVAL_MS = 2000;

export interface HttpServerDeps {
  door: EngineDoor;
  clock: Clock;
  log: Log;
}

export interface HttpServerOptions {
  listen: ListenAddress;
  token: string;
  version: string;
  /** Folder of the built window; null when it is not built. */
  uiDir: string | null;
}

/** The API, the window and the live connection on one port. Every request passes the same checks. */
export class HttpServer {
  readonly #deps: HttpServerDeps;
  readonly #options: HttpServerOptions;
  readonly #server: Server;
  readonly #api: Api;
  readonly #ui: UiFiles;
  readonly #metrics: FarmMetrics;
  readonly #sockets: RpcSockets;
  #bound: ListenAddress;
  #auth: Auth;

  constructor(deps: HttpServerDeps, options: HttpServerOptions) {
    this.#deps = deps;
    this.#options = options;
    this.#bound = options.listen;
    this.#auth = this.#newAuth();
    this.#api = new Api(deps.door, { version: options.version, log: deps.log });
    this.#ui = new UiFiles(options.uiDir);
    this.#metrics = new FarmMetrics(() => deps.door.snapshot(), options.version);
    this.#sockets = new RpcSockets(deps.door, deps);
    this.#server = createServer({
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: CHECKING_INTERVAL_MS,
      // The Host header is checked with the others, so that its absence gets the same error body.
      requireHostHeader: false,
    });
    this.#server.maxConnections = MAX_CONNECTIONS;
    this.#server.on('request', (request, response) => void this.#handle(request, response));
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    this.#server.on('clientError', refuseBroken);
  }

  /** Listens; returns the real address. Rejects with the system's error, such as `EADDRINUSE`. */
  async start(): Promise<ListenAddress> {
    const { host, port } = this.#options.listen;
    this.#server.listen({ host, port });
    await once(this.#server, 'listening');
    this.#bound = { host, port: (this.#server.address() as AddressInfo).port };
    this.#auth = this.#newAuth();
    return this.#bound;
  }

  /** Stops listening and cuts what is open. */
  async stop(): Promise<void> {
    this.#sockets.close();
    const isClosed = this.#server.listening ? once(this.#server, 'close') : null;
    this.#server.close();
    this.#server.closeAllConnections();
    await isClosed;
  }

  #newAuth(): Auth {
    const auth = new Auth(this.#deps.clock, {
      token: this.#options.token,
      cookieName: `hashquota_session_${this.#bound.port}`,
    });
    auth.onSessionEnded = (sessionId) => this.#sockets.closeSession(sessionId);
    return auth;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      setSecurityHeaders(response);
      await this.#route(request, response);
    } catch (error) {
      if (error instanceof HttpFailure) return sendFailure(response, error);
      if (error instanceof AppError)
        return sendFailure(response, new HttpFailure(ERROR_STATUS[error.code], error.code, error.message));
      this.#deps.log.error({ err: error, method: request.method }, 'a request failed by a bug');
      const message = 'Something went wrong inside Hashquota; the log says what.';
      sendFailure(response, new HttpFailure(500, 'INTERNAL', message));
    }
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    checkHostAndOrigin(request.headers, this.#bound);
    const path = pathOf(request);
    if (path === '/healthz') return this.#health(request, response);
    if (path === '/login') return await this.#login(request, response);
    if (path === '/logout') return this.#logout(request, response);
    const identity = this.#identify(request);
    if (!identity) return refuseStranger(request, response, path);
    if (Api.owns(path)) return await this.#api.answer(request, response, { by: identity.by });
    allowMethods(request, ['GET', 'HEAD']);
    if (path !== '/metrics') return this.#ui.send(response, path, request.method === 'HEAD');
    const text = await this.#metrics.text();
    response.writeHead(200, { 'content-type': this.#metrics.contentType });
    response.end(request.method === 'HEAD' ? undefined : text);
  }

  /** Throws 429 for an address that has sent too many wrong tokens. */
  #identify(request: IncomingMessage): Identity | null {
    const identity = this.#auth.identify(request.headers, request.socket.remoteAddress ?? '');
    if (identity !== 'too-many') return identity;
    throw new HttpFailure(
      429,
      'TOO_MANY_REQUESTS',
      'Too many wrong tokens came from this address. Wait a minute.',
      {
        'retry-after': '60',
      },
    );
  }

  #health(request: IncomingMessage, response: ServerResponse): void {
    allowMethods(request, ['GET', 'HEAD']);
    const isAlive = this.#deps.door.isAlive();
    sendJson(response, isAlive ? 200 : 503, { status: isAlive ? 'ok' : 'failing' });
  }

  async #login(request: IncomingMessage, response: ServerResponse): Promise<void> {
    allowMethods(request, ['GET', 'HEAD', 'POST']);
    if (request.method !== 'POST') {
      if (this.#identify(request)) redirect(response, '/');
      else sendLoginPage(response, 200, null);
      return;
    }
    const text = await readBody(request, MAX_LOGIN_BYTES);
    if (mediaType(request) !== 'application/x-www-form-urlencoded')
      throw new HttpFailure(
        415,
        'UNSUPPORTED_MEDIA_TYPE',
        'The login takes application/x-www-form-urlencoded.',
      );
    const address = request.socket.remoteAddress ?? '';
    const outcome = this.#auth.login(new URLSearchParams(text).get('token')?.trim() ?? '', address);
    if (typeof outcome === 'object') {
      redirect(response, '/', { 'set-cookie': outcome.cookie });
      return;
    }
    this.#deps.log.warn({ address, outcome }, 'a login was refused');
    sendLoginPage(response, outcome === 'wrong' ? 401 : 429, outcome);
  }

  #logout(request: IncomingMessage, response: ServerResponse): void {
    allowMethods(request, ['POST']);
    redirect(response, '/login', { 'set-cookie': this.#auth.logout(request.headers).cookie });
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    try {
      checkHostAndOrigin(request.headers, this.#bound);
      const identity = this.#identify(request);
      if (!identity) throw unauthorized();
      if (pathOf(request) !== '/rpc' || request.method !== 'GET')
        throw new HttpFailure(404, 'NOT_FOUND', 'The live connection is at /rpc.');
      this.#sockets.accept(request, socket, head, identity);
    } catch (error) {
      if (!(error instanceof HttpFailure)) throw error;
      refuseUpgrade(socket, error);
    }
  }
}

/** The address of a server for people and for programs. */
export function httpUrl(address: ListenAddress): string {
  return `http://${formatAddress(address)}`;
}

function pathOf(request: IncomingMessage): string {
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  try {
    if (path.startsWith('/') && !path.startsWith('//')) return decodeURIComponent(path);
  } catch {
    // Falls through to the same refusal.
  }
  throw new HttpFailure(400, 'BAD_INPUT', 'The address of the request cannot be read.');
}

function allowMethods(request: IncomingMessage, methods: string[]): void {
  if (methods.includes(request.method ?? '')) return;
  const allow = methods.join(', ');
  throw new HttpFailure(405, 'METHOD_NOT_ALLOWED', `This address takes ${allow}.`, { allow });
}

function unauthorized(): HttpFailure {
  return new HttpFailure(401, 'UNAUTHORIZED', 'Send the token as "Authorization: Bearer TOKEN", or log in.', {
    'www-authenticate': 'Bearer realm="hashquota"',
  });
}

/** A person's browser is led to the login page; a program gets 401. */
function refuseStranger(request: IncomingMessage, response: ServerResponse, path: string): void {
  const isPage = request.method === 'GET' && !Api.owns(path) && path !== '/metrics';
  if (!isPage || !(request.headers.accept ?? '').includes('text/html')) throw unauthorized();
  redirect(response, '/login');
}

function redirect(response: ServerResponse, location: string, headers: Record<string, string> = {}): void {
  response.writeHead(303, { ...headers, location, 'content-length': 0 });
  response.end();
}

function sendLoginPage(response: ServerResponse, status: number, problem: LoginProblem | null): void {
  const nonce = newNonce();
  const html = loginPage(nonce, problem);
  response.setHeader('content-security-policy', loginPolicy(nonce));
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(html),
    ...(problem === 'too-many' && { 'retry-after': '60' }),
  });
  response.end(html);
}

/** Answers bytes that are no HTTP request, or one that is too large or too slow, and hangs up. */
function refuseBroken(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  if (error.code === 'HPE_HEADER_OVERFLOW')
    refuseUpgrade(
      socket,
      new HttpFailure(431, 'HEADERS_TOO_LARGE', `Headers may have ${MAX_HEADER_BYTES} bytes.`),
    );
  else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT')
    refuseUpgrade(socket, new HttpFailure(408, 'REQUEST_TIMEOUT', 'The request took too long to arrive.'));
  else refuseUpgrade(socket, new HttpFailure(400, 'BAD_INPUT', 'This is not an HTTP request.'));
}
