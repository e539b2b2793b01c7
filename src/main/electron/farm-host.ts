import { createRouterClient } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';

import { every, type Clock } from '#engine/lib/clock.ts';
import { Emitter } from '#engine/lib/emitter.ts';
import type { Log } from '#engine/lib/log.ts';
import type { RunningFarm } from '#main/boot.ts';
import { ownErrors } from '#main/rpc-errors.ts';

import { type EngineHost, type EnginePort, type FarmClient, WINDOW_CONTEXT } from './engine-host.ts';
import { summarise, UNKNOWN_FARM, type FarmSummary } from './farm-summary.ts';
import { guardPort } from './guarded-port.ts';
import { SleepWatch } from './sleep-watch.ts';

const SUMMARY_PERIOD_MS = 5_000;

/** Owns the engine inside this process: starts it, watches it for tray and power, stops it. */
export class FarmHost implements EngineHost {
  readonly summaryChanged = new Emitter<[FarmSummary]>();
  readonly runningChanged = new Emitter<[boolean]>();
  readonly #deps: { clock: Clock; log: Log; start: () => Promise<RunningFarm> };
  readonly #ports = new Set<EnginePort>();
  #running: { farm: RunningFarm; client: FarmClient; sleep: SleepWatch } | null = null;
  #summary: FarmSummary = UNKNOWN_FARM;
  #stopWatching: () => void = () => undefined;
  #isReading = false;
  #stopping: Promise<void> | null = null;

  constructor(deps: { clock: Clock; log: Log; start: () => Promise<RunningFarm> }) {
    this.#deps = deps;
  }

  get isRunning(): boolean {
    return this.#running !== null;
  }

  get client(): FarmClient | null {
    return this.#running?.client ?? null;
  }

  get summary(): FarmSummary {
    return this.#summary;
  }

  async start(): Promise<void> {
    const { clock, start } = this.#deps;
    const farm = await start();
    const client: FarmClient = createRouterClient(farm.engine.router, { context: WINDOW_CONTEXT });
    this.#running = { farm, client, sleep: new SleepWatch(farm.engine, clock) };
    this.#stopping = null;
    this.#stopWatching = every(clock, SUMMARY_PERIOD_MS, () => this.refresh());
    await this.#read();
    this.runningChanged.emit(true);
  }

  serve(port: EnginePort): void {
    const { log } = this.#deps;
    if (this.#running === null) {
      port.close();
      return;
    }
    const handler = new RPCHandler(this.#running.farm.engine.router, {
      clientInterceptors: [ownErrors(log)],
    });
    const guarded = guardPort(port, () => {
      log.warn({}, 'the window sent a malformed message; its port is closed');
      port.close();
    });
    this.#ports.add(port);
    port.on('close', () => this.#ports.delete(port));
    handler.upgrade(guarded, { context: WINDOW_CONTEXT });
    port.start();
  }

  refresh(): void {
    void this.#read();
  }

  suspend(): void {
    this.#running?.sleep.suspend();
  }

  resume(): void {
    this.#running?.sleep.resume();
    this.refresh();
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.#stopWatching();
    const running = this.#running;
    if (running === null) return;
    this.#running = null;
    this.#summary = UNKNOWN_FARM;
    try {
      await running.farm.stop();
    } finally {
      for (const port of this.#ports) port.close();
      this.#ports.clear();
      this.runningChanged.emit(false);
    }
  }

  /** Reads the farm; keeps the last known summary where that fails. */
  async #read(): Promise<void> {
    const client = this.client;
    if (client === null || this.#isReading) return;
    this.#isReading = true;
    try {
      const [snapshot, { notices }] = [await client.farm.get(), await client.farm.extras()];
      if (this.#running === null) return;
      this.#summary = summarise(snapshot, notices);
      this.summaryChanged.emit(this.#summary);
    } catch (error) {
      this.#deps.log.warn({ err: error }, 'the desktop shell could not read the farm');
    } finally {
      this.#isReading = false;
    }
  }
}
