import { createORPCClient, type ClientLink } from '@orpc/client';
import { RPCLink, type LinkWebsocketClientOptions } from '@orpc/client/websocket';

import { reconnectDelayMs } from './backoff.ts';
import type { FarmClient } from './client.ts';
import { StatusHolder, type Connection } from './connection.ts';

type Link = ClientLink<Record<never, never>>;

/** What the reconnecting socket needs from the outside. */
export interface WebsocketDeps {
  open(): WebSocket;
  /** True when the server refuses us for want of a login: the handshake itself does not tell a page why. */
  isSignedOut(): Promise<boolean>;
  random(): number;
}

/** The browser's own: `/rpc` on the page's origin. */
export function browserWebsocketDeps(): WebsocketDeps {
  const url = new URL('/rpc', location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return {
    open: () => new WebSocket(url),
    async isSignedOut() {
      try {
        return (await fetch('/api/v1/farm/extras', { cache: 'no-store' })).status === 401;
      } catch {
        return false;
      }
    },
    random: Math.random,
  };
}

/** The client over a WebSocket that comes back by itself: one link per socket, chosen per call. */
export function openWebsocket(deps: WebsocketDeps): { client: FarmClient; connection: Connection } {
  const line = new ReconnectingLine(deps);
  const client: FarmClient = createORPCClient({
    call: (path, input, options) => line.call(path, input, options),
  } satisfies Link);
  return { client, connection: line };
}

/** `readyState` of a socket by the WebSocket standard: connecting is 0, more than open is closing or closed. */
const SOCKET_OPEN = 1;

/**
 * The socket as the link sees it: a message after its end is dropped. The link would answer it with an error
 * that nobody can catch when all it wanted was to give a call up; calls that wait for an answer end with
 * the socket's close event either way.
 */
function forgiving(socket: WebSocket): LinkWebsocketClientOptions['websocket'] {
  return {
    addEventListener: socket.addEventListener.bind(socket),
    removeEventListener: socket.removeEventListener.bind(socket),
    get readyState() {
      return socket.readyState === 0 ? 0 : SOCKET_OPEN;
    },
    send(message) {
      if (socket.readyState === SOCKET_OPEN) socket.send(message);
    },
  };
}

class ReconnectingLine implements Connection {
  readonly triesByItself = true;
  readonly #deps: WebsocketDeps;
  readonly #holder = new StatusHolder('connecting');
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #socket: WebSocket;
  #link: Link;

  constructor(deps: WebsocketDeps) {
    this.#deps = deps;
    this.#socket = deps.open();
    this.#link = this.#adopt(this.#socket);
  }

  /** A call on the present socket; without one it fails at once instead of waiting for the next. */
  readonly call: Link['call'] = async (path, input, options) => {
    if (this.#socket.readyState > SOCKET_OPEN) throw new Error('The connection is not open.');
    return this.#link.call(path, input, options);
  };

  status() {
    return this.#holder.status;
  }

  subscribe(listener: () => void): () => void {
    return this.#holder.subscribe(listener);
  }

  retry(): void {
    if (this.#timer !== undefined) this.#connect();
  }

  drop(): void {
    this.#onGone(this.#socket);
    this.#socket.close();
  }

  #adopt(socket: WebSocket): Link {
    socket.binaryType = 'arraybuffer';
    // First of all listeners: a link that has heard of the end sends nothing when its readers give up.
    const link = new RPCLink({ websocket: forgiving(socket) });
    socket.addEventListener('open', () => {
      this.#attempt = 0;
      this.#holder.set('open');
    });
    socket.addEventListener('close', () => this.#onGone(socket));
    return link;
  }

  #connect(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#socket = this.#deps.open();
    this.#link = this.#adopt(this.#socket);
  }

  #onGone(socket: WebSocket): void {
    if (socket !== this.#socket || this.#timer !== undefined) return;
    const wasOpen = this.#holder.status.state === 'open';
    if (this.#holder.status.state !== 'signed-out') this.#holder.set('lost');
    this.#timer = setTimeout(() => this.#connect(), reconnectDelayMs(this.#attempt, this.#deps.random()));
    this.#attempt += 1;
    if (!wasOpen) void this.#checkLogin();
  }

  async #checkLogin(): Promise<void> {
    const isSignedOut = await this.#deps.isSignedOut();
    if (this.#holder.status.state !== 'open') this.#holder.set(isSignedOut ? 'signed-out' : 'lost');
  }
}
