import { workFromHashrate } from '#shared/units.ts';

import type { Ledger } from '#engine/ledger/ledger.ts';
import type { Round } from '#engine/ledger/round-rule.ts';
import type { RoundClock } from '#engine/ledger/rounds.ts';
import { type Clock, every } from '#engine/lib/clock.ts';
import { Emitter } from '#engine/lib/emitter.ts';
import type { Log } from '#engine/lib/log.ts';
import type { Database } from '#engine/store/database.ts';
import { type StandingRow, VerdictStore } from '#engine/store/verdict-store.ts';

import type { AccountBook, StoredAccount } from './account-book.ts';
import { type Outcome, outcomeOf, remainderOf, RoundStandings, type Standing } from './round-standings.ts';
import { evidenceFor } from './verdict.ts';

export type { Outcome, Standing } from './round-standings.ts';

const SHARE_PERIOD_MS = 60_000;
/** Stands for a hashrate that is not known: just enough for a share's target to be above 0, so that it is served. */
const UNKNOWN_HASHRATE = 1;

export interface VerdictsDeps {
  database: Database;
  clock: Clock;
  log: Log;
  ledger: Ledger;
  book: AccountBook;
  rounds: RoundClock;
  /** H/s of all miners; null = not known. */
  farmHashrate: () => number | null;
}

export interface VerdictChange {
  accountId: string;
  roundId: string;
  upToStandard: boolean;
  atMs: number;
}

/** The round that went on when the program stopped, over by the time it runs again. */
export interface RoundAway {
  round: Round;
  /** Whole rounds that passed after it. */
  missedRounds: number;
}

/**
 * Says of every account whether it is up to standard: after each commit and each change of accounts, at a
 * change of round, and for shares of the farm once a minute. A round that is over is kept open until none
 * of its shares is pending; what accounts carry over follows it until then. Rounds that passed without the
 * program count as rounds in which nothing was delivered.
 */
export class Verdicts {
  readonly verdictChanged = new Emitter<[VerdictChange]>();
  readonly #deps: VerdictsDeps;
  readonly #store: VerdictStore;
  /** What ended before this process began; null = nothing did. */
  readonly away: RoundAway | null;
  /** In the order of their ends. A round may lie after the current one, where the clock was set back. */
  #open: RoundStandings[] = [];
  #currentId: string;
  /** The last final standing before a round, by round and account; null = none. */
  readonly #finals = new Map<string, ReturnType<VerdictStore['lastFinal']> | null>();
  /** A share's target was worked out without knowing the hashrate. */
  #isForecastMissing = false;
  readonly #stop: (() => void)[];

  constructor(deps: VerdictsDeps) {
    this.#deps = deps;
    this.#store = new VerdictStore(deps.database);
    this.#currentId = deps.rounds.current().id;
    this.away = this.#reopen(deps.rounds.current());
    this.#reckonAll();
    this.#stop = [
      deps.ledger.committed.on(({ accountIds }) => this.#guard(() => this.#onCommitted(accountIds))),
      deps.book.changed.on(() => this.#guard(() => this.#reckonAll())),
      deps.rounds.roundChanged.on((next, previous, missed) =>
        this.#guard(() => this.#onRoundChanged(next, previous, missed)),
      ),
      every(deps.clock, SHARE_PERIOD_MS, () => this.#guard(() => this.#reckonAll())),
    ];
  }

  /** In the current round. */
  standing(accountId: string): Standing {
    this.#deps.rounds.current();
    return this.#current().standing(accountId);
  }

  /** How accounts came out of a round, or stand in it so far. */
  outcomesOf(roundId: string): Outcome[] {
    const open = this.#open.find(({ round }) => round.id === roundId);
    return open ? open.outcomes() : this.#store.ofRound(roundId).map(outcomeOf);
  }

  close(): void {
    for (const stop of this.#stop) stop();
  }

  #current(): RoundStandings {
    const current = this.#open.find(({ round }) => round.id === this.#currentId);
    if (!current) throw new Error('there is always a current round');
    return current;
  }

  /** Takes up where the last process left off: rounds that were not final, then the current one. */
  #reopen(current: Round): RoundAway | null {
    const { rounds, clock } = this.#deps;
    const stored = new Set(this.#store.open().map(({ roundId }) => roundId));
    const known = [...stored].flatMap((id) => rounds.find(id) ?? []).filter(({ id }) => id !== current.id);
    this.#setOpen([...known, current].map((round) => this.#load(round)));
    const last = this.#open.findLast(({ endsAtMs }) => endsAtMs <= clock.nowMs());
    if (!last) return null;
    const missed = rounds.missed(last.round, current);
    this.#addMissed(missed);
    return { round: last.round, missedRounds: missed.length };
  }

  #load(round: Round): RoundStandings {
    let rows: StandingRow[] = [];
    this.#guard(() => {
      rows = this.#store.ofRound(round.id);
      // A round that was over is entered again where the clock was set back.
      for (const row of rows) if (row.isFinal) this.#store.saveStanding({ ...row, isFinal: false });
    });
    return new RoundStandings(round, this.#deps.ledger, rows);
  }

