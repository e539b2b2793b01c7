import type { Database } from './database.ts';

/** Shares kept of each account and hour (and, once an hour's work is kept by the day only, of each day). */
export const BEST_OF_EACH = 3;

const HOURS_PER_DAY = 24;

/** A share and all that proves it. */
export interface BestShareRow {
  accountId: string;
  /** Hours since 1970. */
  hour: number;
  /** Big-endian: the lowest is the best. */
  hash: Buffer;
  /** 80 bytes. */
  header: Buffer;
  coinbase: Buffer;
  /** 32 bytes each, in the order of hashing. */
  branches: Buffer;
  minerId: string;
  atMs: number;
}

const COLUMNS = `account_id AS accountId, hour, hash, header, coinbase, branches, miner_id AS minerId, at_ms AS atMs`;

/** The best shares of each account and hour. */
export class BestShareStore {
  readonly #database: Database;
  readonly #statements;

  constructor(database: Database) {
    this.#database = database;
    const { sql } = database;
    this.#statements = {
      hashes: sql
        .prepare<[string, number], Buffer>(
          `SELECT hash FROM best_shares WHERE account_id = ? AND hour = ? ORDER BY hash LIMIT ${BEST_OF_EACH}`,
        )
        .pluck(),
      add: sql.prepare<[BestShareRow]>(
        `INSERT OR IGNORE INTO best_shares (account_id, hour, hash, header, coinbase, branches, miner_id, at_ms)
         VALUES ($accountId, $hour, $hash, $header, $coinbase, $branches, $minerId, $atMs)`,
      ),
      trim: sql.prepare<[{ accountId: string; hour: number }]>(
        `DELETE FROM best_shares WHERE account_id = $accountId AND hour = $hour AND hash NOT IN
           (SELECT hash FROM best_shares WHERE account_id = $accountId AND hour = $hour
            ORDER BY hash LIMIT ${BEST_OF_EACH})`,
      ),
      between: sql.prepare<[string, number, number], BestShareRow>(
        `SELECT ${COLUMNS} FROM best_shares WHERE account_id = ? AND hour >= ? AND hour < ? ORDER BY hour, hash`,
      ),
      rename: sql.prepare<[string, string, number]>(
        'UPDATE best_shares SET miner_id = ? WHERE miner_id = ? AND hour >= ?',
      ),
      firstHour: sql
        .prepare<[number], number | null>('SELECT MIN(hour) FROM best_shares WHERE hour >= ?')
        .pluck(),
      thin: sql.prepare<[{ fromHour: number; toHour: number }]>(
        `DELETE FROM best_shares WHERE seq IN
           (SELECT seq FROM
              (SELECT seq, ROW_NUMBER() OVER (PARTITION BY account_id ORDER BY hash) AS place
               FROM best_shares WHERE hour >= $fromHour AND hour < $toHour)
            WHERE place > ${BEST_OF_EACH})`,
      ),
    };
  }

  /** Hashes of the best of an account's hour, best first. */
  hashes(accountId: string, hour: number): Buffer[] {
    return this.#statements.hashes.all(accountId, hour);
  }

  /** Keeps these and drops what they push out, in one transaction. */
  save(rows: readonly BestShareRow[]): void {
    this.#database.transaction(() => {
      for (const row of rows) this.#statements.add.run(row);
      for (const { accountId, hour } of rows) this.#statements.trim.run({ accountId, hour });
    });
  }

  /** By hour, best first. */
  between(accountId: string, fromHour: number, toHour: number): BestShareRow[] {
    return this.#statements.between.all(accountId, fromHour, toHour);
  }

  /** What stood under one miner's name since an hour stands under another's. */
  renameMiner(fromId: string, intoId: string, sinceHour: number): void {
    this.#statements.rename.run(intoId, fromId, sinceHour);
  }

  /** Keeps only the best of one whole day (UTC, days since 1970). */
  thinDay(day: number): void {
    this.#statements.thin.run({ fromHour: day * HOURS_PER_DAY, toHour: (day + 1) * HOURS_PER_DAY });
  }

  /** The first day at or after this one that has any; null = none. */
  nextDay(day: number): number | null {
    const hour = this.#statements.firstHour.get(day * HOURS_PER_DAY) ?? null;
    return hour === null ? null : Math.floor(hour / HOURS_PER_DAY);
  }
}
