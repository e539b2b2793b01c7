import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { reconnectDelayMs } from '#renderer/api/backoff.ts';
import { openWebsocket } from '#renderer/api/websocket.ts';

/** A socket that opens and closes when told, as the browser's does. */
class ScriptedSocket extends EventTarget {
  binaryType = '';
  readyState = 0;
  open(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }
  close(): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.dispatchEvent(new Event('close'));
  }
  send(): void {
    if (this.readyState !== 1) throw new Error('sent on a socket that is not open');
  }
}

function start(isSignedOut = false) {
  const sockets: ScriptedSocket[] = [];
  const { client, connection } = openWebsocket({
    open: () => {
      const socket = new ScriptedSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    isSignedOut: () => Promise.resolve(isSignedOut),
    random: () => 0,
  });
  return { client, connection, sockets, state: () => connection.status().state };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the line to the service', () => {
  it('is open once its socket is', () => {
    const line = start();
    expect(line.state()).toBe('connecting');
    line.sockets[0]?.open();
    expect(line.state()).toBe('open');
    expect(line.connection.status().generation).toBe(1);
  });

  it('comes back by itself, and counts a new generation so that all is fetched again', () => {
    const line = start();
    line.sockets[0]?.open();
    line.sockets[0]?.close();
    expect(line.state()).toBe('lost');
    vi.advanceTimersByTime(reconnectDelayMs(0, 0));
    expect(line.sockets).toHaveLength(2);
    line.sockets[1]?.open();
    expect(line.state()).toBe('open');
    expect(line.connection.status().generation).toBe(2);
  });

  it('waits longer after each failure, and starts over after a success', () => {
    const line = start();
    line.sockets[0]?.close();
    vi.advanceTimersByTime(reconnectDelayMs(0, 0));
    line.sockets[1]?.close();
    vi.advanceTimersByTime(reconnectDelayMs(0, 0));
    expect(line.sockets).toHaveLength(2);
    vi.advanceTimersByTime(reconnectDelayMs(1, 0) - reconnectDelayMs(0, 0));
    expect(line.sockets).toHaveLength(3);
    line.sockets[2]?.open();
    line.sockets[2]?.close();
    vi.advanceTimersByTime(reconnectDelayMs(0, 0));
    expect(line.sockets).toHaveLength(4);
  });

  it('tries at once when told', () => {
    const line = start();
    line.sockets[0]?.open();
    line.sockets[0]?.close();
    line.connection.retry();
    expect(line.sockets).toHaveLength(2);
    vi.advanceTimersByTime(60_000);
    expect(line.sockets).toHaveLength(2);
  });

  it('says that a login is wanted when the service refuses for that reason', async () => {
    const line = start(true);
    line.sockets[0]?.close();
    await vi.advanceTimersByTimeAsync(0);
    expect(line.state()).toBe('signed-out');
  });

  it('ends calls that wait for an answer when the socket closes', async () => {
    const line = start();
    line.sockets[0]?.open();
    const call = expect(line.client.farm.get()).rejects.toThrow();
    await vi.advanceTimersByTimeAsync(0);
    line.sockets[0]?.close();
    await call;
  });

  it('fails a call at once while there is no socket to send it on', async () => {
    const line = start();
    line.sockets[0]?.open();
    line.sockets[0]?.close();
    await expect(line.client.farm.get()).rejects.toThrow('not open');
  });

  it('lets a call be given up after its socket has closed', async () => {
    const line = start();
    const socket = line.sockets[0];
    if (!socket) throw new Error('no socket');
    socket.open();
    const abort = new AbortController();
    const call = expect(line.client.farm.get(undefined, { signal: abort.signal })).rejects.toThrow();
    await vi.advanceTimersByTimeAsync(0);
    socket.readyState = 3;
    // A rejection that nobody catches fails the whole run.
    abort.abort();
    await vi.advanceTimersByTimeAsync(0);
    socket.dispatchEvent(new Event('close'));
    await call;
  });

  it('ends a call that waited for a socket which never opened', async () => {
    const line = start();
    const call = expect(line.client.farm.get()).rejects.toThrow();
    await vi.advanceTimersByTimeAsync(0);
    line.sockets[0]?.close();
    await call;
  });

  it('drops a silent socket and ignores its late close', () => {
    const line = start();
    line.sockets[0]?.open();
    line.connection.drop();
    expect(line.state()).toBe('lost');
    vi.advanceTimersByTime(60_000);
    expect(line.sockets).toHaveLength(2);
  });

  it('tells its listeners each change once', () => {
    const line = start();
    const listener = vi.fn();
    const stop = line.connection.subscribe(listener);
    line.sockets[0]?.open();
    stop();
    line.sockets[0]?.close();
    expect(listener).toHaveBeenCalledTimes(1);
  });
});

describe('the wait before a new attempt', () => {
  it('doubles up to fifteen seconds, of which at most half is left to chance', () => {
    expect([0, 1, 2, 3, 4, 5, 50].map((attempt) => reconnectDelayMs(attempt, 1))).toEqual([
      500, 1000, 2000, 4000, 8000, 15_000, 15_000,
    ]);
    expect(reconnectDelayMs(5, 0)).toBe(7500);
  });
});
