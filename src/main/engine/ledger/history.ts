import { AppError } from '#shared/errors.ts';
import type { HistoryBucket } from '#shared/model/history.ts';
import { hashrateFromWork } from '#shared/units.ts';

import type { CoarseUntil, HistoryRow, WorkHistory } from '#engine/store/work-history.ts';
import { workKindName } from '#engine/store/work-kind.ts';

const MINUTE_MS = 60_000;
const MAX_BUCKETS = 50_000;
/** About half a second of reading on a slow PC; nothing else runs meanwhile. */
const MAX_ROWS = 1_000_000;

export interface HistoryRange {
  fromMs: number;
  toMs: number;
  /** A whole number of minutes. */
  bucketMs: number;
}

/**
 * Work per account and miner in buckets of time. `fromMs` is taken down and `toMs` up to a whole minute, or
 * to the hour or day (UTC) where work is kept by that only; there a bucket is at least so long. Buckets in which a pair of account and miner did nothing are left out. `acceptedShares`, `rejectedShares`
 * and `staleShares` are the pool's answers. Throws `AppError` on a range that is wrong or too large.
 */
export function readHistory(source: WorkHistory, range: HistoryRange): HistoryBucket[] {
  check(range);
  const { fromMinute, toMinute } = wholeMinutes(range, source.coarseUntil());
  const bucketMinutes = range.bucketMs / MINUTE_MS;
  if (source.countRows(fromMinute, toMinute, MAX_ROWS + 1) > MAX_ROWS) {
    throw new AppError(
      'BAD_INPUT',
      `From ${range.fromMs} to ${range.toMs} there are more than ${MAX_ROWS} records; ask for a shorter time.`,
    );
  }
  const buckets: HistoryBucket[] = [];
  let current: HistoryBucket | undefined;
  for (const row of source.rows(fromMinute, toMinute, bucketMinutes)) {
    const fromMs = row.startMinute * MINUTE_MS;
    const toMs = Math.min(row.startMinute + row.spanMinutes, toMinute) * MINUTE_MS;
    if (
      current?.fromMs !== fromMs ||
      current.toMs !== toMs ||
      current.accountId !== row.accountId ||
      current.minerId !== row.minerId
    ) {
      if (buckets.length === MAX_BUCKETS) {
        throw new AppError(
          'BAD_INPUT',
          `This would be more than ${MAX_BUCKETS} buckets; ask for a shorter time or a larger bucketMs.`,
        );
      }
      current = emptyBucket(row, fromMs, toMs);
      buckets.push(current);
    }
    add(current, row);
  }
  for (const bucket of buckets) {
    bucket.hashrate = hashrateFromWork(bucket.verifiedWork, bucket.toMs - bucket.fromMs);
  }
  return buckets;
}

function wholeMinutes(
  { fromMs, toMs }: HistoryRange,
  { hourMinute, dayMinute }: CoarseUntil,
): { fromMinute: number; toMinute: number } {
  const keptBy = (minute: number): number => (minute < dayMinute ? 1440 : minute < hourMinute ? 60 : 1);
  const fromMinute = Math.floor(fromMs / MINUTE_MS);
  const toMinute = Math.ceil(toMs / MINUTE_MS);
  const first = keptBy(fromMinute);
  const last = keptBy(toMinute - 1);
  return {
    fromMinute: Math.floor(fromMinute / first) * first,
    toMinute: Math.ceil(toMinute / last) * last,
  };
}

function check({ fromMs, toMs, bucketMs }: HistoryRange): void {
  if (!(fromMs >= 0 && toMs > fromMs && toMs <= Number.MAX_SAFE_INTEGER)) {
    throw new AppError(
      'BAD_INPUT',
      `fromMs is ${fromMs} and toMs is ${toMs}; they must be times in ms since 1970, fromMs before toMs.`,
    );
  }
  if (!Number.isInteger(bucketMs / MINUTE_MS) || bucketMs <= 0) {
    throw new AppError(
      'BAD_INPUT',
      `bucketMs is ${bucketMs}; it must be a whole number of minutes (60000 ms).`,
    );
  }
  const bucketCount = (Math.ceil(toMs / MINUTE_MS) - Math.floor(fromMs / MINUTE_MS)) / (bucketMs / MINUTE_MS);
  if (bucketCount > MAX_BUCKETS) {
    throw new AppError(
      'BAD_INPUT',
      `From fromMs to toMs there are ${Math.ceil(bucketCount)} buckets of bucketMs; at most ${MAX_BUCKETS} are allowed.`,
    );
  }
}

function emptyBucket({ accountId, minerId }: HistoryRow, fromMs: number, toMs: number): HistoryBucket {
  return {
    fromMs,
    toMs,
    accountId,
    minerId,
    verifiedWork: 0,
    creditedWork: 0,
    acceptedShares: 0,
    rejectedShares: 0,
    staleShares: 0,
    hashrate: 0,
  };
}

function add(bucket: HistoryBucket, { kind, difficulty, count }: HistoryRow): void {
  const name = workKindName(kind);
  if (name === 'verified') bucket.verifiedWork += count * difficulty;
  else if (name === 'credited') {
    bucket.creditedWork += count * difficulty;
    bucket.acceptedShares += count;
  } else if (name === 'stale') bucket.staleShares += count;
  else if (name.startsWith('rejected-')) bucket.rejectedShares += count;
}
