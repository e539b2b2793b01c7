import type { Database } from './database.ts';

/** How an account stands in a round. `isFinal`: nothing of the round is pending any more. */
export interface StandingRow {
  roundId: string;
  accountId: string;
  /** What the quota comes to in this round; null = none. The target is this and the carried work, never below 0. */
  quotaWork: number | null;
  /** Brought in from the round before: owed if positive, delivered too much if negative. */
  carriedWork: number;
  creditedWork: number;
  upToStandard: boolean;
  upToStandardAtMs: number | null;
  isFinal: boolean;
}

export interface VerdictRow {
  roundId: string;
  accountId: string;
  upToStandard: boolean;
  atMs: number;
  creditedWork: number;
  targetWork: number;
  /** What the verdict rests on, in one sentence. */
  evidence: string;
}

type Stored<T extends { upToStandard: boolean }> = Omit<T, 'upToStandard' | 'isFinal'> & {
  upToStandard: number;
  isFinal: number;
};

const STANDING_COLUMNS = `round_id AS roundId, account_id AS accountId, quota_work AS quotaWork,
  carried_work AS carriedWork, credited_work AS creditedWork, up_to_standard AS upToStandard,
  up_to_standard_at_ms AS upToStandardAtMs, is_final AS isFinal`;

/** Standings by round and account, and every change of a verdict. */
export class VerdictStore {
  readonly #open;
  readonly #ofRound;
  readonly #lastFinal;
  readonly #saveStanding;
  readonly #addVerdict;
  readonly #verdicts;
  readonly #ofAccount;
  readonly #dropOld;

  constructor({ sql }: Database) {
    this.#open = sql.prepare<[], Stored<StandingRow>>(
      `SELECT ${STANDING_COLUMNS} FROM standings WHERE is_final = 0`,
    );
    this.#ofRound = sql.prepare<[string], Stored<StandingRow>>(
      `SELECT ${STANDING_COLUMNS} FROM standings WHERE round_id = ? ORDER BY account_id`,
    );
    this.#lastFinal = sql.prepare<[string, number], Stored<StandingRow> & { endsAtMs: number | null }>(
      `SELECT ${STANDING_COLUMNS}, ends_at_ms AS endsAtMs
       FROM standings JOIN rounds ON rounds.id = round_id
       WHERE account_id = ? AND is_final = 1 AND started_at_ms < ?
       ORDER BY ends_at_ms DESC, started_at_ms DESC LIMIT 1`,
    );
    this.#saveStanding = sql.prepare<[Stored<StandingRow>]>(
      `INSERT INTO standings (round_id, account_id, quota_work, carried_work, credited_work,
                              up_to_standard, up_to_standard_at_ms, is_final)
       VALUES ($roundId, $accountId, $quotaWork, $carriedWork, $creditedWork,
               $upToStandard, $upToStandardAtMs, $isFinal)
       ON CONFLICT (round_id, account_id) DO UPDATE SET
         quota_work = excluded.quota_work, carried_work = excluded.carried_work,
         credited_work = excluded.credited_work, up_to_standard = excluded.up_to_standard,
         up_to_standard_at_ms = excluded.up_to_standard_at_ms, is_final = excluded.is_final`,
    );
    this.#addVerdict = sql.prepare<[Omit<VerdictRow, 'upToStandard'> & { upToStandard: number }]>(
      `INSERT INTO verdicts (round_id, account_id, up_to_standard, at_ms, credited_work, target_work, evidence)
       VALUES ($roundId, $accountId, $upToStandard, $atMs, $creditedWork, $targetWork, $evidence)`,
    );
    this.#verdicts = sql.prepare<
      [string, number],
      Omit<VerdictRow, 'upToStandard'> & { upToStandard: number }
    >(
      `SELECT round_id AS roundId, account_id AS accountId, up_to_standard AS upToStandard, at_ms AS atMs,
              credited_work AS creditedWork, target_work AS targetWork, evidence
       FROM verdicts WHERE account_id = ? ORDER BY seq DESC LIMIT ?`,
    );
    this.#ofAccount = sql.prepare<
      [{ accountId: string; fromMs: number; toMs: number; limit: number }],
      Stored<StandingRow> & { startedAtMs: number; endsAtMs: number | null }
    >(
      `SELECT ${STANDING_COLUMNS}, started_at_ms AS startedAtMs, ends_at_ms AS endsAtMs
       FROM rounds JOIN standings ON round_id = rounds.id AND account_id = $accountId
       WHERE started_at_ms < $toMs AND (ends_at_ms IS NULL OR ends_at_ms > $fromMs)
       ORDER BY started_at_ms LIMIT $limit`,
    );
    this.#dropOld = sql.prepare<[{ beforeMs: number; limit: number }]>(
      `DELETE FROM verdicts WHERE seq IN
         (SELECT seq FROM verdicts AS old WHERE at_ms < $beforeMs AND EXISTS
            (SELECT 1 FROM verdicts AS newer WHERE newer.account_id = old.account_id
             AND newer.round_id = old.round_id AND newer.seq > old.seq) LIMIT $limit)`,
    );
  }

  /** An account's standings in the rounds that touch a time, oldest first, at most `limit`. */
  ofAccount(
    accountId: string,
    span: { fromMs: number; toMs: number },
    limit: number,
  ): (StandingRow & { startedAtMs: number; endsAtMs: number | null })[] {
    return this.#ofAccount
      .all({ accountId, ...span, limit })
      .map((row) => ({ ...read(row), startedAtMs: row.startedAtMs, endsAtMs: row.endsAtMs }));
  }

  /** Of rounds long past keeps each account's last verdict only; returns how many rows went. */
  dropSuperseded(beforeMs: number, limit: number): number {
    return this.#dropOld.run({ beforeMs, limit }).changes;
  }

  /** Those that are not final. */
  open(): StandingRow[] {
    return this.#open.all().map(read);
  }

  /** All of one round, by account. */
  ofRound(roundId: string): StandingRow[] {
    return this.#ofRound.all(roundId).map(read);
  }

  /** Of the account's last round to end among those that began before `startedAtMs`. */
  lastFinal(
    accountId: string,
    startedAtMs = Number.MAX_SAFE_INTEGER,
  ): (StandingRow & { endsAtMs: number | null }) | undefined {
    const row = this.#lastFinal.get(accountId, startedAtMs);
    return row && { ...read(row), endsAtMs: row.endsAtMs };
  }

  saveStanding(row: StandingRow): void {
    this.#saveStanding.run({
      ...row,
      upToStandard: row.upToStandard ? 1 : 0,
      isFinal: row.isFinal ? 1 : 0,
    });
  }

  addVerdict(row: VerdictRow): void {
    this.#addVerdict.run({ ...row, upToStandard: row.upToStandard ? 1 : 0 });
  }

  /** Of one account, newest first. */
  verdicts(accountId: string, limit: number): VerdictRow[] {
    return this.#verdicts
      .all(accountId, limit)
      .map((row) => ({ ...row, upToStandard: row.upToStandard !== 0 }));
  }
}

function read(row: Stored<StandingRow>): StandingRow {
  return { ...row, upToStandard: row.upToStandard !== 0, isFinal: row.isFinal !== 0 };
}
