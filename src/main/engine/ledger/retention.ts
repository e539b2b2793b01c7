import { type Clock, every } from '#engine/lib/clock.ts';
import type { Log } from '#engine/lib/log.ts';
import type { Database } from '#engine/store/database.ts';
import { WorkThinning } from '#engine/store/work-thinning.ts';

const PERIOD_MS = 10 * 60_000;
/** One chunk takes a few milliseconds; between two of them shares are served. */
const CHUNK_ROWS = 500;
const PAUSE_MS = 50;

/** Makes old records of work coarser in the background, since 1,000 miners write some 40 MB of them a day. */
export class Retention {
  readonly #deps: { database: Database; clock: Clock; log: Log };
  readonly #thinning: WorkThinning;
  readonly #stop: () => void;
  #cancelNext: () => void = () => {};

  constructor(deps: { database: Database; clock: Clock; log: Log }) {
    this.#deps = deps;
    this.#thinning = new WorkThinning(deps.database);
    this.#stop = every(deps.clock, PERIOD_MS, () => this.#thin());
  }

  close(): void {
    this.#stop();
    this.#cancelNext();
  }

  #thin(): void {
    const { clock, log } = this.#deps;
    this.#cancelNext();
    try {
      const isMoreLeft = this.#thinning.thin(clock.nowMs(), CHUNK_ROWS);
      if (isMoreLeft) this.#cancelNext = clock.after(PAUSE_MS, () => this.#thin());
    } catch (error) {
      log.error({ err: error }, 'old records of work could not be made coarser');
    }
  }
}
