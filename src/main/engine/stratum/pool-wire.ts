import type { Socket } from 'node:net';

import type { Clock } from '#engine/lib/clock.ts';
import type { Log } from '#engine/lib/log.ts';

import { encodeRequest, idToInteger, parseLine, type StratumRequest, type StratumResponse } from './codec.ts';
import { FrameTooLongError, LineFramer } from './line-framer.ts';
import { LIMITS } from './limits.ts';
import { describeSocketError, openPoolSocket, type PoolEndpoint } from './pool-socket.ts';
import type { PoolCloseCode } from './pool-types.ts';
import { ProtocolError } from './protocol-error.ts';
import { classifySubmitReply, type SubmitReply } from './reject.ts';

/** Time a closing connection has to send what is queued. */
const LINGER_MS = 2_000;

/** What a wire tells its owner. `requested` may throw ProtocolError: the line is then counted as bad. */
export interface PoolWireHandlers {
  lookedUp(address: string): void;
  /** TCP is up; TLS, where asked for, comes next. */
  opened(): void;
  /** Lines can be sent. */
  connected(): void;
  requested(request: StratumRequest): void;
  /** The connection is of no use any more; the owner calls `end`. */
  ended(code: PoolCloseCode, reason: string): void;
}

/** The socket to a pool: lines in and out, requests matched with their answers by id. */
export class PoolWire {
  /** Monotonic time of the pool's last line. */
  lastLineMonotonicMs: number;
  badLineCount = 0;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #endpoint: PoolEndpoint;
  readonly #handlers: PoolWireHandlers;
  readonly #framer = new LineFramer(LIMITS.poolLineBytes);
  readonly #replies = new Map<number, (reply: StratumResponse) => void>();
  readonly #submits = new Map<number, (reply: SubmitReply) => void>();
  #socket: Socket | null = null;
  #isConnected = false;
  #isEnded = false;
  #nextId = 1;

  constructor(deps: { clock: Clock; log: Log }, endpoint: PoolEndpoint, handlers: PoolWireHandlers) {
    this.#clock = deps.clock;
    this.#log = deps.log;
    this.#endpoint = endpoint;
    this.#handlers = handlers;
    this.lastLineMonotonicMs = deps.clock.monotonicMs();
  }

  get pendingSubmitCount(): number {
    return this.#submits.size;
  }

  open(): void {
    if (this.#socket || this.#isEnded) return;
    let socket: Socket;
    try {
      socket = openPoolSocket(this.#endpoint);
    } catch {
      this.#handlers.ended('TLS_FAILED', 'the pinned certificate cannot be read');
      return;
    }
    this.#socket = socket;
    let isTcpOpen = false;
    socket.once('lookup', (error: Error | null, address: string) => {
      if (!error && !this.#isEnded) this.#handlers.lookedUp(address);
    });
    socket.once('connect', () => {
      isTcpOpen = true;
      if (!this.#isEnded) this.#handlers.opened();
      if (this.#endpoint.scheme === 'tcp') this.#onConnected();
    });
    socket.once('secureConnect', () => this.#onConnected());
    socket.on('data', (chunk) => this.#onData(chunk));
    // Stays on after the end: a socket may still fail while it closes.
    socket.on('error', (error) => {
      const code = this.#isConnected ? 'CONNECTION_LOST' : isTcpOpen ? 'TLS_FAILED' : 'CONNECT_FAILED';
      this.#end(code, describeSocketError(error, this.#endpoint));
    });
    socket.once('end', () => this.#end('CLOSED_BY_POOL', 'the pool closed the connection'));
    socket.once('close', () => this.#end('CLOSED_BY_POOL', 'the pool closed the connection'));
  }

  /** Without an answer the entry stays: there is a handful per connection, and a late answer may count. */
  request(method: string, params: readonly unknown[], onReply: (reply: StratumResponse) => void): void {
    const id = this.#nextId++;
    this.#replies.set(id, onReply);
    this.write(encodeRequest(id, method, params));
  }

  submit(params: readonly string[], onAnswer: (reply: SubmitReply) => void): void {
    const id = this.#nextId++;
    this.#submits.set(id, onAnswer);
    this.write(encodeRequest(id, 'mining.submit', params));
  }

  write(line: string): void {
    const socket = this.#socket;
    if (!socket || this.#isEnded) return;
    socket.write(line);
    if (socket.writableLength > LIMITS.poolWriteQueueBytes) {
      this.#end('CONNECTION_LOST', 'the pool does not read what it is sent');
    }
  }

  /** Closes the socket, after what is queued when `isOrderly`, and tells every unanswered share. */
  end(isOrderly: boolean): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    const waiting = [...this.#submits.values()];
    this.#submits.clear();
    this.#replies.clear();
    const socket = this.#socket;
    if (socket && isOrderly) {
      socket.destroySoon();
      const cancel = this.#clock.after(LINGER_MS, () => socket.destroy());
      socket.once('close', cancel);
    } else {
      socket?.destroy();
    }
    for (const onAnswer of waiting) onAnswer({ unanswered: true, sent: true });
  }

  #end(code: PoolCloseCode, reason: string): void {
    if (!this.#isEnded) this.#handlers.ended(code, reason);
  }

  #onConnected(): void {
    this.#isConnected = true;
    if (!this.#isEnded) this.#handlers.connected();
  }

  #onData(chunk: Buffer): void {
    if (this.#isEnded) return;
    let lines: string[];
    let failure: ProtocolError | null = null;
    try {
      lines = this.#framer.push(chunk);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      failure = error;
      lines = error instanceof FrameTooLongError ? error.lines : [];
    }
    for (const line of lines) {
      if (this.#isEnded) return;
      this.#onLine(line);
    }
    if (failure) this.#end('PROTOCOL_ERROR', `the pool does not speak Stratum: ${failure.message}`);
  }

  #onLine(line: string): void {
    this.lastLineMonotonicMs = this.#clock.monotonicMs();
    try {
      const message = parseLine(line);
      if (message.kind === 'request') this.#handlers.requested(message);
      else this.#onReply(message);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#onBadLine(error);
    }
  }

  #onBadLine(error: ProtocolError): void {
    this.badLineCount += 1;
    const { host, port } = this.#endpoint;
    this.#log.debug({ host, port, code: error.code, problem: error.message }, 'unusable line from a pool');
    if (this.badLineCount > LIMITS.badPoolLines) {
      this.#end('PROTOCOL_ERROR', `the pool sends lines that cannot be used: ${error.message}`);
    }
  }

  #onReply(reply: StratumResponse): void {
    const id = idToInteger(reply.id);
    if (id === null) return;
    const onAnswer = this.#submits.get(id);
    if (onAnswer) {
      this.#submits.delete(id);
      onAnswer(classifySubmitReply(reply));
      return;
    }
    const onReply = this.#replies.get(id);
    this.#replies.delete(id);
    onReply?.(reply);
  }
}
