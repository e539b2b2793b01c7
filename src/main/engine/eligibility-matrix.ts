import { fallbackFor, misfitOf } from '#engine/proxy/eligibility.ts';
import { layOutTail } from '#engine/proxy/extranonce-layout.ts';
import type { MinerSession } from '#engine/proxy/miner-session.ts';
import type { UpstreamJob } from '#engine/proxy/upstream-job.ts';

import type { FarmParts } from './farm-parts.ts';

/** A miner that cannot work for an account now, and why in words. Pairs that are not listed can. */
export interface Ineligibility {
  minerId: string;
  /** Null = for no customer account. */
  accountId: string | null;
  reason: string;
}

type MatrixParts = Pick<FarmParts, 'book' | 'clock' | 'marks' | 'proxy' | 'registry' | 'upstreams'>;

/**
 * The eligibility matrix of miners and accounts, by what it rules out: the operator's marks, what turned out
 * when it was tried, and what can be told beforehand from a pool's present job (extranonce size, version
 * mask, coinbase size). An account whose pool gives no work now rules nothing out.
 */
export function listIneligible(parts: MatrixParts): Ineligibility[] {
  const { book, marks, proxy, registry } = parts;
  const list: Ineligibility[] = [];
  const jobs = book.list().flatMap(({ id }) => {
    const job = parts.upstreams.get(id)?.active?.ready()[0]?.currentJob;
    return job ? [{ accountId: id, job }] : [];
  });
  const tried = proxy.binder.ineligible();
  for (const { id: minerId } of registry.all()) {
    const mark = marks.get('miner', minerId);
    if (mark) {
      const note = mark.note === '' ? '' : `: ${mark.note}`;
      const verdict = mark.reason === 'failed' ? 'failed' : 'below standard';
      list.push({ minerId, accountId: null, reason: `marked ${verdict} by you${note}` });
    }
    const found = tried.get(minerId) ?? new Map<string, string>();
    for (const [accountId, reason] of found) list.push({ minerId, accountId, reason });
    const session = proxy.sessionOf(minerId);
    if (!session) continue;
    const hashrate = proxy.minerMeters.hashrate(minerId, parts.clock.monotonicMs()) ?? 0;
    for (const { accountId, job } of jobs) {
      const reason = found.has(accountId) ? null : foreseen(session, job, hashrate);
      if (reason !== null) list.push({ minerId, accountId, reason });
    }
  }
  return list;
}

function foreseen(session: MinerSession, job: UpstreamJob, hashrate: number): string | null {
  const misfit = misfitOf(session, job);
  if (misfit !== null || layOutTail(job.extranonce2Size, session.sizes)) return misfit;
  const fallback = fallbackFor(session, job.extranonce2Size, hashrate);
  return fallback.kind === 'none' ? fallback.reason : null;
}
