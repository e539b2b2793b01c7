import { targetWork } from '#shared/model/quota.ts';

import type { Ledger } from '#engine/ledger/ledger.ts';
import type { Round } from '#engine/ledger/round-rule.ts';
import type { StandingRow } from '#engine/store/verdict-store.ts';

import type { StoredAccount } from './account-book.ts';
import { judge, NOT_UP_TO_STANDARD, type Verdict } from './verdict.ts';

/** How an account stands in a round. Work in difficulty-1 shares. */
export interface Standing {
  /** Carried work included; null = no quota, or none that this round can have. */
  targetWork: number | null;
  carriedWork: number;
  creditedWork: number;
  pendingWork: number;
  upToStandard: boolean;
  upToStandardAtMs: number | null;
}

interface Judged {
  verdict: Verdict;
  /** Target without what was carried in. */
  quotaWork: number | null;
  carriedWork: number;
}

export interface Reckoning {
  account: StoredAccount;
  carriedWork: number;
  nowMs: number;
  /** Expected from now to the round's end; asked for only where it matters. */
  forecastWork: () => number;
  /** A share's target is worked out anew; else it stays as it was. */
  isShareDue: boolean;
}

/** How an account came out of a round, or stands in it so far; work in difficulty-1 shares. */
export interface Outcome {
  accountId: string;
  targetWork: number | null;
  creditedWork: number;
  upToStandard: boolean;
}

/** The standings of all accounts in one round. */
export class RoundStandings {
  round: Round;
  /** It passed without the program running: every account of its time owes it in full. */
  readonly isMissed: boolean;
  readonly #ledger: Ledger;
  readonly #judged = new Map<string, Judged>();

  constructor(round: Round, ledger: Ledger, stored: readonly StandingRow[], isMissed = false) {
    this.round = round;
    this.isMissed = isMissed;
    this.#ledger = ledger;
    for (const { accountId, upToStandard, upToStandardAtMs, quotaWork, carriedWork } of stored) {
      this.#judged.set(accountId, { verdict: { upToStandard, upToStandardAtMs }, quotaWork, carriedWork });
    }
  }

  /** When it is over; `Infinity` = never. */
  get endsAtMs(): number {
    return this.round.endsAtMs ?? Number.POSITIVE_INFINITY;
  }

  outcomes(): Outcome[] {
    return [...this.#judged.keys()].map((accountId) => outcomeOf(this.row(accountId, false)));
  }

  accountIds(): Iterable<string> {
    return this.#judged.keys();
  }

  has(accountId: string): boolean {
    return this.#judged.has(accountId);
  }

  /** Judges an account anew; true when the verdict is another one than before. */
  reckon({ account, carriedWork, nowMs, forecastWork, isShareDue }: Reckoning): boolean {
    const before = this.#judged.get(account.id);
    const isFrozen = account.promise?.kind === 'share' && !isShareDue && before !== undefined;
    const quotaWork = isFrozen ? before.quotaWork : this.#quotaWork(account, nowMs, forecastWork);
    const { creditedWork } = this.#ledger.accountTotalsIn(this.round.id, account.id);
    const target = withCarried(quotaWork, carriedWork);
    const previous = before?.verdict ?? NOT_UP_TO_STANDARD;
    const verdict = judge({ creditedWork, targetWork: target }, previous, nowMs);
    this.#judged.set(account.id, { verdict, quotaWork, carriedWork });
    return verdict !== previous;
  }

  standing(accountId: string): Standing {
    const judged = this.#judged.get(accountId);
    const { creditedWork, pendingWork } = this.#ledger.accountTotalsIn(this.round.id, accountId);
    return {
      targetWork: judged ? withCarried(judged.quotaWork, judged.carriedWork) : null,
      carriedWork: judged?.carriedWork ?? 0,
      creditedWork,
      pendingWork,
      ...(judged?.verdict ?? NOT_UP_TO_STANDARD),
    };
  }

  /** What the account takes into the next round: owed if positive, delivered too much if negative. */
  remainder(accountId: string): number {
    const judged = this.#judged.get(accountId);
    if (!judged) return 0;
    return remainderOf(judged, this.#ledger.accountTotalsIn(this.round.id, accountId).creditedWork);
  }

  /** As it is kept. */
  row(accountId: string, isFinal: boolean): StandingRow {
    const judged = this.#judged.get(accountId);
    const { creditedWork } = this.#ledger.accountTotalsIn(this.round.id, accountId);
    return {
      roundId: this.round.id,
      accountId,
      quotaWork: judged?.quotaWork ?? null,
      carriedWork: judged?.carriedWork ?? 0,
      creditedWork,
      ...(judged?.verdict ?? NOT_UP_TO_STANDARD),
      isFinal,
    };
  }

  #quotaWork(account: StoredAccount, nowMs: number, forecastWork: () => number): number | null {
    const { promise } = account;
    if (promise === null) return null;
    const { startedAtMs, endsAtMs } = this.round;
    // Added by a clock that was ahead: nobody knows when, so it has the whole round.
    const addedAtMs = account.addedAtMs > nowMs ? startedAtMs : account.addedAtMs;
    const isShare = promise.kind === 'share';
    const creditedWork = isShare ? this.#ledger.roundCreditedWork(this.round.id) : 0;
    const expectedWork = isShare ? forecastWork() : 0;
    return targetWork(promise, {
      startedAtMs,
      endsAtMs,
      addedAtMs,
      creditedWork,
      forecastWork: expectedWork,
    });
  }
}

/** The work that a round leaves over: owed if positive, delivered too much if negative. */
export function remainderOf(
  { quotaWork, carriedWork }: { quotaWork: number | null; carriedWork: number },
  creditedWork: number,
): number {
  return quotaWork === null ? 0 : quotaWork + carriedWork - creditedWork;
}

/** A stored standing as people read it. */
export function outcomeOf(row: StandingRow): Outcome {
  const { accountId, quotaWork, carriedWork, creditedWork, upToStandard } = row;
  return { accountId, targetWork: withCarried(quotaWork, carriedWork), creditedWork, upToStandard };
}

function withCarried(quotaWork: number | null, carriedWork: number): number | null {
  return quotaWork === null ? null : Math.max(quotaWork + carriedWork, 0);
}
