import { HASHES_PER_DIFFICULTY_1 } from '#shared/units.ts';

/** Shares a second that a pool connection is not to be flooded above while its difficulty is still low. */
const CALM_SHARES_PER_SECOND = 20;
/** Above that, miners enter in steps: this part of the farm per second … */
const STEPS = 8;
/** … but at least so many. */
const LEAST_PER_STEP = 16;
const STEP_MS = 1000;

/**
 * Lets a farm onto a pool connection in steps while the connection's difficulty is too low for it: a
 * pool's vardiff raises it from share to share, and a farm that came all at once would send thousands
 * of shares a second (and some pools would hang up).
 */
export class EntryGate {
  #stepStartedMs = Number.NEGATIVE_INFINITY;
  #entered = 0;

  /** Whether one more miner may enter now; counts it if so. Hashrates in H/s, time monotonic. */
  mayEnter(now: { nowMs: number; hashrateThen: number; difficulty: number; farmSize: number }): boolean {
    const sharesPerSecond = now.hashrateThen / (now.difficulty * HASHES_PER_DIFFICULTY_1);
    if (sharesPerSecond <= CALM_SHARES_PER_SECOND) return true;
    if (now.nowMs - this.#stepStartedMs >= STEP_MS) {
      this.#stepStartedMs = now.nowMs;
      this.#entered = 0;
    }
    if (this.#entered >= Math.max(LEAST_PER_STEP, Math.ceil(now.farmSize / STEPS))) return false;
    this.#entered += 1;
    return true;
  }
}
