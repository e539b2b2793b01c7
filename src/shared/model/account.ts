import { z } from 'zod';

/** A quota as the owner writes it; `parseQuota` gives it its meaning. */
export const quotaSpec = z.union([
  z.strictObject({ hashrate: z.string().max(64) }),
  z.strictObject({ work: z.union([z.string().max(64), z.number()]) }),
  z.strictObject({ share: z.string().max(64) }),
]);
export type QuotaSpec = z.infer<typeof quotaSpec>;

export const upstreamMode = z.enum(['aggregated', 'dedicated']);
export type UpstreamMode = z.infer<typeof upstreamMode>;

/** One address of a pool; `ca` is a PEM certificate that the TLS connection is pinned to. */
const endpointInput = z.strictObject({
  url: z.string().min(1).max(255),
  ca: z.string().max(65_536).optional(),
});
export type EndpointInput = z.infer<typeof endpointInput>;

/** What the owner types for an account. The password goes in and never comes out again. */
export const accountInput = z.strictObject({
  name: z.string().min(1).max(64),
  pools: z.array(endpointInput).min(1).max(16),
  worker: z.string().min(1).max(128),
  /** Absent on an edit = unchanged; on a new account = "x", which most pools take. */
  password: z.string().max(256).optional(),
  /** Null only for the overflow account. */
  quota: quotaSpec.nullable(),
  overflow: z.boolean(),
  carryOver: z.boolean(),
  upstream: upstreamMode,
  /**
   * Hashrates such as `10 TH/s`, and null = none: while it wants work the account is to have at least the
   * one, and never more than the other. Absent on an edit = unchanged.
   */
  minRate: z.string().max(64).nullable().optional(),
  maxRate: z.string().max(64).nullable().optional(),
});
export type AccountInput = z.infer<typeof accountInput>;

/** An account's settings as the window edits them. */
export const accountSettings = z.object({
  id: z.string(),
  name: z.string(),
  pools: z.array(z.object({ id: z.string(), url: z.string(), ca: z.string().optional() })),
  worker: z.string(),
  hasPassword: z.boolean(),
  quota: quotaSpec.nullable(),
  overflow: z.boolean(),
  carryOver: z.boolean(),
  upstream: upstreamMode,
  minRate: z.string().nullable(),
  maxRate: z.string().nullable(),
});
export type AccountSettings = z.infer<typeof accountSettings>;

/** The outcome of trying a pool's address and login: each step in words, in the order it was tried. */
export const connectionReport = z.object({
  ok: z.boolean(),
  /** One sentence for the owner: what worked, or what to change. */
  summary: z.string(),
  steps: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string(), tookMs: z.number() })),
  extranonce1Bytes: z.int().nullable(),
  extranonce2Bytes: z.int().nullable(),
  versionMask: z.string().nullable(),
  difficulty: z.number().nullable(),
});
export type ConnectionReport = z.infer<typeof connectionReport>;
