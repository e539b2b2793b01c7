import { parseHex32, parseHexBytes } from './hex.ts';
import { LIMITS } from './limits.ts';
import { ProtocolError } from './protocol-error.ts';

/** What a pool gives a connection to put into the coinbase. */
export interface PoolExtranonce {
  extranonce1: Buffer;
  /** Bytes. */
  extranonce2Size: number;
}

/** Reads a subscribe result. The last two elements count: subscriptions may be nested or not. */
export function parseSubscribeResult(result: unknown): PoolExtranonce {
  if (!Array.isArray(result) || result.length < 2) {
    throw new ProtocolError('BAD_FIELD', 'subscribe: the result is not a list with extranonce1 and its size');
  }
  return parseExtranonce(result.at(-2), result.at(-1));
}

/** Reads extranonce1 (0 to 32 bytes in hex; p2pool's is empty) and the extranonce2 size. */
export function parseExtranonce(extranonce1: unknown, size: unknown): PoolExtranonce {
  const bytes = parseHexBytes(extranonce1);
  if (!bytes || bytes.length > LIMITS.extranonce1Bytes) {
    throw new ProtocolError('BAD_FIELD', `extranonce1 is not 0 to ${LIMITS.extranonce1Bytes} bytes in hex`);
  }
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 1 || size > LIMITS.extranonce2Bytes) {
    throw new ProtocolError('BAD_FIELD', `the extranonce2 size is not 1 to ${LIMITS.extranonce2Bytes}`);
  }
  return { extranonce1: bytes, extranonce2Size: size };
}

/** Reads the parameters of set_difficulty: any positive number, also one written as a string. */
export function parseDifficulty(params: readonly unknown[]): number {
  const [raw] = params;
  const value = typeof raw === 'string' && /^\d+(\.\d+)?(e[+-]?\d+)?$/i.test(raw) ? Number(raw) : raw;
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) {
    throw new ProtocolError('BAD_FIELD', 'set_difficulty: the difficulty is not a positive number');
  }
  return value;
}

/** Reads the parameters of set_version_mask. */
export function parseVersionMask(params: readonly unknown[]): number {
  const mask = parseMask(params[0]);
  if (mask === null) throw new ProtocolError('BAD_FIELD', 'set_version_mask: the mask is not hex');
  return mask;
}

/** The mask a configure result grants; 0 when version rolling is refused or no mask is named. */
export function parseConfigureResult(result: unknown): number {
  if (typeof result !== 'object' || result === null) return 0;
  const fields = result as Record<string, unknown>;
  return fields['version-rolling'] === true ? (parseMask(fields['version-rolling.mask']) ?? 0) : 0;
}

/** Some pools leave leading zeros of a mask out. */
function parseMask(value: unknown): number | null {
  return typeof value === 'string' && value.length > 0 ? parseHex32(value.padStart(8, '0')) : null;
}

/** Where a pool asks to be called next; the parts it left out are the present ones. */
export interface ReconnectTarget {
  host: string;
  port: number;
  waitMs: number;
}

/** Reads the parameters of client.reconnect: `[]`, or host, port (number or string), seconds to wait. */
export function parseReconnect(
  params: readonly unknown[],
  current: { host: string; port: number },
): ReconnectTarget {
  const [host, rawPort, rawWait] = params;
  const isHost = host === undefined || host === null || (typeof host === 'string' && host.length <= 253);
  const port = rawPort === undefined || rawPort === null ? current.port : numberOrText(rawPort);
  if (!isHost || !Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new ProtocolError('BAD_FIELD', 'reconnect: the host or port cannot be used');
  }
  const waitS = numberOrText(rawWait);
  return {
    host: host ? host.toLowerCase() : current.host,
    port,
    waitMs: Number.isFinite(waitS) ? Math.min(Math.max(waitS, 0), 600) * 1000 : 0,
  };
}

/** A number that may be written as text; `NaN` for all else. `Number` alone throws on objects such as `{"toString":1}`. */
function numberOrText(value: unknown): number {
  return typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
}
