/** Codes of failures a person can act on; the same words cross every transport. */
const ERROR_CODES = [
  'BAD_INPUT',
  'UNAUTHORIZED',
  'FORBIDDEN',
  'NOT_FOUND',
  'MINER_NOT_FOUND',
  'POOL_NOT_FOUND',
  'ACCOUNT_NOT_FOUND',
  'CONFLICT',
  'PAYLOAD_TOO_LARGE',
  'TOO_MANY_REQUESTS',
  'UNAVAILABLE',
  'INTERNAL',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** HTTP status that fits each code. */
export const ERROR_STATUS: Record<ErrorCode, number> = {
  BAD_INPUT: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  MINER_NOT_FOUND: 404,
  POOL_NOT_FOUND: 404,
  ACCOUNT_NOT_FOUND: 404,
  CONFLICT: 409,
  PAYLOAD_TOO_LARGE: 413,
  TOO_MANY_REQUESTS: 429,
  UNAVAILABLE: 503,
  INTERNAL: 500,
};

/** What moves a terminal's cursor, breaks a line or turns the reading direction around. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu;

/**
 * An expected failure: a code for programs and one sentence for people. Sentences quote what strangers sent, so
 * characters that are not printed become blanks. Bugs are plain `Error`s.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message.replace(UNPRINTABLE, ' '), options);
    this.name = 'AppError';
    this.code = code;
  }
}

/** Closes a `switch` over a union: the compiler names the missing case, and at run time it throws. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
