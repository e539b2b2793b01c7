import type { Clock } from '#engine/lib/clock.ts';

/** Why a share was refused. */
export type RejectReason =
  | 'malformed'
  | 'unknown-job'
  | 'stale'
  | 'unauthorized'
  | 'worker-mismatch'
  | 'extranonce2'
  | 'ntime'
  | 'version'
  | 'duplicate'
  | 'low-difficulty'
  | 'forced';

/** A Stratum error: code and text. */
export type PoolError = readonly [code: number, message: string];

/** Settings of a `ValidatingPool`; all optional but the clock. */
export interface ValidatingPoolOptions {
  clock: Clock;
  host?: string;
  /** 0 = any free port. */
  port?: number;
  /** With these the pool speaks TLS (PEM). */
  tls?: { key: string; cert: string };
  /** Bytes of extranonce2, 2 to 16. Default 8. */
  extranonce2Size?: number;
  /**
   * Bytes of extranonce1, 0 to 9. Default 4. With 0 or 1 every connection gets the same one and the
   * difference between connections stands at the end of coinb1, as at Braiins and F2Pool.
   */
  extranonce1Bytes?: number;
  /** Difficulty of every connection at first. Any positive number. */
  difficulty?: number;
  /** A share is judged and paid at its job's difficulty (ckpool, DATUM) or the connection's present one (public-pool). */
  judge?: 'job' | 'current';
  /** Version bits that miners may roll; 0 = none. Default 1fffe000. */
  versionMask?: number;
  /** Header version of the jobs. Default 20000000. */
  version?: number;
  /** Compact block target. The default is mainnet-like, so that no CPU finds a block. */
  nbits?: number;
  /** Merkle branches of the jobs, 0 to 32; a full block has 12. Default 3. */
  merkleBranches?: number;
  /** How many jobs of the present block are good for shares. Default: all of them. */
  oldJobsKept?: number;
  /** How far ntime may lie ahead of its job. Default 600 s (btcpool's). */
  ntimeWindowSeconds?: number;
  /** Time between jobs; null (default) = only when told. */
  jobIntervalMs?: number | null;
  /** Time between blocks; null (default) = only when told. */
  blockIntervalMs?: number | null;
  /** Whether a solved block makes a new block for everyone. Default false. */
  newBlockOnSolve?: boolean;
  /** Default: any name that is not empty. */
  acceptedWorkers?: (worker: string, password: string) => boolean;
  /** One login per connection, a second name is ignored without a word (ckpool); or many. Default one. */
  logins?: 'one' | 'many';
  /** When false: no answer at all to extranonce.subscribe, suggest_difficulty, configure and unknown methods. */
  answersOptional?: boolean;
  /** Whether suggest_difficulty sets the connection's difficulty. Default false. */
  takesSuggestions?: boolean;
  firstJobAfter?: 'subscribe' | 'authorize';
  /** Refusals as `error: [code, text, null]`, or as ckpool writes them (`reject-reason`, error null). */
  rejectStyle?: 'error' | 'reject-reason';
  /** Jobs and extranonces follow from it; random by default. */
  seed?: string;
  maxConnections?: number;
  maxLineBytes?: number;
}

export type PoolSettings = Required<Omit<ValidatingPoolOptions, 'tls' | 'seed'>>;

/** Fills in the defaults; throws on sizes that the protocol cannot carry. */
export function poolSettings(options: ValidatingPoolOptions): PoolSettings {
  const { tls: _tls, seed: _seed, ...given } = options;
  const settings: PoolSettings = {
    host: '127.0.0.1',
    port: 0,
    extranonce2Size: 8,
    extranonce1Bytes: 4,
    difficulty: 1,
    judge: 'job',
    versionMask: 0x1fffe000,
    version: 0x20000000,
    nbits: 0x17023a04,
    merkleBranches: 3,
    oldJobsKept: Infinity,
    ntimeWindowSeconds: 600,
    jobIntervalMs: null,
    blockIntervalMs: null,
    newBlockOnSolve: false,
    acceptedWorkers: (worker) => worker !== '',
    logins: 'one',
    answersOptional: true,
    takesSuggestions: false,
    firstJobAfter: 'authorize',
    rejectStyle: 'error',
    maxConnections: 4096,
    maxLineBytes: 16_384,
    ...given,
  };
  const { extranonce1Bytes, extranonce2Size } = settings;
  if (!Number.isInteger(extranonce2Size) || extranonce2Size < 2 || extranonce2Size > 16)
    throw new RangeError(`extranonce2 of ${extranonce2Size} bytes`);
  if (!Number.isInteger(extranonce1Bytes) || extranonce1Bytes < 0 || extranonce1Bytes > 9)
    throw new RangeError(`extranonce1 of ${extranonce1Bytes} bytes`);
  return settings;
}
