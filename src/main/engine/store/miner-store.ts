import type { MinerRole } from '#shared/model/snapshot.ts';

import type { Database } from './database.ts';

/** A miner as it is stored; hashrate in H/s, times in ms since 1970. */
export interface StoredMiner {
  id: string;
  name: string;
  address: string | null;
  userAgent: string | null;
  role: MinerRole;
  nominalHashrate: number | null;
  firstSeenAtMs: number;
  lastSeenAtMs: number | null;
  switches: number;
}

/** The miners that were ever seen or listed. */
export class MinerStore {
  readonly #all;
  readonly #save;
  readonly #remove;

  constructor(database: Database) {
    this.#all = database.sql.prepare<[], StoredMiner>(
      `SELECT id, name, address, user_agent AS userAgent, role, nominal_hashrate_hs AS nominalHashrate,
         first_seen_at_ms AS firstSeenAtMs, last_seen_at_ms AS lastSeenAtMs, switches
       FROM miners ORDER BY first_seen_at_ms, id`,
    );
    this.#save = database.sql.prepare<[StoredMiner]>(
      `INSERT INTO miners (id, name, address, user_agent, role, nominal_hashrate_hs, first_seen_at_ms,
         last_seen_at_ms, switches)
       VALUES (@id, @name, @address, @userAgent, @role, @nominalHashrate, @firstSeenAtMs, @lastSeenAtMs, @switches)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, address = excluded.address,
         user_agent = excluded.user_agent, role = excluded.role,
         nominal_hashrate_hs = excluded.nominal_hashrate_hs, last_seen_at_ms = excluded.last_seen_at_ms,
         switches = excluded.switches`,
    );
    this.#remove = database.sql.prepare<[string]>('DELETE FROM miners WHERE id = ?');
  }

  loadAll(): StoredMiner[] {
    return this.#all.all();
  }

  save(miner: StoredMiner): void {
    this.#save.run(miner);
  }

  remove(id: string): void {
    this.#remove.run(id);
  }
}
