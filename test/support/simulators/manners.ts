import type { Socket } from 'node:net';

/**
 * How a reply is put on the wire:
 * - `whole` at once, as the firmware means it; `split` cut in two, what ends it in a third segment;
 *   `byte-by-byte`; `open` without its end mark, and the connection stays open;
 * - `half-closed` without its end mark, then our direction is closed and the other stays open;
 * - `cut` half of it, then closed; `hang-up` closed at once; `silent` never answered;
 * - `html` a web server's error page instead.
 */
export type Manner =
  'whole' | 'split' | 'byte-by-byte' | 'open' | 'half-closed' | 'cut' | 'hang-up' | 'silent' | 'html';

/** Answers nothing and keeps the connection open. */
export const SILENT = Symbol('silent');
/** Closes the connection without a word. */
export const HANG_UP = Symbol('hang up');

/** A server's answer, or one of the two ways of giving none. */
export type Answered<T> = T | typeof SILENT | typeof HANG_UP;

export const ERROR_PAGE =
  '<html><head><title>503 Service Unavailable</title></head><body><h1>503 Service Unavailable</h1></body></html>';

/** What is sent, and the mark that tells the reader that it is whole (NUL; for HTTP nothing). */
export interface Sent {
  bytes: Buffer;
  mark: Buffer;
}

/** Sends in this manner. The connection is closed afterwards where the manner says nothing else. */
export async function sendIn(manner: Manner, socket: Socket, { bytes, mark }: Sent): Promise<void> {
  const half = Math.floor(bytes.length / 2);
  switch (manner) {
    case 'silent':
      return;
    case 'hang-up':
      break;
    case 'cut':
      await sendSegments(socket, [bytes.subarray(0, half)]);
      break;
    case 'split':
      await sendSegments(socket, [bytes.subarray(0, half), bytes.subarray(half), mark]);
      break;
    case 'byte-by-byte': {
      const all = Buffer.concat([bytes, mark]);
      await sendSegments(
        socket,
        Array.from(all, (_, at) => all.subarray(at, at + 1)),
      );
      break;
    }
    case 'open':
      return sendSegments(socket, [bytes]);
    case 'half-closed':
      await sendSegments(socket, [bytes]);
      socket.end();
      return;
    case 'whole':
    case 'html':
      await sendSegments(socket, [Buffer.concat([bytes, mark])]);
      break;
  }
  socket.destroySoon();
}

async function sendSegments(socket: Socket, segments: readonly Buffer[]): Promise<void> {
  for (const segment of segments) {
    if (segment.length === 0) continue;
    if (!socket.writable) return;
    await new Promise((resolve) => socket.write(segment, resolve));
    await new Promise((resolve) => setImmediate(resolve));
  }
}
