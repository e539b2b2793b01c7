import type { MinerFamily } from '#engine/discovery/families.ts';
import type { JsonObject } from '#engine/discovery/json.ts';
import type { MinerReading } from '#engine/discovery/miner-reading.ts';
import type { MinerCredential, MinerHost } from '#engine/miner-api/miner-host.ts';

/** One pool as a miner is told it. `password` null: the miner has one and does not say it. */
export interface PoolEntry {
  url: string;
  user: string;
  password: string | null;
}

/**
 * What a miner's pool settings were, taken before the first write. Holds passwords: stored sealed only.
 * It is plain JSON, so that it outlives the program that took it.
 */
export interface PoolSnapshot {
  family: MinerFamily;
  model: string | null;
  firmware: string | null;
  takenAtMs: number;
  /** In the miner's order; empty places are left out. */
  pools: PoolEntry[];
  /**
   * How `restore` puts the pools back: `exact` as they were, passwords included; `typed` addresses and
   * workers exactly, the passwords that the miner does not tell from what the owner typed.
   */
  promise: 'exact' | 'typed';
  /** Whatever else this family's `restore` needs, as it was read. */
  raw: JsonObject;
}

/** What an owner can do with a miner of this family beside reading it. */
export interface DriverControls {
  /** True where pools can be written; else the sentence that says why not. */
  pools: true | string;
  blink: boolean;
  restart: boolean;
  /** Sleep and wake without losing its settings. */
  sleep: boolean;
  /** It has a web page of its own on its HTTP port. */
  page: boolean;
  /** A credential is needed to read or to change it. */
  needsCredential: 'never' | 'to-write' | 'to-read';
}

/** One miner in one conversation. */
export interface MinerLink {
  host: MinerHost;
  /** Null: none is known; calls that need one then fail with `unauthorized`. */
  credential: MinerCredential | null;
  /** As identified; a driver may serve several families and generations. */
  family: MinerFamily;
  model: string | null;
  firmware: string | null;
}

/**
 * How one family of firmware is read and changed. Stateless; every method opens its own short connections,
 * one at a time per miner, and throws `MinerError`.
 */
export interface MinerDriver {
  readonly families: readonly MinerFamily[];
  /** What this very miner allows, as far as its model and firmware tell without asking it. */
  controls(link: Pick<MinerLink, 'family' | 'model' | 'firmware'>): DriverControls;
  /** Everything the miner tells. What needs a credential is left unknown when there is none. */
  read(link: MinerLink): Promise<MinerReading>;
  /** Its pool settings as `restore` needs them. */
  snapshot(link: MinerLink): Promise<PoolSnapshot>;
  /**
   * Points it at `pool`, first in its list, with the snapshot's pools behind it as far as the family has
   * places. Other settings stay as they are. Resolves when the miner has confirmed the write.
   */
  point(link: MinerLink, pool: PoolEntry, before: PoolSnapshot): Promise<void>;
  /**
   * True where `point` only chooses in a list of the miner's own: what stands in it stays, and `point` must be
   * given the snapshot that was read last. Where this is missing the whole list is written.
   */
  switchesInList?(before: PoolSnapshot): boolean;
  /** Takes these pools out of such a list; missing where that cannot be done. */
  remove?(link: MinerLink, unwanted: readonly Pick<PoolEntry, 'url' | 'user'>[]): Promise<void>;
  /** Reads back: is `pool` the first (or chosen) pool now? Compares address and worker, never passwords. */
  isPointed(link: MinerLink, pool: PoolEntry): Promise<boolean>;
  /** Puts the snapshot's pools back. All passwords of a `typed` snapshot must have been filled in. */
  restore(link: MinerLink, before: PoolSnapshot): Promise<void>;
  /** Reads back: are the pools those of the snapshot again (passwords too where the miner tells them)? */
  isRestored(link: MinerLink, before: PoolSnapshot): Promise<boolean>;
  blink(link: MinerLink, isOn: boolean): Promise<void>;
  restart(link: MinerLink): Promise<void>;
  sleep(link: MinerLink): Promise<void>;
  wake(link: MinerLink): Promise<void>;
}
