import { LIMITS } from './limits.ts';
import { ProtocolError, cleanPeerText } from './protocol-error.ts';
import { scanLine } from './json-scan.ts';

/**
 * A request id as its JSON source text (`7`, `"7"`, `1.50`, `null`), so that it is echoed with its
 * exact value and type; undefined when the line had none. An Antminer S9 breaks on a number that
 * comes back as a string.
 */
export type RawId = string | undefined;

export interface StratumRequest {
  kind: 'request';
  id: RawId;
  method: string;
  /** Empty when the line had none or an object instead. */
  params: unknown[];
}

export interface StratumResponse {
  kind: 'response';
  id: RawId;
  result: unknown;
  /** Null when the pool left it out. Any shape otherwise: array, object, bare string. */
  error: unknown;
  /** ckpool's extra key: the reason for people, next to an `error` that may be null. */
  rejectReason: string | null;
}

export type StratumMessage = StratumRequest | StratumResponse;

/** `[code, text, null]`, as every pool answers. */
export type StratumError = readonly [code: number, text: string, traceback: null];

/** The field's error codes and texts (slush0's original protocol; ckpool, NOMP and others use the same). */
export const STRATUM_ERRORS = {
  other: [20, 'Other/Unknown', null],
  jobNotFound: [21, 'Job not found', null],
  staleShare: [21, 'Stale share', null],
  duplicateShare: [22, 'Duplicate share', null],
  lowDifficultyShare: [23, 'Low difficulty share', null],
  unauthorizedWorker: [24, 'Unauthorized worker', null],
  notSubscribed: [25, 'Not subscribed', null],
} as const satisfies Record<string, StratumError>;

/** Error 20 with a sentence of our own. */
export function otherError(text: string): StratumError {
  return [20, cleanPeerText(text, LIMITS.peerTextLength), null];
}

/**
 * One line as a message. Tolerant where the field is loose (key order, missing error, params that are
 * an object or absent); throws ProtocolError with a reason where it cannot be understood.
 */
export function parseLine(line: string): StratumMessage {
  const idSource = scanLine(line, LIMITS.jsonDepth);
  const value = parseJsonObject(line);
  const id = readId(value, idSource);
  const method = value['method'];
  if (typeof method === 'string') {
    const params = value['params'];
    return { kind: 'request', id, method, params: Array.isArray(params) ? params : [] };
  }
  if (method !== undefined && method !== null) {
    throw new ProtocolError('BAD_MESSAGE', 'the method is not a string');
  }
  const reason = value['reject-reason'];
  if (!Object.hasOwn(value, 'result') && !Object.hasOwn(value, 'error') && typeof reason !== 'string') {
    throw new ProtocolError('BAD_MESSAGE', 'the line has neither a method nor a result');
  }
  return {
    kind: 'response',
    id,
    result: value['result'],
    error: value['error'] ?? null,
    rejectReason: typeof reason === 'string' ? reason : null,
  };
}

function parseJsonObject(line: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new ProtocolError('NOT_JSON', 'the line is not valid JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ProtocolError('NOT_AN_OBJECT', 'the line is not a JSON object');
  }
  return value as Record<string, unknown>;
}

function readId(value: Record<string, unknown>, source: string | undefined): RawId {
  if (!Object.hasOwn(value, 'id')) return undefined;
  const id = value['id'];
  if (id !== null && typeof id !== 'number' && typeof id !== 'string') {
    throw new ProtocolError('BAD_ID', 'the id is not a number, a string or null');
  }
  // A key written with escapes (`"\u0069d"`) is the only one the scan does not see.
  const text = source ?? JSON.stringify(id);
  if (text.length > LIMITS.idBytes) {
    throw new ProtocolError('BAD_ID', `the id is longer than ${LIMITS.idBytes} characters`);
  }
  return text;
}

/** The small integer we gave a request, from the id of its answer; null when it is none of ours. */
export function idToInteger(id: RawId): number | null {
  const digits = id === undefined ? null : /^"?(\d{1,15})(?:\.0+)?"?$/.exec(id);
  return digits?.[1] === undefined ? null : Number(digits[1]);
}

/** An answer to a request, ending in a line feed. The id is echoed as it came, or left out. */
export function encodeResponse(id: RawId, result: unknown, error: StratumError | null): string {
  const start = id === undefined ? '{' : `{"id":${id},`;
  return `${start}"result":${JSON.stringify(result ?? null)},"error":${JSON.stringify(error)}}\n`;
}

/** A notification (`"id":null`), ending in a line feed. */
export function encodeNotification(method: string, params: readonly unknown[]): string {
  return `{"id":null,"method":${JSON.stringify(method)},"params":${JSON.stringify(params)}}\n`;
}

/** A request to a pool, ending in a line feed. DATUM takes only integer ids. */
export function encodeRequest(id: number, method: string, params: readonly unknown[]): string {
  return `{"id":${id},"method":${JSON.stringify(method)},"params":${JSON.stringify(params)}}\n`;
}
