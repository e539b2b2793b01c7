import { type Clock, every } from '#engine/lib/clock.ts';
import type { Log } from '#engine/lib/log.ts';
import type { AuditStore } from '#engine/store/audit-store.ts';
import type { BestShareStore } from '#engine/store/best-share-store.ts';
import type { ServiceStore } from '#engine/store/service-store.ts';
import type { VerdictStore } from '#engine/store/verdict-store.ts';

const DAY_MS = 86_400_000;
const PERIOD_MS = 10 * 60_000;
/** As long as work is kept by the hour. */
const KEPT_DAYS = 400;
/** Rows that go at once: a few milliseconds. */
const CHUNK_ROWS = 500;
const CHUNK_DAYS = 10;

export interface UpkeepDeps {
  clock: Clock;
  log: Log;
  audit: AuditStore;
  bestShares: BestShareStore;
  service: ServiceStore;
  verdicts: VerdictStore;
}

/**
 * Bounds what grows for ever. After 400 days the audit and the times of service are forgotten, of verdicts
 * the last one of each round is kept, and of best shares the three best of each day.
 */
export class Upkeep {
  readonly #deps: UpkeepDeps;
  /** The first day whose best shares have not been thinned by this process. */
  #nextDay = 0;
  #stop: () => void = () => {};

  constructor(deps: UpkeepDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#stop = every(this.#deps.clock, PERIOD_MS, () => this.#run());
  }

  stop(): void {
    this.#stop();
  }

  #run(): void {
    const { clock, log, audit, service, verdicts } = this.#deps;
    const beforeMs = Math.floor(clock.nowMs()) - KEPT_DAYS * DAY_MS;
    try {
      audit.dropBefore(beforeMs, CHUNK_ROWS);
      verdicts.dropSuperseded(beforeMs, CHUNK_ROWS);
      service.forgetBefore(beforeMs);
      this.#thinShares(Math.floor(beforeMs / DAY_MS));
    } catch (error) {
      log.error({ err: error }, 'old records could not be thinned');
    }
  }

  #thinShares(cutoffDay: number): void {
    const { bestShares } = this.#deps;
    for (let count = 0; count < CHUNK_DAYS; count += 1) {
      const day = bestShares.nextDay(this.#nextDay);
      if (day === null || day >= cutoffDay) return;
      bestShares.thinDay(day);
      this.#nextDay = day + 1;
    }
  }
}