  #setOpen(open: RoundStandings[]): void {
    this.#open = open.sort(
      (left, right) =>
        compare(left.endsAtMs, right.endsAtMs) || left.round.startedAtMs - right.round.startedAtMs,
    );
    this.#finals.clear();
  }

  #addMissed(missed: readonly Round[]): void {
    const { ledger } = this.#deps;
    const unseen = missed.filter(({ id }) => this.#store.ofRound(id).length === 0);
    this.#setOpen([...this.#open, ...unseen.map((round) => new RoundStandings(round, ledger, [], true))]);
  }

  #onRoundChanged(next: Round, previous: Round, missed: readonly Round[]): void {
    const current = this.#current();
    if (current.round.id === previous.id) current.round = previous;
    const again = this.#open.find(({ round }) => round.id === next.id);
    if (again) again.round = next;
    this.#setOpen(again ? this.#open : [...this.#open, this.#load(next)]);
    this.#currentId = next.id;
    this.#addMissed(missed);
    this.#reckonAll();
  }

  #onCommitted(accountIds: ReadonlySet<string>): void {
    if (this.#isForecastMissing && this.#hashrate() !== null) {
      this.#reckonAll();
      return;
    }
    for (const accountId of accountIds) {
      const account = this.#deps.book.get(accountId);
      if (account) this.#reckon(account, false);
    }
    this.#finishRounds();
  }

  #reckonAll(): void {
    this.#deps.rounds.current();
    this.#isForecastMissing = false;
    for (const account of this.#deps.book.list()) this.#reckon(account, true);
    this.#finishRounds();
  }

  /** Through all open rounds in their order, since each takes over what one before leaves. */
  #reckon(account: StoredAccount, isShareDue: boolean): void {
    const nowMs = Math.floor(this.#deps.clock.nowMs());
    const current = this.#current();
    for (const standings of this.#open) {
      const isCurrent = standings === current;
      const isNew = !standings.has(account.id);
      const isOwed = isCurrent || (standings.isMissed && account.addedAtMs < standings.endsAtMs);
      if (isNew && (!isOwed || account.archivedAtMs !== null)) continue;
      const isChanged = standings.reckon({
        account,
        carriedWork: account.carryOver ? this.#carriedInto(standings, account.id) : 0,
        nowMs,
        forecastWork: () => (isCurrent ? this.#forecastWork(standings.round, nowMs) : 0),
        isShareDue: isShareDue || !isCurrent,
      });
      if (standings.isMissed) continue;
      if (isChanged) this.#tell(standings, account.id, nowMs);
      else if (isNew) this.#guard(() => this.#store.saveStanding(standings.row(account.id, false)));
    }
  }

  /** From the round that ended last among those that began earlier, be it open still or final. */
  #carriedInto(standings: RoundStandings, accountId: string): number {
    const { round } = standings;
    const isBefore = (other: RoundStandings): boolean =>
      other.round.startedAtMs < round.startedAtMs && other.has(accountId);
    const open = this.#open.findLast(isBefore);
    if (open && standings.isMissed) return open.remainder(accountId);
    const key = `${round.id} ${accountId}`;
    let final = this.#finals.get(key);
    if (final === undefined) {
      final = this.#store.lastFinal(accountId, round.startedAtMs) ?? null;
      this.#finals.set(key, final);
    }
    const finalEndMs = final ? (final.endsAtMs ?? Number.POSITIVE_INFINITY) : Number.NEGATIVE_INFINITY;
    if (open && open.endsAtMs >= finalEndMs) return open.remainder(accountId);
    return final ? remainderOf(final, final.creditedWork) : 0;
  }

  /** Rounds that are over and wait for no answer become final, in their order. */
  #finishRounds(): void {
    for (;;) {
      const nowMs = this.#deps.clock.nowMs();
      const over = this.#open.find(({ round }) => round.id !== this.#currentId);
      if (!over || over.endsAtMs > nowMs || this.#deps.ledger.roundPendingShares(over.round.id) > 0) return;
      this.#reckonShares(over);
      this.#deps.database.transaction(() => {
        for (const id of over.accountIds()) this.#store.saveStanding(over.row(id, true));
      });
      this.#setOpen(this.#open.filter((standings) => standings !== over));
    }
  }

  /** The last answer of a round may have been for another account, but it changes what shares are parts of. */
  #reckonShares(over: RoundStandings): void {
    if (over.isMissed) return;
    for (const id of over.accountIds()) {
      const account = this.#deps.book.get(id);
      if (account?.promise?.kind === 'share') this.#reckon(account, true);
    }
  }

  #tell(standings: RoundStandings, accountId: string, atMs: number): void {
    const { targetWork, carriedWork, creditedWork, upToStandard } = standings.standing(accountId);
    const roundId = standings.round.id;
    const { acceptedShares, pendingShares } = this.#deps.ledger.accountTotalsIn(roundId, accountId);
    const facts = {
      roundId,
      creditedWork,
      targetWork: targetWork ?? 0,
      carriedWork,
      acceptedShares,
      pendingShares,
    };
    this.#guard(() =>
      this.#deps.database.transaction(() => {
        this.#store.saveStanding(standings.row(accountId, false));
        this.#store.addVerdict({ ...facts, accountId, upToStandard, atMs, evidence: evidenceFor(facts) });
      }),
    );
    this.#guard(() => this.verdictChanged.emit({ accountId, roundId, upToStandard, atMs }));
  }

  #forecastWork({ endsAtMs }: Round, nowMs: number): number {
    if (endsAtMs === null) return 0;
    const hashrate = this.#hashrate();
    if (hashrate === null) this.#isForecastMissing = true;
    return workFromHashrate(hashrate ?? UNKNOWN_HASHRATE, Math.max(endsAtMs - nowMs, 0));
  }

  #hashrate(): number | null {
    const hashrate = this.#deps.farmHashrate();
    return hashrate !== null && hashrate > 0 ? hashrate : null;
  }

  /** A fault here must not reach the ledger's commit or a timer; the next reckoning makes up for it. */
  #guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#deps.log.error({ err: error }, 'verdicts could not be worked out or stored');
    }
  }
}

/** Unlike a difference, right for two infinities. */
function compare(left: number, right: number): number {
  return left === right ? 0 : left < right ? -1 : 1;
}
