import { z } from 'zod';

import { quotaSpec } from './account.ts';
import { policyName, stableId } from './snapshot.ts';

/** When an account is expected to reach its quota; ms since 1970, hashrate in H/s. */
export const accountForecast = z.object({
  accountId: stableId,
  /** Null: reached already, has no quota, or nothing is known yet. */
  finishMs: z.number().nullable(),
  /** The middle 80 %: with one chance in ten earlier, with one in ten later. */
  earliestMs: z.number().nullable(),
  latestMs: z.number().nullable(),
  isFeasible: z.boolean(),
  /** What is missing to reach it in time, H/s; 0 when feasible. */
  shortfallHashrate: z.number(),
});
export type AccountForecast = z.infer<typeof accountForecast>;

/** Standby miners that stand in for one that was lost. */
export const standIn = z.object({
  forMinerId: stableId,
  minerIds: z.array(stableId),
  accountId: stableId.nullable(),
  sinceMs: z.number(),
  pinned: z.boolean(),
});
export type StandIn = z.infer<typeof standIn>;

/** Who works for whom now and why, what is expected next, and when quotas are expected to be reached. */
export const planView = z.object({
  atMs: z.number(),
  map: z.array(
    z.object({
      minerId: stableId,
      accountId: stableId.nullable(),
      sinceMs: z.number().nullable(),
      cause: z.string(),
    }),
  ),
  next: z.array(
    z.object({
      atMs: z.number(),
      fromAccountId: stableId.nullable(),
      toAccountId: stableId.nullable(),
      miners: z.int(),
      cause: z.string(),
    }),
  ),
  forecasts: z.array(accountForecast),
  standIns: z.array(standIn),
});
export type PlanView = z.infer<typeof planView>;

export const roundSettings = z.strictObject({
  every: z.string().max(16),
  anchor: z.string().max(8),
  timeZone: z.string().max(64),
});

export const shortfallRule = z.enum(['priority', 'pro-rata']);

/** The owner's settings of the plan. */
export const planSettings = z.strictObject({
  policy: policyName,
  round: roundSettings,
  shortfall: shortfallRule,
});
export type PlanSettingsInput = z.infer<typeof planSettings>;

/** A question "what if": the present farm with these things different. Nothing is touched. */
export const whatIfInput = z.strictObject({
  policy: policyName.optional(),
  shortfall: shortfallRule.optional(),
  quotas: z
    .array(z.strictObject({ accountId: stableId, quota: quotaSpec }))
    .max(1000)
    .optional(),
  withoutMiners: z.array(stableId).max(10_000).optional(),
  /** H/s of further miners. */
  addedHashrate: z.number().nonnegative().optional(),
});
export type WhatIfInput = z.infer<typeof whatIfInput>;

const outcome = z.object({
  accounts: z.array(
    z.object({
      accountId: stableId,
      finishMs: z.number().nullable(),
      /** Work that is expected to be missing at the round's end; 0 = none. */
      shortfallWork: z.number(),
    }),
  ),
  moves: z.int(),
});

export const whatIfAnswer = z.object({ asItIs: outcome, changed: outcome });
export type WhatIfAnswer = z.infer<typeof whatIfAnswer>;

/** What marking a miner failed would do, before the owner confirms it. */
export const markPreview = z.object({
  minerId: stableId,
  /** H/s that customers lose. */
  lostHashrate: z.number().nullable(),
  fromAccountId: stableId.nullable(),
  /** Where the miner goes: the overflow account, or null = parked. */
  toAccountId: stableId.nullable(),
  standIns: z.array(z.object({ minerId: stableId, hashrate: z.number().nullable() })),
  accounts: z.array(
    z.object({
      accountId: stableId,
      finishMsNow: z.number().nullable(),
      finishMsThen: z.number().nullable(),
    }),
  ),
});
export type MarkPreview = z.infer<typeof markPreview>;

/** What marking several miners failed at one time would do; not the sum of what each mark alone would do. */
export const marksPreview = z.object({
  minerIds: z.array(stableId),
  /** Whom they leave, and with how much; `accountId` null = they do not mine now. H/s. */
  leaves: z.array(
    z.object({ accountId: stableId.nullable(), miners: z.int(), hashrate: z.number().nullable() }),
  ),
  /** Where they go: the overflow account, or null = parked. */
  toAccountId: stableId.nullable(),
  standIns: markPreview.shape.standIns,
  accounts: markPreview.shape.accounts,
});
export type MarksPreview = z.infer<typeof marksPreview>;

/** A miner that cannot work for an account, and why; null = for no customer account. */
export const ineligibility = z.object({
  minerId: stableId,
  accountId: stableId.nullable(),
  reason: z.string(),
});

/** What is observed about a miner, with its evidence in words and numbers. */
export const minerHealth = z.object({
  minerId: stableId,
  state: z.enum(['ok', 'silent', 'offline', 'below-standard', 'rejecting', 'unknown']),
  evidence: z.string(),
  sinceMs: z.number().nullable(),
  expectedHashrate: z.number().nullable(),
  observedHashrate: z.number().nullable(),
});
export type MinerHealth = z.infer<typeof minerHealth>;
