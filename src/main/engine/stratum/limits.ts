/**
 * Every bound on what a peer can make us hold or do, with its unit in the name. Peers past a bound
 * lose their own connection or get an error; nobody else notices.
 */
export const LIMITS = {
  /** Longest line of a miner. ckpool allows 1,024 B, NOMP 10 KB; real miners stay under 1 KB. */
  minerLineBytes: 16 * 1024,
  /** Longest line of a pool: a notify with a very large coinbase still fits. */
  poolLineBytes: 1024 * 1024,
  /** Nesting of objects and arrays in one line; the protocol itself needs 4. */
  jsonDepth: 32,
  /** Source text of a request id that we echo. */
  idBytes: 128,
  /** Characters of a job id. */
  jobIdLength: 128,
  /** Bytes of coinb1 or coinb2. A legacy block holds 1,000,000 B; real coinbases stay under 10 KB. */
  coinbasePartBytes: 100_000,
  /** Merkle branches of a job: 32 is a tree of 2^32 transactions. */
  merkleBranches: 32,
  /** Bytes of a pool's extranonce1; 0 to 9 have been seen. */
  extranonce1Bytes: 32,
  /** A pool's extranonce2 size in bytes; SRI's translator offers 16. */
  extranonce2Bytes: 32,
  /** Characters kept of any text a peer sends for people (messages, reject reasons). */
  peerTextLength: 200,
  /** Lines of one pool that cannot be used before its connection is closed. */
  badPoolLines: 50,
  /** Submits of one pool connection that wait for their answer. */
  pendingSubmits: 4096,
  /** Bytes queued for a pool that does not read, before its connection is closed. */
  poolWriteQueueBytes: 4 * 1024 * 1024,
  /** Targets kept by difficulty. */
  cachedTargets: 512,
  /** Merkle roots kept per job and miner, one per extranonce2. */
  cachedMerkleRoots: 4,
  /** DNS, TCP and TLS together. */
  connectTimeoutMs: 10_000,
  /** An answer to subscribe or authorize. */
  loginTimeoutMs: 10_000,
  /** An answer to an optional method; ckpool never answers them, so silence means "unsupported". */
  optionalTimeoutMs: 4_000,
  /** First keepalive probe on an idle connection. */
  keepAliveMs: 30_000,
  /** A whole connection test. */
  probeTimeoutMs: 20_000,
} as const;
