import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, isIPv4, type Socket } from 'node:net';

import { MinerError, type MinerHost } from './miner-host.ts';

/** Bounds on one call to a miner. What is left out has a default. */
export interface Limits {
  /** To the accepted connection, ms. Default 3 s. */
  connectMs?: number;
  /** From the start of the connect to the whole reply, ms. Default 10 s, as the first call after a miner's start may take. */
  totalMs?: number;
  /** Bytes of the reply. Default 1 MiB; never more than 10 MB. */
  maxBytes?: number;
}

/** Puts a reply together. `T` is the whole reply. */
export interface ReplyReader<T> {
  /** Takes the bytes that came; null while the reply is not whole. May throw `MinerError`. */
  push(chunk: Buffer): T | null;
  /** No more bytes will be read: the reply if what came is one, else null. */
  end(why: 'closed' | 'timeout'): T | null;
}

/** One question and its answer on one connection. */
export interface Exchange<T> {
  port: number;
  bytes: string | Uint8Array;
  reader: ReplyReader<T>;
  limits: Limits;
}

const CONNECT_MS = 3_000;
const TOTAL_MS = 10_000;
const MAX_BYTES = 1_048_576;
/** No miner's reply is larger; more is refused whatever the caller allows. */
const HARD_MAX_BYTES = 10_000_000;

/**
 * Opens a connection to a miner. Throws `MinerError`: `refused`, `unreachable`, `cancelled`. From here on
 * the caller owns the socket; errors on it are swallowed unless the caller listens, then `close` follows.
 */
export function openSocket(host: MinerHost, port: number, limits: Limits = {}): Promise<Socket> {
  const { address, clock, signal } = host;
  if (!isIPv4(address))
    return Promise.reject(new MinerError('unreachable', 'A miner needs an IPv4 address.'));
  if (signal?.aborted) return Promise.reject(cancelled(host));
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, noDelay: true });
    const forgetTimer = clock.after(limits.connectMs ?? CONNECT_MS, () => fail(unanswered(host, port)));
    const onAbort = (): void => fail(cancelled(host));
    const onError = (error: NodeJS.ErrnoException): void => fail(connectError(host, port, error));
    signal?.addEventListener('abort', onAbort, { once: true });
    socket.on('error', onError);
    socket.once('connect', () => {
      release();
      resolve(socket);
    });
    function release(): void {
      forgetTimer();
      signal?.removeEventListener('abort', onAbort);
      socket.on('error', () => undefined);
      socket.off('error', onError);
    }
    function fail(error: MinerError): void {
      release();
      socket.destroy();
      reject(error);
    }
  });
}

/**
 * Connects, sends, reads until the reader has a whole reply, and resets the connection, so that a scan of
 * thousands leaves no TIME_WAIT behind. Throws `MinerError`.
 */
export async function exchange<T>(host: MinerHost, { port, bytes, reader, limits }: Exchange<T>): Promise<T> {
  const deadlineMs = host.clock.monotonicMs() + (limits.totalMs ?? TOTAL_MS);
  const socket = await openSocket(host, port, withinTotal(limits));
  const maxBytes = Math.min(limits.maxBytes ?? MAX_BYTES, HARD_MAX_BYTES);
  let received = 0;
  let cleanUp = (): void => undefined;
  try {
    return await new Promise<T>((resolve, reject) => {
      const finish = (reply: T | null, otherwise: () => MinerError): void =>
        reply === null ? reject(otherwise()) : resolve(reply);
      const onAbort = (): void => reject(cancelled(host));
      const forgetTimer = host.clock.after(deadlineMs - host.clock.monotonicMs(), () =>
        finish(reader.end('timeout'), () => silent(host, port)),
      );
      cleanUp = () => {
        forgetTimer();
        host.signal?.removeEventListener('abort', onAbort);
      };
      if (host.signal?.aborted) return onAbort();
      host.signal?.addEventListener('abort', onAbort, { once: true });
      const hungUp = (): void => finish(reader.end('closed'), () => closedEarly(host, port));
      socket.on('end', hungUp);
      socket.on('close', hungUp);
      socket.on('data', (chunk: Buffer) => {
        received += chunk.length;
        if (received > maxBytes) return reject(tooLong(host, port, maxBytes));
        try {
          const reply = reader.push(chunk);
          if (reply !== null) resolve(reply);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
      socket.write(bytes);
    });
  } finally {
    cleanUp();
    socket.removeAllListeners('data').removeAllListeners('end').removeAllListeners('close');
    // A reset of a socket that is being shut down fails and leaves its handle open (Node 24, libuv's EINVAL);
    // where the miner closed first there is no TIME_WAIT here to be spared.
    if (socket.readableEnded || socket.writableEnded) socket.destroy();
    else socket.resetAndDestroy();
  }
}

/** `limits` with what is left of `totalMs` after `spentMs`. */
export function remaining(limits: Limits, spentMs: number): Limits {
  return { ...limits, totalMs: Math.max((limits.totalMs ?? TOTAL_MS) - spentMs, 0) };
}

/**
 * The address of this computer that its own routing takes toward a miner: what the miner sees us as unless
 * there is address translation between. Sends nothing. Throws `MinerError` `unreachable` without a route.
 */
export async function localAddressToward(host: MinerHost, port: number): Promise<string> {
  if (!isIPv4(host.address)) throw new MinerError('unreachable', 'A miner needs an IPv4 address.');
  const socket = createSocket('udp4');
  try {
    // Connecting a UDP socket only looks the route up.
    socket.connect(port, host.address);
    await once(socket, 'connect');
    return socket.address().address;
  } catch (error) {
    throw connectError(host, port, error as NodeJS.ErrnoException);
  } finally {
    socket.close();
  }
}

function withinTotal(limits: Limits): Limits {
  return { connectMs: Math.min(limits.connectMs ?? CONNECT_MS, limits.totalMs ?? TOTAL_MS) };
}

function connectError(host: MinerHost, port: number, error: NodeJS.ErrnoException): MinerError {
  const { address } = host;
  switch (error.code) {
    case 'ECONNREFUSED':
      return new MinerError('refused', `Nothing listens on port ${port} of ${address}.`, { cause: error });
    case 'ECONNRESET':
      return closedEarly(host, port, error);
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
    case 'ENETDOWN':
      return new MinerError('unreachable', `There is no way to ${address}, port ${port}, from here.`, {
        cause: error,
      });
    case 'ETIMEDOUT':
      return unanswered(host, port, error);
    default:
      return new MinerError(
        'unreachable',
        `This computer could not connect to ${address}, port ${port} (${error.code ?? 'unknown'}).`,
        { cause: error },
      );
  }
}

function unanswered({ address }: MinerHost, port: number, cause?: Error): MinerError {
  return new MinerError('unreachable', `${address} does not answer on port ${port}.`, { cause });
}

function silent({ address }: MinerHost, port: number): MinerError {
  return new MinerError('timeout', `${address} gave no whole reply in time on port ${port}.`);
}

function closedEarly({ address }: MinerHost, port: number, cause?: Error): MinerError {
  return new MinerError('closed', `${address} hung up on port ${port} before its reply was whole.`, {
    cause,
  });
}

function tooLong({ address }: MinerHost, port: number, maxBytes: number): MinerError {
  return new MinerError('too-long', `${address} sent more than ${maxBytes} bytes on port ${port}.`);
}

function cancelled({ address }: MinerHost): MinerError {
  return new MinerError('cancelled', `The call to ${address} was given up.`);
}
