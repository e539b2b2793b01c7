import type { MinerRole } from '#shared/model/snapshot.ts';

import type { Database } from './database.ts';

/** A miner as the registry keeps it. */
export interface StoredMiner {
  id: string;
  name: string;
  address: string | null;
  userAgent: string | null;
  role: MinerRole;
  /** H/s; null = not known. */
  nominalHashrate: number | null;
  firstSeenAtMs: number;
  /** Null = never connected. */
  lastSeenAtMs: number | null;
  /** Changes of account, the first assignment excluded. */
  switches: number;
}

/** The registry's records. What miners have worked is in the ledger's tables. */
export class MinerStore {
  readonly #all;
  readonly #save;
  readonly #remove;

  constructor({ sql }: Database) {
    this.#all = sql.prepare<[], StoredMiner>(
      `SELECT id, name, address, user_agent AS userAgent, role, nominal_hashrate_hs AS nominalHashrate,
              first_seen_at_ms AS firstSeenAtMs, last_seen_at_ms AS lastSeenAtMs, switches
       FROM miners ORDER BY first_seen_at_ms, id`,
    );
    this.#save = sql.prepare<[StoredMiner]>(
      `INSERT INTO miners (id, name, address, user_agent, role, nominal_hashrate_hs, first_seen_at_ms,
                           last_seen_at_ms, switches)
       VALUES ($id, $name, $address, $userAgent, $role, $nominalHashrate, $firstSeenAtMs,
               $lastSeenAtMs, $switches)
       ON CONFLICT (id) DO UPDATE SET
         name = excluded.name, address = excluded.address, user_agent = excluded.user_agent,
         role = excluded.role, nominal_hashrate_hs = excluded.nominal_hashrate_hs,
         last_seen_at_ms = excluded.last_seen_at_ms, switches = excluded.switches`,
    );
    this.#remove = sql.prepare<[string]>('DELETE FROM miners WHERE id = ?');
  }

  loadAll(): StoredMiner[] {
    return this.#all.all();
  }

  save(miner: StoredMiner): void {
    this.#save.run({
      ...miner,
      firstSeenAtMs: Math.floor(miner.firstSeenAtMs),
      lastSeenAtMs: miner.lastSeenAtMs === null ? null : Math.floor(miner.lastSeenAtMs),
    });
  }

  remove(id: string): void {
    this.#remove.run(id);
  }
}
