import { z } from 'zod';

/** Work of one account or miner in one bucket. */
export const historyBucket = z.object({
  fromMs: z.number(),
  toMs: z.number(),
  accountId: z.string(),
  minerId: z.string(),
  verifiedWork: z.number(),
  creditedWork: z.number(),
  acceptedShares: z.int(),
  rejectedShares: z.int(),
  staleShares: z.int(),
  /** Mean over the bucket, from verified work, H/s. */
  hashrate: z.number(),
});
export type HistoryBucket = z.infer<typeof historyBucket>;

/** A stretch of time in which one miner worked for one account (null: parked). */
export const allocationInterval = z.object({
  minerId: z.string(),
  accountId: z.string().nullable(),
  fromMs: z.number(),
  /** Null while it lasts. */
  toMs: z.number().nullable(),
  cause: z.string(),
});
export type AllocationInterval = z.infer<typeof allocationInterval>;
