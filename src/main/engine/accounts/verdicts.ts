import { workFromHashrate } from '#shared/units.ts';

import type { Ledger } from '#engine/ledger/ledger.ts';
import type { Round } from '#engine/ledger/round-rule.ts';
import type { RoundClock } from '#engine/ledger/rounds.ts';
import { type Clock, every } from '#engine/lib/clock.ts';
import { Emitter } from '#engine/lib/emitter.ts';
import type { Log } from '#engine/lib/log.ts';
import type { Database } from '#engine/store/database.ts';
import { VerdictStore } from '#engine/store/verdict-store.ts';

import type { AccountBook, StoredAccount } from './account-book.ts';
import { remainderOf, RoundStandings, type Standing } from './round-standings.ts';
import { evidenceFor } from './verdict.ts';

export type { Standing } from './round-standings.ts';

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

/**
 * Says of every account whether it is up to standard: after each commit and each change of accounts, at a
 * change of round, and for shares of the farm once a minute. A round that is over is kept open until none
 * of its shares is pending; what accounts carry over follows it until then.
 */
export class Verdicts {
  readonly verdictChanged = new Emitter<[VerdictChange]>();
  readonly #deps: VerdictsDeps;
  readonly #store: VerdictStore;
  /** Oldest first; the last one is the current round. */
  #open: RoundStandings[] = [];
  /** Carried into the oldest open round, by account. */
  readonly #carried = new Map<string, number>();
  /** A share's target was worked out without knowing the hashrate. */
  #isForecastMissing = false;
  readonly #stop: (() => void)[];

  constructor(deps: VerdictsDeps) {
    this.#deps = deps;
    this.#store = new VerdictStore(deps.database);
    this.#reopen();
    this.#reckonAll();
    this.#stop = [
      deps.ledger.committed.on(({ accountIds }) => this.#guard(() => this.#onCommitted(accountIds))),
      deps.book.changed.on(() => this.#guard(() => this.#reckonAll())),
      deps.rounds.roundChanged.on((next, previous) =>
        this.#guard(() => this.#onRoundChanged(next, previous)),
      ),
      every(deps.clock, SHARE_PERIOD_MS, () => this.#guard(() => this.#reckonAll())),
    ];
  }

  /** In the current round. */
  standing(accountId: string): Standing {
    this.#deps.rounds.current();
    return this.#current().standing(accountId);
  }

  close(): void {
    for (const stop of this.#stop) stop();
  }

  #current(): RoundStandings {
    const current = this.#open.at(-1);
    if (!current) throw new Error('there is always a current round');
    return current;
  }

  /** Takes up where the last process left off: rounds that were not final, then the current one. */
  #reopen(): void {
    const { rounds, ledger } = this.#deps;
    const current = rounds.current();
    const stored = Map.groupBy(this.#store.open(), ({ roundId }) => roundId);
    const earlier: RoundStandings[] = [];
    for (const [roundId, rows] of stored) {
      const round = rounds.find(roundId);
      if (round && roundId !== current.id) earlier.push(new RoundStandings(round, ledger, rows));
    }
    earlier.sort((left, right) => left.round.startedAtMs - right.round.startedAtMs);
    this.#open = [...earlier, new RoundStandings(current, ledger, stored.get(current.id) ?? [])];
  }

  #onRoundChanged(next: Round, previous: Round): void {
    const current = this.#current();
    if (current.round.id === previous.id) current.round = previous;
    const again = this.#open.find(({ round }) => round.id === next.id);
    if (again) again.round = next;
    const entered = again ?? new RoundStandings(next, this.#deps.ledger, []);
    this.#open = [...this.#open.filter((standings) => standings !== entered), entered];
    this.#carried.clear();
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

  /** Through all open rounds from the oldest on, since each takes over what the one before leaves. */
  #reckon(account: StoredAccount, isShareDue: boolean): void {
    const nowMs = Math.floor(this.#deps.clock.nowMs());
    const current = this.#current();
    let carriedWork = this.#carriedInto(account);
    for (const standings of this.#open) {
      const isCurrent = standings === current;
      const isNew = !standings.has(account.id);
      if (isNew && (!isCurrent || account.archivedAtMs !== null)) continue;
      const isChanged = standings.reckon({
        account,
        carriedWork,
        nowMs,
        forecastWork: () => (isCurrent ? this.#forecastWork(standings.round, nowMs) : 0),
        isShareDue: isShareDue || !isCurrent,
      });
      if (isChanged) this.#tell(standings, account.id, nowMs);
      else if (isNew) this.#guard(() => this.#store.saveStanding(standings.row(account.id, false)));
      carriedWork = account.carryOver ? standings.remainder(account.id) : 0;
    }
  }

  /** Into the oldest open round, from the last one that is final. */
  #carriedInto({ id, carryOver }: StoredAccount): number {
    if (!carryOver) return 0;
    let carried = this.#carried.get(id);
    if (carried === undefined) {
      const last = this.#store.lastFinal(id);
      const isBefore = last !== undefined && last.roundId !== this.#open[0]?.round.id;
      carried = isBefore ? remainderOf(last, last.creditedWork) : 0;
      this.#carried.set(id, carried);
    }
    return carried;
  }

  /** Rounds that are over and wait for no answer become final, in their order. */
  #finishRounds(): void {
    for (;;) {
      const [oldest] = this.#open;
      if (!oldest || this.#open.length === 1) return;
      if (this.#deps.ledger.roundPendingShares(oldest.round.id) > 0) return;
      this.#deps.database.transaction(() => {
        for (const id of oldest.accountIds()) this.#store.saveStanding(oldest.row(id, true));
      });
      this.#open.shift();
      this.#carried.clear();
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
