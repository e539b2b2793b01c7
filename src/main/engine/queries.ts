import { probePool } from '#engine/stratum/probe.ts';
import { AppError } from '#shared/errors.ts';
import type { ConnectionReport } from '#shared/model/account.ts';
import type { AllocationInterval, HistoryBucket } from '#shared/model/history.ts';
import type { MinerHealth, PlanSettingsInput } from '#shared/model/planning.ts';
import { parsePoolUrl } from '#shared/pool-url.ts';

import type { FarmParts } from './farm-parts.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

interface TimeRange {
  fromMs?: number | undefined;
  toMs?: number | undefined;
}

/** Work per account and miner; the last 24 h in hours unless asked otherwise. */
export function readHistory(
  parts: FarmParts,
  input: TimeRange & { bucketMs?: number | undefined },
): { fromMs: number; toMs: number; bucketMs: number; buckets: HistoryBucket[] } {
  const { fromMs, toMs } = rangeOf(parts, input, DAY_MS);
  const bucketMs = input.bucketMs ?? HOUR_MS;
  return { fromMs, toMs, bucketMs, buckets: parts.ledger.history(fromMs, toMs, bucketMs) };
}

/** Who served whom; the last hour unless asked otherwise. */
export function readAllocation(
  parts: FarmParts,
  input: TimeRange,
): { fromMs: number; toMs: number; intervals: AllocationInterval[] } {
  const { fromMs, toMs } = rangeOf(parts, input, HOUR_MS);
  return { fromMs, toMs, intervals: parts.allocationLog.between(fromMs, toMs) };
}

/** What is observed of a miner. */
export function readHealth({ health, registry, clock }: FarmParts, minerId: string): MinerHealth {
  if (!registry.get(minerId))
    throw new AppError('MINER_NOT_FOUND', `There is no miner with the id "${minerId}".`);
  const verdict = health.verdictOf(minerId);
  if (verdict) return { minerId, ...verdict };
  return {
    minerId,
    state: 'unknown',
    evidence: 'It has not connected since the program started.',
    sinceMs: clock.nowMs(),
    expectedHashrate: registry.nominalOf(minerId),
    observedHashrate: null,
  };
}

/** What the owner can choose about the plan, as it is. */
export function readSettings({ settings, rounds }: FarmParts): PlanSettingsInput {
  return { policy: settings.policy, round: rounds.settings(), shortfall: settings.plan.shortfall };
}

/** Tries a pool as an account would; the stored password stands in where none is given. */
export function testConnection(
  parts: FarmParts,
  input: {
    url: string;
    worker: string;
    password?: string | undefined;
    ca?: string | undefined;
    accountId?: string | undefined;
  },
  signal: AbortSignal | undefined,
): Promise<ConnectionReport> {
  const { clock, log, version } = parts;
  const stored = input.accountId !== undefined && input.password === undefined;
  const password = stored ? parts.book.passwordOf(input.accountId ?? '') : (input.password ?? 'x');
  const endpoint = { ...parsePoolUrl(input.url), ...(input.ca === undefined ? {} : { ca: input.ca }) };
  return probePool(
    { clock, log },
    { endpoint, worker: input.worker, password, userAgent: `hashquota/${version}` },
    signal,
  );
}

function rangeOf(
  parts: FarmParts,
  input: TimeRange,
  defaultSpanMs: number,
): { fromMs: number; toMs: number } {
  const toMs = input.toMs ?? parts.clock.nowMs();
  const fromMs = input.fromMs ?? toMs - defaultSpanMs;
  if (fromMs >= toMs) throw new AppError('BAD_INPUT', `fromMs: ${fromMs} is not before toMs ${toMs}.`);
  return { fromMs, toMs };
}
