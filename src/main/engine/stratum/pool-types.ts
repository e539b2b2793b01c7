import type { PoolEndpoint } from './pool-socket.ts';

export type PoolPhase = 'connecting' | 'handshake' | 'ready' | 'closed';

/** How far a connection had come. */
export type PoolStep = 'connect' | 'configure' | 'subscribe' | 'authorize' | 'ready';

export type PoolCloseCode =
  | 'CLOSED_BY_US'
  | 'CLOSED_BY_POOL'
  | 'CONNECT_FAILED'
  | 'CONNECT_TIMEOUT'
  | 'TLS_FAILED'
  | 'CONNECTION_LOST'
  | 'LOGIN_TIMEOUT'
  | 'SUBSCRIBE_REFUSED'
  | 'AUTHORIZE_REFUSED'
  | 'PROTOCOL_ERROR';

/** Why and when a connection ended; `reason` is for people. */
export interface PoolClosed {
  reason: string;
  code: PoolCloseCode;
  /** `configure`: the pool hung up on it; try again with `skipConfigure`. */
  phase: PoolStep;
}

/** A step of connecting that succeeded, for the connection test; `encrypt` is the TLS handshake. */
export interface PoolProgress {
  step: 'lookup' | 'encrypt' | Exclude<PoolStep, 'ready'>;
  /** What came out of it, for people. */
  detail: string;
}

export interface PoolTimeouts {
  connectMs: number;
  loginMs: number;
  /** Silence after this means that the pool does not know the method. */
  optionalMs: number;
}

export interface PoolClientOptions {
  endpoint: PoolEndpoint;
  worker: string;
  password: string;
  userAgent: string;
  /** For pools that hang up on `mining.configure`. */
  skipConfigure?: boolean | undefined;
  /** Asked for after the login; pools may ignore it. */
  suggestDifficulty?: number | undefined;
  timeouts?: Partial<PoolTimeouts> | undefined;
}

/** A share for a pool. */
export interface PoolShare {
  jobId: string;
  extranonce2Hex: string;
  ntime: number;
  nonce: number;
  /** `version & mask` of the header; null sends five parameters. */
  versionBits: number | null;
}
