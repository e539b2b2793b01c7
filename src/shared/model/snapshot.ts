import { z } from 'zod';

/** Stable ids as they appear in the contract: `[A-Za-z0-9._~-]{1,64}`. */
export const stableId = z
  .string()
  .regex(/^[A-Za-z0-9._~-]{1,64}$/, 'an id is 1 to 64 of A-Z a-z 0-9 . _ ~ -');

export const policyName = z.enum(['sequential', 'parallel']);
export type PolicyName = z.infer<typeof policyName>;

export const failureReason = z.enum(['failed', 'below-standard']);
export type FailureReason = z.infer<typeof failureReason>;

/** The operator's word about a miner or a pool endpoint; recovery never clears it. */
const operatorMark = z.object({
  reason: failureReason,
  note: z.string(),
  by: z.string(),
  atMs: z.number(),
});
export type OperatorMark = z.infer<typeof operatorMark>;

const endpointState = z.enum(['up', 'standby', 'connecting', 'down', 'refused', 'failed']);
export type EndpointState = z.infer<typeof endpointState>;

export const endpointView = z.object({
  id: stableId,
  url: z.string(),
  state: endpointState,
  /** True for the endpoint that serves the account now. */
  active: z.boolean(),
  difficulty: z.number().nullable(),
  markedFailed: operatorMark.nullable(),
});
export type EndpointView = z.infer<typeof endpointView>;

/** What is observed of a pool endpoint beyond its state. Null = not known yet. */
export const endpointHealth = z.object({
  id: stableId,
  /** Why its last connection ended or its login was refused, one sentence; null while all is well. */
  trouble: z.string().nullable(),
  connections: z.int(),
  /** Median time until it answers a share, over the last answers, ms. */
  latencyMs: z.number().nullable(),
  lastJobAtMs: z.number().nullable(),
  lastAcceptedAtMs: z.number().nullable(),
});
export type EndpointHealth = z.infer<typeof endpointHealth>;

const accountState = z.enum(['idle', 'connecting', 'working', 'up-to-standard', 'unreachable', 'refused']);
export type AccountState = z.infer<typeof accountState>;

/** Work in difficulty-1 shares, hashrate in H/s, times in ms since 1970; null = not known, never 0. */
const accountView = z.object({
  id: stableId,
  name: z.string(),
  order: z.int(),
  overflow: z.boolean(),
  targetWork: z.number().nullable(),
  creditedWork: z.number(),
  verifiedWork: z.number(),
  acceptedShares: z.int(),
  rejectedShares: z.int(),
  staleShares: z.int(),
  pendingShares: z.int(),
  inDoubtShares: z.int(),
  straddlingShares: z.int(),
  upToStandard: z.boolean(),
  upToStandardAtMs: z.number().nullable(),
  state: accountState,
  hashrate: z.number().nullable(),
  etaMs: z.number().nullable(),
  pools: z.array(endpointView),
});
export type AccountView = z.infer<typeof accountView>;

export const minerRole = z.enum(['active', 'standby']);
export type MinerRole = z.infer<typeof minerRole>;

const minerState = z.enum(['working', 'standby', 'below-standard', 'silent', 'offline', 'parked', 'failed']);
export type MinerState = z.infer<typeof minerState>;

export const minerView = z.object({
  id: stableId,
  name: z.string(),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
  role: minerRole,
  state: minerState,
  markedFailed: operatorMark.nullable(),
  accountId: stableId.nullable(),
  hashrate: z.number().nullable(),
  nominalHashrate: z.number().nullable(),
  difficulty: z.number().nullable(),
  acceptedShares: z.int(),
  rejectedShares: z.int(),
  staleShares: z.int(),
  lastShareAtMs: z.number().nullable(),
  switches: z.int(),
});
export type MinerView = z.infer<typeof minerView>;

const roundView = z.object({
  id: z.string(),
  startedAtMs: z.number(),
  endsAtMs: z.number().nullable(),
});
export type RoundView = z.infer<typeof roundView>;

export const farmSnapshot = z.object({
  revision: z.int(),
  atMs: z.number(),
  policy: policyName,
  round: roundView,
  accounts: z.array(accountView),
  miners: z.array(minerView),
});
export type FarmSnapshot = z.infer<typeof farmSnapshot>;

/** One thing that needs the owner: a sentence, a severity, and where to go. */
const notice = z.object({
  id: z.string(),
  severity: z.enum(['info', 'warning', 'critical']),
  text: z.string(),
  sinceMs: z.number(),
  subject: z.object({ kind: z.enum(['miner', 'account', 'pool', 'proxy']), id: z.string() }).nullable(),
});
export type Notice = z.infer<typeof notice>;

/** What a pool itself has counted for an account, next to our ledger (known for the demo's own pools). */
const poolCount = z.object({
  accountId: stableId,
  poolWork: z.number(),
  poolShares: z.int(),
  ledgerWork: z.number(),
  ledgerShares: z.int(),
});
export type PoolCount = z.infer<typeof poolCount>;

/** What the window shows beyond the snapshot. */
export const farmExtras = z.object({
  version: z.string(),
  demo: z.boolean(),
  /** host:port that miners are pointed at; null while the proxy does not listen. */
  stratumAddress: z.string().nullable(),
  notices: z.array(notice),
  /** Non-empty in the demo only; all rounds since the start. */
  poolCounts: z.array(poolCount),
});
export type FarmExtras = z.infer<typeof farmExtras>;

/**
 * Live data: first a whole snapshot, then deltas that replace changed records whole.
 * `revision` of a delta is `baseRevision` + 1 or more; a reader whose revision is not `baseRevision`
 * fetches the snapshot again.
 */
export const farmEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('snapshot'), snapshot: farmSnapshot, extras: farmExtras }),
  z.object({
    type: z.literal('delta'),
    baseRevision: z.int(),
    revision: z.int(),
    atMs: z.number(),
    policy: policyName.optional(),
    round: roundView.optional(),
    accounts: z.array(accountView),
    miners: z.array(minerView),
    removedAccountIds: z.array(stableId),
    removedMinerIds: z.array(stableId),
    extras: farmExtras.optional(),
  }),
]);
export type FarmEvent = z.infer<typeof farmEvent>;
