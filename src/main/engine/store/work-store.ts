import type { Database } from './database.ts';
import { KeyTable } from './key-table.ts';
import { type RoundRow, RoundStore } from './round-store.ts';
import { WORK_KIND, type WorkKind } from './work-kind.ts';

/** One change of a count: `delta` shares of `difficulty`, filed under the moment of the share's receipt. */
export interface WorkChange {
  atMs: number;
  round: RoundRow;
  /** Null only where no account is concerned. */
  accountId: string | null;
  minerId: string;
  kind: WorkKind;
  difficulty: number;
  delta: number;
}

export interface RoundCountRow {
  accountId: string | null;
  kind: number;
  difficulty: number;
  count: number;
}

export interface MinerTotalsRow {
  minerId: string;
  acceptedShares: number;
  rejectedShares: number;
  staleShares: number;
  lastShareAtMs: number | null;
}

const NO_ACCOUNT = 0;

/** The work tables' SQL. Only the ledger holds one; callers give the transaction around `append`. */
export class WorkStore {
  readonly #accounts: KeyTable;
  readonly #miners: KeyTable;
  readonly #rounds: RoundStore;
  readonly #roundKeys = new Map<string, number>();
  readonly #statements;

  constructor(database: Database) {
    this.#accounts = new KeyTable(database, 'account_keys');
    this.#miners = new KeyTable(database, 'miner_keys');
    this.#rounds = new RoundStore(database);
    this.#statements = prepare(database.sql);
  }

  append(changes: readonly WorkChange[]): void {
    for (const { atMs, round, accountId, minerId, kind, difficulty, delta } of changes) {
      this.#statements.append.run(
        atMs,
        this.#roundKey(round),
        accountId === null ? NO_ACCOUNT : this.#accounts.keyOf(accountId),
        this.#miners.keyOf(minerId),
        kind,
        difficulty,
        delta,
      );
    }
  }

  /** To be called after the transaction around `append` was rolled back. */
  forgetKeys(): void {
    this.#accounts.forget();
    this.#miners.forget();
    this.#roundKeys.clear();
  }

  /** Files every pending share as in doubt; returns how many there were. */
  doubtPending(): number {
    const pending = this.#statements.pending.all();
    let shares = 0;
    for (const { atMs, roundKey, accountKey, minerKey, difficulty, count } of pending) {
      const append = this.#statements.append;
      append.run(atMs, roundKey, accountKey, minerKey, WORK_KIND.pending, difficulty, -count);
      append.run(atMs, roundKey, accountKey, minerKey, WORK_KIND['in-doubt'], difficulty, count);
      shares += count;
    }
    return shares;
  }

  /** Counts of one round. */
  countsOf(roundId: string): RoundCountRow[] {
    return this.#statements.roundCounts.all({ roundId });
  }

  /** Credited counts over all rounds. */
  lifetimeCredited(): RoundCountRow[] {
    return this.#statements.lifetimeCredited.all();
  }

  minerTotals(): MinerTotalsRow[] {
    return this.#statements.minerTotals.all();
  }

  #roundKey(round: RoundRow): number {
    let key = this.#roundKeys.get(round.id);
    if (key === undefined) {
      key = this.#statements.roundKey.get(round.id);
      if (key === undefined) {
        this.#rounds.save(round);
        key = this.#statements.roundKey.get(round.id) as number;
      }
      this.#roundKeys.set(round.id, key);
    }
    return key;
  }
}

function prepare(sql: Database['sql']) {
  return {
    append: sql.prepare<[number, number, number, number, number, number, number]>(
      `INSERT INTO journal (at_ms, round_key, account_key, miner_key, kind, difficulty, delta)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ),
    roundKey: sql.prepare<[string], number>('SELECT key FROM rounds WHERE id = ?').pluck(),
    // `kind = 2` stands as a literal, so that the partial index of pending rows serves.
    pending: sql.prepare<
      [],
      {
        atMs: number;
        roundKey: number;
        accountKey: number;
        minerKey: number;
        difficulty: number;
        count: number;
      }
    >(
      `SELECT minute * 60000 AS atMs, round_key AS roundKey, account_key AS accountKey,
              miner_key AS minerKey, difficulty, SUM(count) AS count
       FROM (SELECT minute, round_key, account_key, miner_key, difficulty, count
             FROM work_minute WHERE kind = 2
             UNION ALL
             SELECT at_ms / 60000, round_key, account_key, miner_key, difficulty, delta
             FROM journal WHERE kind = 2)
       GROUP BY 1, 2, 3, 4, 5 HAVING SUM(count) <> 0`,
    ),
    roundCounts: sql.prepare<[{ roundId: string }], RoundCountRow>(
      `SELECT a.id AS accountId, kind, difficulty, SUM(count) AS count
       FROM (SELECT round_key, account_key, kind, difficulty, count FROM round_totals
             UNION ALL
             SELECT round_key, account_key, kind, difficulty, delta FROM journal) AS c
       LEFT JOIN account_keys AS a ON a.key = c.account_key
       WHERE round_key = (SELECT key FROM rounds WHERE id = $roundId)
       GROUP BY account_key, kind, difficulty HAVING SUM(count) <> 0`,
    ),
    lifetimeCredited: sql.prepare<[], RoundCountRow>(
      `SELECT a.id AS accountId, kind, difficulty, SUM(count) AS count
       FROM (SELECT account_key, kind, difficulty, count FROM round_totals WHERE kind = 3
             UNION ALL
             SELECT account_key, kind, difficulty, delta FROM journal WHERE kind = 3) AS c
       LEFT JOIN account_keys AS a ON a.key = c.account_key
       GROUP BY account_key, difficulty HAVING SUM(count) <> 0`,
    ),
    minerTotals: sql.prepare<[], MinerTotalsRow>(
      `SELECT k.id AS minerId, SUM(accepted) AS acceptedShares, SUM(rejected) AS rejectedShares,
              SUM(stale) AS staleShares, MAX(last_ms) AS lastShareAtMs
       FROM (SELECT miner_key, accepted_shares AS accepted, rejected_shares AS rejected,
                    stale_shares AS stale, last_share_at_ms AS last_ms FROM miner_totals
             UNION ALL
             SELECT miner_key, IIF(kind = 1, delta, 0), IIF(kind = 12, delta, 0), IIF(kind = 11, delta, 0),
                    IIF(kind = 1, at_ms, NULL) FROM journal) AS t
       JOIN miner_keys AS k ON k.key = t.miner_key
       GROUP BY t.miner_key`,
    ),
  };
}
