import { probePool } from '#engine/stratum/probe.ts';
import { AppError } from '#shared/errors.ts';
import type { ConnectionReport } from '#shared/model/account.ts';
import type { AllocationInterval, HistoryBucket } from '#shared/model/history.ts';
import { parsePoolUrl } from '#shared/pool-url.ts';

import type { Engine } from './engine.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

interface TimeRange {
  fromMs?: number | undefined;
  toMs?: number | undefined;
}

/** Work per account and miner; the last 24 h in hours unless asked otherwise. */
export function readHistory(
  engine: Engine,
  input: TimeRange & { bucketMs?: number | undefined },
): { fromMs: number; toMs: number; bucketMs: number; buckets: HistoryBucket[] } {
  const { fromMs, toMs } = rangeOf(engine, input, DAY_MS);
  const bucketMs = input.bucketMs ?? HOUR_MS;
  return { fromMs, toMs, bucketMs, buckets: engine.ledger.history(fromMs, toMs, bucketMs) };
}

/** Who served whom; the last hour unless asked otherwise. */
export function readAllocation(
  engine: Engine,
  input: TimeRange,
): { fromMs: number; toMs: number; intervals: AllocationInterval[] } {
  const { fromMs, toMs } = rangeOf(engine, input, HOUR_MS);
  return { fromMs, toMs, intervals: engine.allocationLog.between(fromMs, toMs) };
}

/** Tries a pool as an account would; the stored password stands in where none is given. */
export function testConnection(
  engine: Engine,
  input: {
    url: string;
    worker: string;
    password?: string | undefined;
    ca?: string | undefined;
    accountId?: string | undefined;
  },
  signal: AbortSignal | undefined,
): Promise<ConnectionReport> {
  const { clock, log, version } = engine.options;
  const stored = input.accountId !== undefined && input.password === undefined;
  const password = stored ? engine.book.passwordOf(input.accountId ?? '') : (input.password ?? 'x');
  const endpoint = { ...parsePoolUrl(input.url), ...(input.ca === undefined ? {} : { ca: input.ca }) };
  return probePool(
    { clock, log },
    { endpoint, worker: input.worker, password, userAgent: `hashquota/${version}` },
    signal,
  );
}

function rangeOf(engine: Engine, input: TimeRange, defaultSpanMs: number): { fromMs: number; toMs: number } {
  const toMs = input.toMs ?? engine.options.clock.nowMs();
  const fromMs = input.fromMs ?? toMs - defaultSpanMs;
  if (fromMs >= toMs) throw new AppError('BAD_INPUT', `fromMs: ${fromMs} is not before toMs ${toMs}.`);
  return { fromMs, toMs };
}
