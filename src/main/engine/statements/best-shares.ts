import { type Clock, every } from '#engine/lib/clock.ts';
import type { Log } from '#engine/lib/log.ts';
import type { VerifiedShare } from '#engine/proxy/share-desk.ts';
import { BEST_OF_EACH, type BestShareRow, type BestShareStore } from '#engine/store/best-share-store.ts';

const HOUR_MS = 3_600_000;
const WRITE_PERIOD_MS = 5000;

/** What one account's hour has so far. */
interface Top {
  /** Best first, at most three. */
  hashes: Buffer[];
  /** Those of them that are not stored yet. */
  unsaved: BestShareRow[];
}

/**
 * Keeps the best three verified shares of each account and hour, as proof of work that anyone can check. A
 * share that is not among them costs one comparison; those that are reach the database within 5 s.
 */
export class BestShares {
  readonly #deps: { clock: Clock; log: Log; store: BestShareStore };
  readonly #tops = new Map<string, Top>();
  readonly #stop: () => void;
  #hour = Number.NaN;

  constructor(deps: { clock: Clock; log: Log; store: BestShareStore }) {
    this.#deps = deps;
    this.#stop = every(deps.clock, WRITE_PERIOD_MS, () => this.flush());
  }

  /** Looks at a share that was verified and committed. */
  offer(share: VerifiedShare): void {
    const hour = Math.floor(share.atMs / HOUR_MS);
    if (hour !== this.#hour) this.#enter(hour);
    const top = this.#tops.get(share.accountId) ?? this.#load(share.accountId);
    const { hashBE } = share.checked;
    const worst = top.hashes[BEST_OF_EACH - 1];
    if (worst !== undefined && worst.compare(hashBE) <= 0) return;
    const at = top.hashes.findIndex((hash) => hash.compare(hashBE) > 0);
    top.hashes.splice(at === -1 ? top.hashes.length : at, 0, hashBE);
    top.unsaved.push(rowOf(share, hour));
    const dropped = top.hashes.splice(BEST_OF_EACH);
    if (dropped.length > 0) top.unsaved = top.unsaved.filter(({ hash }) => !dropped.includes(hash));
  }

  /** Stores what is new. */
  flush(): void {
    const rows = [...this.#tops.values()].flatMap(({ unsaved }) => unsaved);
    if (rows.length === 0) return;
    try {
      this.#deps.store.save(rows);
    } catch (error) {
      this.#deps.log.error({ err: error }, 'the best shares could not be stored');
      return;
    }
    for (const top of this.#tops.values()) top.unsaved = [];
  }

  /** A miner turned out to be another one. */
  renameMiner(fromId: string, intoId: string): void {
    this.flush();
    const sinceHour = Math.floor(this.#deps.clock.nowMs() / HOUR_MS) - 24;
    this.#deps.store.renameMiner(fromId, intoId, sinceHour);
  }

  close(): void {
    this.#stop();
    this.flush();
  }

  #enter(hour: number): void {
    this.flush();
    this.#tops.clear();
    this.#hour = hour;
  }

  #load(accountId: string): Top {
    let hashes: Buffer[] = [];
    try {
      hashes = this.#deps.store.hashes(accountId, this.#hour);
    } catch (error) {
      this.#deps.log.error({ err: error }, 'the best shares could not be read');
    }
    const top = { hashes, unsaved: [] };
    this.#tops.set(accountId, top);
    return top;
  }
}

/** The share with the coinbase as the pool has it: the miner's own part stands in the pool's extranonce2. */
function rowOf(
  { accountId, minerId, atMs, checked, job, extranonce2 }: VerifiedShare,
  hour: number,
): BestShareRow {
  const { prepared, extranonce1 } = job.upstream;
  const { coinb1, coinb2, branches } = prepared;
  return {
    ...{ accountId, hour, minerId, atMs },
    hash: checked.hashBE,
    header: checked.header,
    coinbase: Buffer.concat([coinb1, extranonce1, job.pad, job.extranonce1, extranonce2, coinb2]),
    branches: Buffer.concat(branches),
  };
}
