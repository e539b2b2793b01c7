import type { QuotaSpec, UpstreamMode } from '#shared/model/account.ts';

import type { Database } from './database.ts';

export interface AccountRow {
  id: string;
  name: string;
  /** Order of priority among the live ones. */
  position: number;
  worker: string;
  sealedPassword: Uint8Array;
  quota: QuotaSpec | null;
  overflow: boolean;
  carryOver: boolean;
  upstream: UpstreamMode;
  /** Hashrates as written; null = no limit. */
  minRate: string | null;
  maxRate: string | null;
  addedAtMs: number;
  /** Null = live. */
  archivedAtMs: number | null;
}

export interface EndpointRow {
  id: string;
  accountId: string;
  url: string;
  ca: string | null;
  /** Null = not used any more; kept, since its id and marks belong to its address. */
  position: number | null;
}

type StoredRow = Omit<AccountRow, 'quota' | 'overflow' | 'carryOver'> & {
  quotaJson: string | null;
  isOverflow: number;
  carriesOver: number;
};

/** Accounts and their endpoints; nothing in these tables is ever deleted. */
export class AccountStore {
  readonly #accounts;
  readonly #endpoints;
  readonly #saveAccount;
  readonly #saveEndpoint;

  constructor({ sql }: Database) {
    this.#accounts = sql.prepare<[], StoredRow>(
      `SELECT id, name, position, worker, sealed_password AS sealedPassword, quota_json AS quotaJson,
              is_overflow AS isOverflow, carries_over AS carriesOver, upstream, min_rate AS minRate,
              max_rate AS maxRate, added_at_ms AS addedAtMs, archived_at_ms AS archivedAtMs
       FROM accounts ORDER BY position, id`,
    );
    this.#endpoints = sql.prepare<[], EndpointRow>(
      `SELECT id, account_id AS accountId, url, ca_pem AS ca, position
       FROM endpoints ORDER BY account_id, position, id`,
    );
    this.#saveAccount = sql.prepare<[StoredRow]>(
      `INSERT INTO accounts (id, name, position, worker, sealed_password, quota_json, is_overflow,
                             carries_over, upstream, min_rate, max_rate, added_at_ms, archived_at_ms)
       VALUES ($id, $name, $position, $worker, $sealedPassword, $quotaJson, $isOverflow, $carriesOver,
               $upstream, $minRate, $maxRate, $addedAtMs, $archivedAtMs)
       ON CONFLICT (id) DO UPDATE SET
         name = excluded.name, position = excluded.position, worker = excluded.worker,
         sealed_password = excluded.sealed_password, quota_json = excluded.quota_json,
         is_overflow = excluded.is_overflow, carries_over = excluded.carries_over,
         upstream = excluded.upstream, min_rate = excluded.min_rate, max_rate = excluded.max_rate,
         added_at_ms = excluded.added_at_ms, archived_at_ms = excluded.archived_at_ms`,
    );
    this.#saveEndpoint = sql.prepare<[EndpointRow]>(
      `INSERT INTO endpoints (id, account_id, url, ca_pem, position) VALUES ($id, $accountId, $url, $ca, $position)
       ON CONFLICT (id) DO UPDATE SET ca_pem = excluded.ca_pem, position = excluded.position`,
    );
  }

  /** By position; archived ones among them. */
  accounts(): AccountRow[] {
    return this.#accounts.all().map(({ quotaJson, isOverflow, carriesOver, ...row }) => ({
      ...row,
      quota: quotaJson === null ? null : (JSON.parse(quotaJson) as QuotaSpec),
      overflow: isOverflow !== 0,
      carryOver: carriesOver !== 0,
    }));
  }

  /** By account and position; unused ones among them. */
  endpoints(): EndpointRow[] {
    return this.#endpoints.all();
  }

  saveAccount({ quota, overflow, carryOver, ...row }: AccountRow): void {
    this.#saveAccount.run({
      ...row,
      quotaJson: quota === null ? null : JSON.stringify(quota),
      isOverflow: overflow ? 1 : 0,
      carriesOver: carryOver ? 1 : 0,
    });
  }

  saveEndpoint(row: EndpointRow): void {
    this.#saveEndpoint.run(row);
  }
}
