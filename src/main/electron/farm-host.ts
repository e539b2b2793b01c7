import { createRouterClient } from '@orpc/server';
import type { ContractRouterClient } from '@orpc/contract';

import { every, type Clock } from '#engine/lib/clock.ts';
import { Emitter } from '#engine/lib/emitter.ts';
import type { Log } from '#engine/lib/log.ts';
import type { CallContext } from '#engine/call-context.ts';
import type { RunningFarm } from '#main/boot.ts';
import type { Contract } from '#shared/contract.ts';

import { summarise, UNKNOWN_FARM, type FarmSummary } from './farm-summary.ts';

/** What calls over the window's port are done as; the audit names the desktop app. */
export const WINDOW_CONTEXT: CallContext = { by: 'desktop' };

const SUMMARY_PERIOD_MS = 5_000;

/** Owns the engine inside this process: starts it, watches it for tray and power, stops it. */
export class FarmHost {
  readonly summaryChanged = new Emitter<[FarmSummary]>();
  readonly #clock: Clock;
  readonly #log: Log;
  #farm: RunningFarm | null = null;
  #summary: FarmSummary = UNKNOWN_FARM;
  #stopWatching: () => void = () => undefined;
  #refreshing = false;

  constructor(deps: { clock: Clock; log: Log }) {
    this.#clock = deps.clock;
    this.#log = deps.log;
  }

  /** The running farm; null before it runs and after it has stopped. */
  get farm(): RunningFarm | null {
    return this.#farm;
  }

  get summary(): FarmSummary {
    return this.#summary;
  }

  async start(start: () => Promise<RunningFarm>): Promise<void> {
    this.#farm = await start();
    this.#stopWatching = every(this.#clock, SUMMARY_PERIOD_MS, () => void this.refresh());
    await this.refresh();
  }

  /** Reads the farm once more; keeps the last known summary where that fails. */
  async refresh(): Promise<FarmSummary> {
    const router = this.#farm?.engine.router;
    if (router === undefined || this.#refreshing) return this.#summary;
    this.#refreshing = true;
    try {
      const client: ContractRouterClient<Contract> = createRouterClient(router, { context: WINDOW_CONTEXT });
      this.#summary = summarise(await client.farm.get());
      this.summaryChanged.emit(this.#summary);
    } catch (error) {
      this.#log.warn({ err: error }, 'the desktop shell could not read the farm');
    } finally {
      this.#refreshing = false;
    }
    return this.#summary;
  }

  /** Flushes and closes the engine; a second call waits for nothing. */
  async stop(): Promise<void> {
    this.#stopWatching();
    const farm = this.#farm;
    this.#farm = null;
    await farm?.stop();
  }
}
