import type { HistoryBucket } from '#shared/model/history.ts';

import type { Band } from './timeline-view.ts';

/** What a miner did for an account in a short stretch of time. */
export type ShareBucket = Pick<
  HistoryBucket,
  'fromMs' | 'toMs' | 'accountId' | 'verifiedWork' | 'rejectedShares'
>;

export type SharesByMiner = ReadonlyMap<string, readonly ShareBucket[]>;

const MINUTE_MS = 60_000;
/** Reading the work of more miners by the minute would keep the engine busy for too long. */
export const MAX_MINERS_WITH_SHARES = 500;
const MAX_BUCKETS = 12_000;
/** A miner that is moved has a bucket for each account. */
const PAIRS_PER_MINER = 1.5;

/** How long a bucket must be for the answer to stay small, in whole minutes; null = too many miners. */
export function shareBucketMs(miners: number, spanMs: number): number | null {
  if (miners > MAX_MINERS_WITH_SHARES) return null;
  const minutes = (spanMs / MINUTE_MS) * miners * PAIRS_PER_MINER;
  return Math.max(Math.ceil(minutes / MAX_BUCKETS), 1) * MINUTE_MS;
}

/** Buckets by miner, in order of time. */
export function sharesByMiner(buckets: readonly HistoryBucket[]): SharesByMiner {
  const byMiner = new Map<string, ShareBucket[]>();
  for (const bucket of buckets) {
    const list = byMiner.get(bucket.minerId);
    if (list) list.push(bucket);
    else byMiner.set(bucket.minerId, [bucket]);
  }
  for (const list of byMiner.values()) list.sort((a, b) => a.fromMs - b.fromMs);
  return byMiner;
}

/** Work and rejected shares of a band: buckets that it covers in part count in part, so it is an estimate. */
export function sharesOfBand(
  buckets: readonly ShareBucket[],
  { accountId, fromMs, toMs }: Pick<Band, 'accountId' | 'fromMs' | 'toMs'>,
  nowMs: number,
): { work: number; rejected: number } {
  let [work, rejected] = [0, 0];
  const endMs = toMs ?? nowMs;
  for (const bucket of buckets) {
    if (bucket.accountId !== accountId || bucket.toMs <= fromMs || bucket.fromMs >= endMs) continue;
    const bucketEndMs = Math.min(bucket.toMs, nowMs);
    const spanMs = Math.max(bucketEndMs - bucket.fromMs, 1);
    const part = (Math.min(bucketEndMs, endMs) - Math.max(bucket.fromMs, fromMs)) / spanMs;
    work += bucket.verifiedWork * Math.max(part, 0);
    if (part > 0) rejected += bucket.rejectedShares;
  }
  return { work, rejected };
}
