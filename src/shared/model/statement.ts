import { z } from 'zod';

import { stableId } from './snapshot.ts';

/** A civil day, `2026-11-18`. */
export const civilDay = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

const hex = (bytes?: number): z.ZodString =>
  bytes === undefined
    ? z.string().regex(/^(?:[0-9a-f]{2})*$/)
    : z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`));

/**
 * Why nobody worked for an account for a while. `target-reached` is no fault: its target was reached; `waiting`:
 * miners worked for other accounts meanwhile; `unknown`: there is no record that would tell.
 */
export const idleCause = z.enum([
  'program-stopped',
  'pool-unreachable',
  'pool-refused',
  'pool-connecting',
  'target-reached',
  'waiting',
  'no-miners',
  'unknown',
]);
export type IdleCause = z.infer<typeof idleCause>;

/** Shares and work of one fate. Work in difficulty-1 shares. */
const tally = z.object({ shares: z.int(), work: z.number() });

/** What was counted in a stretch of time; all but `verified` are shares sent to the pool. */
export const workFigures = z.object({
  /** Proved by the miners at their own, finer difficulty. */
  verified: tally,
  /** Confirmed by the pool. */
  credited: tally,
  rejected: tally,
  stale: tally,
  /** Sent, and never answered. */
  inDoubt: tally,
  /** Not answered yet. */
  pending: tally,
  /** Answered under another difficulty than they were sent under; counted above too. */
  straddling: tally,
});
export type WorkFigures = z.infer<typeof workFigures>;

/** ms since 1970, within what a date can be. */
const instantMs = z.int().min(-8.64e15).max(8.64e15);

/** How the account came out of one round. Work in difficulty-1 shares. */
export const statementRound = z.object({
  id: z.string(),
  startedAtMs: instantMs,
  endsAtMs: instantMs.nullable(),
  /** What the quota comes to in this round, carried work included; null = none. */
  targetWork: z.number().nullable(),
  /** Brought in from the round before: owed if positive, delivered too much if negative. */
  carriedWork: z.number(),
  creditedWork: z.number(),
  upToStandard: z.boolean(),
  upToStandardAtMs: instantMs.nullable(),
  isFinal: z.boolean(),
});
export type StatementRound = z.infer<typeof statementRound>;

export const statementRow = z.object({
  fromMs: instantMs,
  toMs: instantMs,
  verifiedWork: z.number(),
  creditedWork: z.number(),
  acceptedShares: z.int(),
  rejectedShares: z.int(),
  staleShares: z.int(),
  inDoubtShares: z.int(),
});
export type StatementRow = z.infer<typeof statementRow>;

/** A share that anyone can check: coinbase → merkle root → header → hash → difficulty. */
export const proofShare = z.object({
  /** Of the row it is one of the best of. */
  rowFromMs: instantMs,
  atMs: instantMs,
  minerId: z.string(),
  /** diff1 / hash. */
  achieved: z.number(),
  /** Header hash as it is displayed (big-endian). */
  hash: hex(32),
  header: hex(80),
  /** The transaction as the pool's merkle tree has it. */
  coinbase: hex(),
  branches: z.array(hex(32)).max(64),
});
export type ProofShare = z.infer<typeof proofShare>;

/** What is signed. Times in ms since 1970, work in difficulty-1 shares (2^32 hashes each). */
export const statementContent = z.object({
  format: z.literal('hashquota-statement'),
  version: z.literal(1),
  id: z.string(),
  software: z.string(),
  issuedAtMs: instantMs,
  installation: z.object({
    id: z.string(),
    /** Ed25519, raw 32 bytes. */
    publicKey: hex(32),
    /** SHA-256 of the raw key, first 16 bytes in groups of four digits. */
    fingerprint: z.string(),
  }),
  account: z.object({
    id: z.string(),
    name: z.string(),
    /** As written at the time of issue; empty for the overflow account. */
    quota: z.string(),
  }),
  period: z.object({
    kind: z.enum(['days', 'rounds']),
    /** First and last civil day, or the ids of the first and last round. */
    from: z.string(),
    to: z.string(),
    timeZone: z.string(),
    fromMs: instantMs,
    toMs: instantMs,
    /** What was counted: wider than asked where work is kept only by the hour or day (UTC). */
    countedFromMs: instantMs,
    countedToMs: instantMs,
    /** True when it was over, and nothing pending, at the time of issue. */
    isComplete: z.boolean(),
    rowSpan: z.enum(['hour', 'day']),
  }),
  totals: workFigures,
  /** Time in which at least one miner worked for the account. */
  servedMs: z.int(),
  downtime: z.array(z.object({ cause: idleCause, ms: z.int() })),
  rounds: z.array(statementRound),
  rows: z.array(statementRow),
  proofs: z.array(proofShare),
});
export type StatementContent = z.infer<typeof statementContent>;

/** The signed form, written as canonical JSON (keys sorted, no spaces) and one line feed. */
export const signedStatement = z.object({
  content: statementContent,
  /** SHA-256 of the canonical content. */
  sha256: hex(32),
  /** Ed25519 over `hashquota-statement-1\n` and the canonical content. */
  signature: hex(64),
});
export type SignedStatement = z.infer<typeof signedStatement>;

/** Days of the farm's time zone (both included), or rounds by their ids (both included). */
export const statementRequest = z.object({
  accountId: stableId,
  period: z.union([
    z.object({ kind: z.literal('days'), from: civilDay, to: civilDay }),
    z.object({ kind: z.literal('rounds'), from: z.string().min(1).max(40), to: z.string().min(1).max(40) }),
  ]),
});
export type StatementRequest = z.infer<typeof statementRequest>;

/** A statement in the list of those issued. */
export const statementSummary = z.object({
  id: z.string(),
  accountId: z.string(),
  accountName: z.string(),
  kind: z.enum(['days', 'rounds']),
  from: z.string(),
  to: z.string(),
  timeZone: z.string(),
  fromMs: z.number(),
  toMs: z.number(),
  issuedAtMs: z.number(),
  isComplete: z.boolean(),
  creditedWork: z.number(),
  acceptedShares: z.int(),
  proofShares: z.int(),
  sha256: z.string(),
  fingerprint: z.string(),
});
export type StatementSummary = z.infer<typeof statementSummary>;

export const statementFormat = z.enum(['json', 'csv', 'pdf']);
export type StatementFormat = z.infer<typeof statementFormat>;

/** A file for the user to save. */
export const downloadFile = z.object({
  fileName: z.string(),
  mediaType: z.string(),
  contentBase64: z.string(),
});
export type DownloadFile = z.infer<typeof downloadFile>;

export const installationKey = z.object({
  installationId: z.string(),
  publicKey: z.string(),
  fingerprint: z.string(),
});
export type InstallationKey = z.infer<typeof installationKey>;
