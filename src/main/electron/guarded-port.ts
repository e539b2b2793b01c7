import { z } from 'zod';

/** The part of a MessagePort that the contract's handler uses. */
export interface ContractPort {
  on(event: 'message', listener: (event?: { data: unknown }) => void): void;
  on(event: 'close', listener: () => void): void;
  postMessage(message: unknown): void;
}

/** Farm files and pinned certificates fit many times over. */
const MAX_MESSAGE_CHARS = 4 * 1024 * 1024;

const REQUEST = 1;
const ABORT = 4;

/** A request, or the end of one, as `@orpc/client/message-port` 1.15 writes them: short keys, JSON text. */
const wireMessage = z.union([
  z.object({
    i: z.string().min(1).max(64),
    t: z.literal(REQUEST).optional(),
    p: z.object({
      u: z.string().max(2048).startsWith('/'),
      m: z.string().max(16).optional(),
      // No header tells of a body that is not JSON: the contract has no files.
      h: z.record(z.string().max(64), z.never()).optional(),
      b: z.unknown().optional(),
    }),
  }),
  z.object({ i: z.string().min(1).max(64), t: z.literal(ABORT), p: z.unknown().optional() }),
]);

function isWireMessage(data: unknown): boolean {
  if (typeof data !== 'string' || data.length > MAX_MESSAGE_CHARS) return false;
  try {
    return wireMessage.safeParse(JSON.parse(data)).success;
  } catch {
    return false;
  }
}

/**
 * Lets only well-formed messages of the contract through. The handler behind decodes without a net: one
 * malformed message would be an unhandled rejection in the process that mines.
 */
export function guardPort(port: ContractPort, onRefused: () => void): ContractPort {
  return {
    on(event: 'message' | 'close', listener: (event?: { data: unknown }) => void): void {
      if (event === 'close') {
        port.on('close', () => listener());
        return;
      }
      port.on('message', (message) => {
        if (isWireMessage(message?.data)) listener(message);
        else onRefused();
      });
    },
    postMessage: (message) => port.postMessage(message),
  };
}
