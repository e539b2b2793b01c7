import { z } from 'zod';

import { stableId } from './snapshot.ts';

/** A line's points are at most so many. */
export const MAX_SERIES_POINTS = 2000;
export const MAX_SERIES_LINES = 50;

export const seriesBy = z.enum(['farm', 'account', 'miner']);
export type SeriesBy = z.infer<typeof seriesBy>;

export const seriesRequest = z.object({
  by: seriesBy,
  /** Accounts or miners; all accounts unless given; miners must be named. */
  ids: z.array(stableId).max(MAX_SERIES_LINES).optional(),
  /** Times in ms since 1970. 0 = from the first record on. */
  fromMs: z.coerce.number().min(0),
  toMs: z.coerce.number().min(0),
  /** How many points a line should have at most. */
  points: z.coerce.number().int().min(1).max(MAX_SERIES_POINTS).default(500),
  /** Work proved by the miners, or work confirmed by the pool. */
  measure: z.enum(['verified', 'credited']).default('verified'),
});
export type SeriesRequest = z.infer<typeof seriesRequest>;
/** As a caller writes it: what has a default may be left out. */
export type SeriesRequestInput = z.input<typeof seriesRequest>;

/** Mean hashrates in H/s, one a bucket; null = nothing is known of that time. */
export const seriesLine = z.object({
  /** Account or miner; `farm` for the farm. */
  id: z.string(),
  hashrate: z.array(z.number().nullable()),
  /** Lowest and highest of the finer buckets inside, where there are any; else null. */
  min: z.array(z.number().nullable()).nullable(),
  max: z.array(z.number().nullable()).nullable(),
});
export type SeriesLine = z.infer<typeof seriesLine>;

export const series = z.object({
  /** Start of the first bucket, end of the last. */
  fromMs: z.number(),
  toMs: z.number(),
  bucketMs: z.number(),
  /** How finely work is kept there. */
  resolutionMs: z.number(),
  lines: z.array(seriesLine),
});
export type Series = z.infer<typeof series>;

/** What the database holds. Bytes; null where it is too large to be measured without a pause. */
export const storageView = z.object({
  totalBytes: z.number(),
  measuredAtMs: z.number(),
  groups: z.array(z.object({ group: z.string(), bytes: z.number().nullable() })),
  /** Growth at the pace of the last days; null until an hour of it is known. */
  bytesPerMonth: z.number().nullable(),
  keptDays: z.object({ minutes: z.int(), hours: z.int() }),
});
export type StorageView = z.infer<typeof storageView>;
