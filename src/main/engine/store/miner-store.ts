import type { MinerRole } from '#shared/model/snapshot.ts';

import type { Database } from './database.ts';

/** A miner as the registry keeps it. */
export interface MinerRow {
  id: string;
  name: string;
  address: string | null;
  userAgent: string | null;
  role: MinerRole;
  /** H/s. */
  nominalHashrate: number | null;
  firstSeenAtMs: number;
  lastSeenAtMs: number | null;
  /** Changes of account, the first assignment excluded. */
  switches: number;
  lastShareAtMs: number | null;
  /** The miner this one turned out to be; its own record only keeps the id from being given again. */
  mergedInto: string | null;
}

export class MinerStore {
  readonly #all;
  readonly #put;

  constructor({ sql }: Database) {
    this.#all = sql.prepare<[], MinerRow>(
      `SELECT id, name, address, user_agent AS userAgent, role, nominal_hashrate_hs AS nominalHashrate,
              first_seen_at_ms AS firstSeenAtMs, last_seen_at_ms AS lastSeenAtMs, switches,
              last_share_at_ms AS lastShareAtMs, merged_into AS mergedInto
       FROM miners ORDER BY first_seen_at_ms, id`,
    );
    this.#put = sql.prepare<[MinerRow]>(
      `INSERT INTO miners (id, name, address, user_agent, role, nominal_hashrate_hs, first_seen_at_ms,
                           last_seen_at_ms, switches, last_share_at_ms, merged_into)
       VALUES ($id, $name, $address, $userAgent, $role, $nominalHashrate, $firstSeenAtMs,
               $lastSeenAtMs, $switches, $lastShareAtMs, $mergedInto)
       ON CONFLICT (id) DO UPDATE SET
         name = excluded.name, address = excluded.address, user_agent = excluded.user_agent,
         role = excluded.role, nominal_hashrate_hs = excluded.nominal_hashrate_hs,
         last_seen_at_ms = excluded.last_seen_at_ms, switches = excluded.switches,
         last_share_at_ms = excluded.last_share_at_ms, merged_into = excluded.merged_into`,
    );
  }

  all(): MinerRow[] {
    return this.#all.all();
  }

  put(miner: MinerRow): void {
    this.#put.run({
      ...miner,
      firstSeenAtMs: Math.floor(miner.firstSeenAtMs),
      lastSeenAtMs: miner.lastSeenAtMs === null ? null : Math.floor(miner.lastSeenAtMs),
      lastShareAtMs: miner.lastShareAtMs === null ? null : Math.floor(miner.lastShareAtMs),
    });
  }
}
