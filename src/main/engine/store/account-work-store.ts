import type { Database } from './database.ts';

export interface AccountCountRow {
  roundKey: number;
  kind: number;
  difficulty: number;
  count: number;
}

/** Exact counts of one account in a stretch of time, found by minute and account in the tables of all miners. */
export class AccountWorkStore {
  readonly #counts;
  readonly #accountKey;
  readonly #roundKeys;

  constructor({ sql }: Database) {
    this.#counts = sql.prepare<[Record<string, bigint>], AccountCountRow>(
      `SELECT round_key AS roundKey, kind, difficulty, SUM(count) AS count FROM (
         ${part('work_minute', 1)} UNION ALL ${part('work_hour', 60)} UNION ALL ${part('work_day', 1440)}
         UNION ALL
         SELECT round_key, kind, difficulty, delta AS count FROM journal
         WHERE account_key = $account AND at_ms >= $fromMinute * 60000 AND at_ms < $toMinute * 60000)
       GROUP BY round_key, kind, difficulty HAVING SUM(count) <> 0`,
    );
    this.#accountKey = sql.prepare<[string], number>('SELECT key FROM account_keys WHERE id = ?').pluck();
    this.#roundKeys = sql
      .prepare<[number, number], number>(
        'SELECT key FROM rounds WHERE started_at_ms >= ? AND started_at_ms <= ?',
      )
      .pluck();
  }

  /** Null when the account never worked. */
  accountKey(accountId: string): number | null {
    return this.#accountKey.get(accountId) ?? null;
  }

  /** Keys of the rounds that began from one time to another, both included. */
  roundKeys(firstStartMs: number, lastStartMs: number): Set<number> {
    return new Set(this.#roundKeys.all(firstStartMs, lastStartMs));
  }

  /** Work belongs to the stretch in which its minute, hour or day begins. */
  counts(accountKey: number, fromMinute: number, toMinute: number): AccountCountRow[] {
    const [account, from, to] = [BigInt(accountKey), BigInt(fromMinute), BigInt(toMinute)];
    return this.#counts.all({ account, fromMinute: from, toMinute: to });
  }
}

/** One look-up per minute, hour or day, since the tables' keys begin with time and account. */
function part(table: string, span: number): string {
  const first = `($fromMinute + ${span - 1}) / ${span} * ${span}`;
  return `
    SELECT w.round_key, w.kind, w.difficulty, w.count
    FROM (WITH RECURSIVE m(minute) AS
            (SELECT ${first} WHERE ${first} < $toMinute
             UNION ALL SELECT minute + ${span} FROM m WHERE minute + ${span} < $toMinute)
          SELECT minute FROM m) AS t
    CROSS JOIN ${table} AS w ON w.minute = t.minute AND w.account_key = $account`;
}
