import type { StoredAccount } from '#engine/accounts/account-book.ts';
import type { FarmParts } from '#engine/farm-parts.ts';
import type { BestShareStore } from '#engine/store/best-share-store.ts';
import type { ServiceStore, Span } from '#engine/store/service-store.ts';
import type { VerdictStore } from '#engine/store/verdict-store.ts';
import { AppError } from '#shared/errors.ts';
import type {
  StatementContent,
  StatementRequest,
  StatementRound,
  StatementRow,
} from '#shared/model/statement.ts';

import { type AccountWork, type CountedRow, figuresOf, sumOf } from './account-work.ts';
import { serviceTimes } from './downtime.ts';
import { periodOf, rowEdges, type StatementPeriod } from './period.ts';
import { bestOfRows } from './proof.ts';

const HOUR_MS = 3_600_000;
const MAX_ROUNDS = 1000;

export interface ContentDeps {
  parts: Pick<FarmParts, 'clock' | 'version' | 'book' | 'ledger' | 'rounds' | 'verdicts'>;
  work: AccountWork;
  bestShares: BestShareStore;
  service: ServiceStore;
  verdictStore: VerdictStore;
}

/** Gathers what a statement says. Throws `AppError` on an account or period that there is not. */
export async function gatherContent(
  deps: ContentDeps,
  request: StatementRequest,
  issue: { id: string; installation: StatementContent['installation'] },
): Promise<StatementContent> {
  const { clock, version, book, ledger, rounds } = deps.parts;
  const account = book.get(request.accountId);
  if (!account)
    throw new AppError('ACCOUNT_NOT_FOUND', `There is no account with the id "${request.accountId}".`);
  ledger.flush();
  const nowMs = Math.floor(clock.nowMs());
  const { timeZone } = rounds.settings();
  const period = periodOf(request, { timeZone, findRound: (id) => rounds.find(id), nowMs });
  // Nothing has been counted of what is still to come.
  const counted = deps.work.countable({ fromMs: period.fromMs, toMs: Math.min(period.toMs, nowMs + 1) });
  const { span, edges } = rowEdges(counted, timeZone);
  const roundKeys = period.rounds && deps.work.roundKeys(period.rounds.firstMs, period.rounds.lastMs);
  const rows = await deps.work.read(account.id, edges, roundKeys);
  const totals = figuresOf(sumOf(rows));
  const standings = roundsOf(deps, account.id, period);
  const hours = [Math.floor(counted.fromMs / HOUR_MS), Math.ceil(counted.toMs / HOUR_MS)] as const;
  return {
    format: 'hashquota-statement',
    version: 1,
    id: issue.id,
    software: `Hashquota ${version}`,
    issuedAtMs: nowMs,
    installation: issue.installation,
    account: { id: account.id, name: account.name, quota: quotaText(account) },
    period: {
      ...{ kind: period.kind, from: period.from, to: period.to, timeZone },
      ...{ fromMs: period.fromMs, toMs: period.toMs },
      countedFromMs: counted.fromMs,
      countedToMs: counted.toMs,
      isComplete: period.toMs <= nowMs && totals.pending.shares === 0,
      rowSpan: span,
    },
    totals,
    ...(await timesOf(deps, account, { period, standings, nowMs })),
    rounds: standings,
    rows: rows.map(rowOf),
    proofs: bestOfRows(deps.bestShares.between(account.id, ...hours), edges),
  };
}

function quotaText({ quota }: StoredAccount): string {
  if (quota === null) return '';
  return String('hashrate' in quota ? quota.hashrate : 'work' in quota ? quota.work : quota.share);
}

function rowOf({ fromMs, toMs, counts }: CountedRow): StatementRow {
  const totals = counts.totals();
  return {
    ...{ fromMs, toMs },
    verifiedWork: totals.verifiedWork,
    creditedWork: totals.creditedWork,
    acceptedShares: totals.acceptedShares,
    rejectedShares: totals.rejectedShares,
    staleShares: totals.staleShares,
    inDoubtShares: totals.inDoubtShares,
  };
}

function roundsOf(
  { verdictStore, parts }: ContentDeps,
  accountId: string,
  { fromMs, toMs, from, to }: StatementPeriod,
): StatementRound[] {
  const { ledger, rounds, verdicts } = parts;
  const stored = verdictStore.ofAccount(accountId, { fromMs, toMs }, MAX_ROUNDS + 1);
  if (stored.length > MAX_ROUNDS)
    throw new AppError(
      'BAD_INPUT',
      `From ${from} to ${to} there are more than ${MAX_ROUNDS} rounds; take a shorter period.`,
    );
  const currentId = rounds.current().id;
  return stored.map((row) => {
    const { roundId, startedAtMs, endsAtMs, quotaWork, upToStandard, upToStandardAtMs, isFinal } = row;
    const standing = roundId === currentId && parts.book.get(accountId) ? verdicts.standing(accountId) : null;
    const stands = standing ?? {
      ...row,
      targetWork: quotaWork === null ? null : Math.max(quotaWork + row.carriedWork, 0),
    };
    return {
      ...{ id: roundId, startedAtMs: Math.floor(startedAtMs), isFinal },
      endsAtMs: endsAtMs === null ? null : Math.floor(endsAtMs),
      targetWork: stands.targetWork,
      carriedWork: stands.carriedWork,
      creditedWork: isFinal ? row.creditedWork : ledger.accountTotalsIn(roundId, accountId).creditedWork,
      upToStandard: standing?.upToStandard ?? upToStandard,
      upToStandardAtMs: wholeMs(standing ? standing.upToStandardAtMs : upToStandardAtMs),
    };
  });
}

const wholeMs = (atMs: number | null): number | null => (atMs === null ? null : Math.floor(atMs));

async function timesOf(
  { service }: ContentDeps,
  account: StoredAccount,
  { period, standings, nowMs }: { period: StatementPeriod; standings: StatementRound[]; nowMs: number },
): Promise<Pick<StatementContent, 'servedMs' | 'downtime'>> {
  const span: Span = {
    fromMs: Math.ceil(Math.max(period.fromMs, Math.min(account.addedAtMs, period.toMs))),
    toMs: Math.floor(Math.min(period.toMs, nowMs, account.archivedAtMs ?? nowMs)),
  };
  const reached = standings.flatMap(({ upToStandardAtMs, endsAtMs }) =>
    upToStandardAtMs === null ? [] : [{ fromMs: upToStandardAtMs, toMs: endsAtMs ?? nowMs }],
  );
  return serviceTimes({
    ...{ span, reached },
    ...(await service.work(account.id, span, nowMs)),
    troubles: service.troubles(account.id, span.fromMs, span.toMs),
    runs: service.runs(span.fromMs, span.toMs),
    recordedSinceMs: service.recordedSinceMs() ?? nowMs,
    intervalsSinceMs: service.intervalsSinceMs() ?? nowMs,
  });
}
