import type { MinerSession } from './miner-session.ts';

/** An older session of the same name that says nothing for so long after a newer one came is dead. */
const DEAD_TWIN_MS = 60_000;

interface Twin {
  older: MinerSession;
  newer: MinerSession;
  newerAuthorizedMonotonicMs: number;
}

/**
 * Sessions that gave the same name while an older one of it was still open. Often it is one miner whose
 * old connection is half open: if the older sends nothing after the newer was authorized, the newer is it.
 */
export class Twins {
  readonly #twins = new Set<Twin>();

  add(older: MinerSession, newer: MinerSession, nowMs: number): void {
    this.#twins.add({ older, newer, newerAuthorizedMonotonicMs: nowMs });
  }

  /** The older session that `newer` may turn out to be the miner of, while that is open. */
  olderOf(newer: MinerSession): MinerSession | null {
    for (const twin of this.#twins) if (twin.newer === newer) return twin.older;
    return null;
  }

  /** The newer session that turns out to be `closed`'s miner, if there is one; forgets what is settled. */
  successorOf(closed: MinerSession): MinerSession | null {
    let successor: MinerSession | null = null;
    for (const twin of this.#twins) {
      if (twin.newer === closed) this.#twins.delete(twin);
      if (twin.older !== closed) continue;
      this.#twins.delete(twin);
      const wasSilent = closed.lastLineMonotonicMs <= twin.newerAuthorizedMonotonicMs;
      if (wasSilent && !twin.newer.isClosed) successor = twin.newer;
    }
    return successor;
  }

  /** Closes older sessions that have been silent for too long; forgets pairs that both speak. */
  tick(nowMs: number): void {
    for (const twin of this.#twins) {
      if (twin.older.lastLineMonotonicMs > twin.newerAuthorizedMonotonicMs) this.#twins.delete(twin);
      else if (nowMs - twin.newerAuthorizedMonotonicMs >= DEAD_TWIN_MS) twin.older.destroy();
    }
  }
}
