import { z } from 'zod';

import { stableId } from './snapshot.ts';
import { civilDay, workFigures } from './statement.ts';

/** What the owner read on the pool's page. One of the three. */
export const reconcileInput = z.object({
  accountId: stableId,
  day: civilDay,
  /** The pool's own day; the farm's unless given. IANA name. */
  timeZone: z.string().min(1).max(64).optional(),
  /** In difficulty-1 shares. */
  poolWork: z.number().positive().optional(),
  poolShares: z.int().nonnegative().optional(),
  /** As it stands on the page: `1.23 PH/s`, `12.3 T`, `1 234 567 shares`. */
  pastedText: z.string().min(1).max(2000).optional(),
});
export type ReconcileInput = z.infer<typeof reconcileInput>;

/** How a pool's number was understood. `unit` names what `value` is: work, shares or H/s. */
export const poolFigure = z.object({
  unit: z.enum(['work', 'shares', 'hashrate']),
  value: z.number(),
  /** Half of the last digit shown. */
  rounding: z.number(),
  /** The text it was read from; null = it was given as a number. */
  text: z.string().nullable(),
});
export type PoolFigure = z.infer<typeof poolFigure>;

/**
 * The pool's number beside ours. `agrees`: equal within rounding; `explained`: the honest differences cover it;
 * `unexplained`: they do not; `nothing`: we have no work of that day.
 */
export const reconciliation = z.object({
  id: z.int(),
  atMs: z.number(),
  by: z.string(),
  accountId: z.string(),
  day: z.string(),
  timeZone: z.string(),
  fromMs: z.number(),
  toMs: z.number(),
  /** False while the day goes on. */
  isDayOver: z.boolean(),
  pool: poolFigure,
  /** What is compared: work in difficulty-1 shares, or a count of shares. */
  compared: z.enum(['work', 'shares']),
  poolAmount: z.number(),
  ourAmount: z.number(),
  /** Pool minus ours, and that as a part of ours (null where ours is 0). */
  difference: z.number(),
  differencePart: z.number().nullable(),
  /** How much more and less of it, as a part of ours, is explained, by what. */
  explanations: z.array(
    z.object({
      cause: z.enum(['in-doubt', 'pending', 'straddling', 'rounding', 'estimate']),
      morePart: z.number(),
      lessPart: z.number(),
    }),
  ),
  ours: workFigures,
  verdict: z.enum(['agrees', 'explained', 'unexplained', 'nothing']),
  /** The verdict in words with its numbers. */
  words: z.string(),
});
export type Reconciliation = z.infer<typeof reconciliation>;
