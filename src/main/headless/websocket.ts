import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

import { RPCHandler } from '@orpc/server/ws';
import { WebSocket, WebSocketServer } from 'ws';

import type { Clock } from '#engine/lib/clock.ts';
import { every } from '#engine/lib/clock.ts';
import type { Log } from '#engine/lib/log.ts';
import type { CallContext } from '#engine/call-context.ts';
import { ownErrors } from '#main/rpc-errors.ts';
import { isRpcMessage } from '#main/rpc-message.ts';

import type { EngineDoor } from './api.ts';
import type { Identity } from './auth.ts';
import { errorBody, HttpFailure } from './http-errors.ts';

const MAX_CONNECTIONS = 100;
const MAX_MESSAGE_BYTES = 2 * 1_048_576;
/** A reader that falls this far behind is cut; it comes back and takes a fresh snapshot. */
const MAX_UNSENT_BYTES = 8 * 1_048_576;
const PING_MS = 15_000;
/** How long a peer that was refused may take to hang up; without an end it would hold a connection for ever. */
const LINGER_MS = 2000;
/** Close codes of our own, after the HTTP statuses they stand for. */
const CLOSE_BAD_MESSAGE = 4400;
const CLOSE_LOGGED_OUT = 4401;

interface Connection {
  sessionId: string | null;
  isAnswering: boolean;
}

/** The contract over a WebSocket, for the window in a browser. */
export class RpcSockets {
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    clientTracking: false,
  });
  readonly #handler: RPCHandler<CallContext>;
  readonly #log: Log;
  readonly #connections = new Map<WebSocket, Connection>();
  readonly #stopPinging: () => void;

  constructor(door: EngineDoor, deps: { clock: Clock; log: Log }) {
    this.#log = deps.log;
    this.#handler = new RPCHandler(door.router, { clientInterceptors: [ownErrors(deps.log)] });
    this.#stopPinging = every(deps.clock, PING_MS, () => this.#pingAll());
  }

  /** Takes over a socket whose request has passed all checks. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, identity: Identity): void {
    if (this.#connections.size >= MAX_CONNECTIONS) {
      refuseUpgrade(
        socket,
        new HttpFailure(503, 'UNAVAILABLE', `All ${MAX_CONNECTIONS} live connections are taken.`),
      );
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (ws) => this.#open(ws, identity));
  }

  /** Cuts the connections of a session that has ended. */
  closeSession(sessionId: string): void {
    for (const [ws, connection] of this.#connections)
      if (connection.sessionId === sessionId) ws.close(CLOSE_LOGGED_OUT, 'logged out');
  }

  /** Cuts all connections and takes no more. */
  close(): void {
    this.#stopPinging();
    for (const ws of this.#connections.keys()) ws.terminate();
    this.#server.close();
  }

  #open(ws: WebSocket, identity: Identity): void {
    const connection: Connection = { sessionId: identity.sessionId, isAnswering: true };
    this.#connections.set(ws, connection);
    ws.on('pong', () => {
      connection.isAnswering = true;
    });
    ws.on('close', () => this.#connections.delete(ws));
    ws.on('error', (error) => this.#log.debug({ err: error }, 'a live connection failed'));
    this.#handler
      .upgrade(guarded(ws), { context: { by: identity.by } })
      .catch((error: unknown) => this.#log.error({ err: error }, 'a live connection could not be served'));
  }

  #pingAll(): void {
    for (const [ws, connection] of this.#connections) {
      if (!connection.isAnswering || ws.bufferedAmount > MAX_UNSENT_BYTES) {
        ws.terminate();
        continue;
      }
      connection.isAnswering = false;
      if (ws.readyState === WebSocket.OPEN) ws.ping();
    }
  }
}

/** The socket as the RPC handler sees it: a message that is none ends the connection instead. */
function guarded(ws: WebSocket): Pick<WebSocket, 'addEventListener' | 'send'> {
  const addEventListener = (type: string, listener: (event: { data: unknown }) => void): void => {
    if (type !== 'message') ws.on(type, listener);
    else
      ws.on('message', (bytes: Buffer, isBinary) => {
        const data = isBinary ? null : bytes.toString('utf8');
        if (isRpcMessage(data)) listener({ data });
        else ws.close(CLOSE_BAD_MESSAGE, 'not a message');
      });
  };
  const send: typeof ws.send = ws.send.bind(ws);
  return { addEventListener: addEventListener as WebSocket['addEventListener'], send };
}

/** Answers an upgrade request that is not taken, in the shape of every other error, and hangs up. */
export function refuseUpgrade(socket: Duplex, failure: HttpFailure): void {
  const body = JSON.stringify(errorBody(failure.code, failure.message));
  const headers = {
    ...failure.headers,
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(timer));
  socket.resume();
  socket.end(`HTTP/1.1 ${failure.status} ${failure.code}\r\n${lines.join('')}\r\n${body}`);
}
