/** The highest ntime ahead of a job's own that strict pools still take (btcpool: job time + 600 s). */
export const MAX_NTIME_AHEAD_S = 600;

/** Shares remembered per work space against repeats; the oldest are forgotten beyond it. */
const MAX_REMEMBERED_SHARES = 400_000;

interface SlotUse {
  padsUsed: number;
  /** Highest ntime sent to or submitted from this slot; a next job without a fresh pad goes above it. */
  ntimeFloor: number | null;
}

/** What a new downstream job of a slot must carry so that no header of the slot is hashed twice. */
export interface FreshWork {
  pad: Buffer;
  ntime: number;
}

/**
 * The header space of one coinbase, merkle branch set and previous block on one upstream connection.
 * Jobs that a pool sends twice (same content, other id or difficulty) share it, because their headers
 * are the same: the pad (the bytes between the pool's extranonce1 and the miner's) and, where there is
 * no pad left, ntime tell one downstream job from the next.
 */
export class WorkSpace {
  readonly #seen = new Set<string>();
  readonly #slots = new Map<number, SlotUse>();

  /** True the first time a share's key is shown, false for a repeat. */
  remember(key: string): boolean {
    if (this.#seen.has(key)) return false;
    if (this.#seen.size >= MAX_REMEMBERED_SHARES) {
      const oldest = this.#seen.values().next();
      if (!oldest.done) this.#seen.delete(oldest.value);
    }
    this.#seen.add(key);
    return true;
  }

  has(key: string): boolean {
    return this.#seen.has(key);
  }

  /** Notes the ntime of a submitted share, so that a later job of the slot starts above it. */
  noteSubmitted(slot: number, ntime: number): void {
    const use = this.#slots.get(slot);
    if (use && (use.ntimeFloor === null || ntime > use.ntimeFloor)) use.ntimeFloor = ntime;
  }

  /**
   * A pad and ntime not used before by `slot`. With pad bytes the pad is fresh and ntime is the job's.
   * Without, or when all pads are used, ntime rises above all that the slot has had, up to `limitNtime`;
   * null when that is not possible now.
   */
  take(slot: number, padBytes: number, jobNtime: number, limitNtime: number): FreshWork | null {
    let use = this.#slots.get(slot);
    if (!use) {
      use = { padsUsed: 0, ntimeFloor: null };
      this.#slots.set(slot, use);
    }
    // Pads are at most 4 bytes here; a wider one is filled from the right.
    const pads = padBytes === 0 ? 1 : 2 ** (8 * Math.min(padBytes, 4));
    const pad = Buffer.alloc(padBytes);
    if (use.padsUsed < pads) {
      if (padBytes > 0) pad.writeUIntBE(use.padsUsed, Math.max(padBytes - 4, 0), Math.min(padBytes, 4));
      use.padsUsed += 1;
      if (padBytes === 0) use.ntimeFloor = jobNtime;
      return { pad, ntime: jobNtime };
    }
    const ntime = Math.max(jobNtime, (use.ntimeFloor ?? jobNtime) + 1);
    if (ntime > limitNtime) return null;
    use.ntimeFloor = ntime;
    return { pad, ntime };
  }
}
