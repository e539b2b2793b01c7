import type { Database } from './database.ts';

/** A machine on the LAN as it is kept. */
export interface MachineRow {
  id: string;
  /** `aa:bb:cc:dd:ee:ff`. */
  mac: string | null;
  serial: string | null;
  /** IPv4; the last one known. */
  address: string;
  /** False: its address belongs to another machine now, and nobody knows where this one is. */
  isAtAddress: boolean;
  family: string;
  model: string | null;
  firmware: string | null;
  algorithm: string;
  minerId: string | null;
  /** What the link to the miner rests on; null without one. */
  linkedBy: 'worker' | 'address' | 'hand' | null;
  /** Miners and machines that the owner has taken apart from it: never joined again by themselves. */
  keptApart: string[];
  /** The worker name that we wrote into it; null = we have not pointed it. */
  worker: string | null;
  /** The pool address that we wrote into it. */
  pointedUrl: string | null;
  pointedAtMs: number | null;
  firstSeenAtMs: number;
  lastSeenAtMs: number;
  /** The machine that it really is, by the owner's word. */
  mergedInto: string | null;
  leftAloneUntilMs: number | null;
  /** Wrong credentials in a row. */
  wrongTries: number;
  /** The credential that worked last. */
  workedCredential: number | null;
  /** Credentials that it has refused, and when. */
  refusedCredentials: { id: number; atMs: number }[];
  /** Last restart that the program made by itself. */
  restartedAtMs: number | null;
  /** Put to sleep as cold standby by the program, and not woken since. */
  putToSleepAtMs: number | null;
}

type Stored = Omit<MachineRow, 'isAtAddress' | 'keptApart' | 'refusedCredentials'> & {
  isAtAddress: number;
  keptApartJson: string;
  refusedCredentialsJson: string;
};

/** The records of machines. */
export class MachineStore {
  readonly #all;
  readonly #save;
  readonly #remove;

  constructor({ sql }: Database) {
    this.#all = sql.prepare<[], Stored>(
      `SELECT id, mac, serial, address, is_at_address AS isAtAddress, family, model, firmware, algorithm,
              miner_id AS minerId, linked_by AS linkedBy, kept_apart_json AS keptApartJson, worker,
              pointed_url AS pointedUrl, pointed_at_ms AS pointedAtMs, first_seen_at_ms AS firstSeenAtMs,
              last_seen_at_ms AS lastSeenAtMs, merged_into AS mergedInto,
              left_alone_until_ms AS leftAloneUntilMs, wrong_tries AS wrongTries,
              worked_credential AS workedCredential, refused_credentials_json AS refusedCredentialsJson,
              restarted_at_ms AS restartedAtMs, put_to_sleep_at_ms AS putToSleepAtMs
       FROM machines ORDER BY first_seen_at_ms, id`,
    );
    this.#save = sql.prepare<[Stored]>(
      `INSERT OR REPLACE INTO machines (id, mac, serial, address, is_at_address, family, model, firmware,
         algorithm, miner_id, linked_by, kept_apart_json, worker, pointed_url, pointed_at_ms,
         first_seen_at_ms, last_seen_at_ms, merged_into, left_alone_until_ms, wrong_tries,
         worked_credential, refused_credentials_json, restarted_at_ms, put_to_sleep_at_ms)
       VALUES ($id, $mac, $serial, $address, $isAtAddress, $family, $model, $firmware, $algorithm, $minerId,
         $linkedBy, $keptApartJson, $worker, $pointedUrl, $pointedAtMs, $firstSeenAtMs, $lastSeenAtMs,
         $mergedInto, $leftAloneUntilMs, $wrongTries, $workedCredential, $refusedCredentialsJson,
         $restartedAtMs, $putToSleepAtMs)`,
    );
    this.#remove = sql.prepare<[string]>('DELETE FROM machines WHERE id = ?');
  }

  loadAll(): MachineRow[] {
    return this.#all.all().map(({ keptApartJson, refusedCredentialsJson, isAtAddress, ...row }) => ({
      ...row,
      isAtAddress: isAtAddress !== 0,
      keptApart: JSON.parse(keptApartJson) as string[],
      refusedCredentials: JSON.parse(refusedCredentialsJson) as MachineRow['refusedCredentials'],
    }));
  }

  save({ isAtAddress, keptApart, refusedCredentials, ...row }: MachineRow): void {
    this.#save.run({
      ...row,
      isAtAddress: isAtAddress ? 1 : 0,
      keptApartJson: JSON.stringify(keptApart),
      refusedCredentialsJson: JSON.stringify(refusedCredentials),
      firstSeenAtMs: Math.floor(row.firstSeenAtMs),
      lastSeenAtMs: Math.floor(row.lastSeenAtMs),
      pointedAtMs: whole(row.pointedAtMs),
      leftAloneUntilMs: whole(row.leftAloneUntilMs),
      restartedAtMs: whole(row.restartedAtMs),
      putToSleepAtMs: whole(row.putToSleepAtMs),
    });
  }

  remove(id: string): void {
    this.#remove.run(id);
  }
}

/** STRICT tables take whole numbers only. */
function whole(atMs: number | null): number | null {
  return atMs === null ? null : Math.floor(atMs);
}
