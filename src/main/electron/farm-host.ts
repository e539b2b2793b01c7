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

export interface FarmHostDeps {
  clock: Clock;
  log: Log;
  /** Starts the farm, which asks by `restart` to be stopped and started again. */
  start: (restart: () => void) => Promise<RunningFarm>;
  /** What `restart` does; this host's own `restart` unless given. */
  onRestart?: () => void;
}

/** Owns the engine inside this process: starts it, watches it for tray and power, stops it. */
export class FarmHost implements EngineHost {
  readonly summaryChanged = new Emitter<[FarmSummary]>();
  readonly runningChanged = new Emitter<[boolean]>();
  readonly restartFailed = new Emitter<[string]>();
  readonly #deps: FarmHostDeps;
  readonly #ports = new Set<EnginePort>();
  #running: { farm: RunningFarm; client: FarmClient; sleep: SleepWatch } | null = null;
  #summary: FarmSummary = UNKNOWN_FARM;
  #update: string | null = null;
  #stopWatching: () => void = () => undefined;
  #isReading = false;
  #restarting: Promise<void> | null = null;
  #starting: Promise<void> | null = null;
  #stopping: Promise<void> | null = null;

  constructor(deps: FarmHostDeps) {
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

  start(): Promise<void> {
    this.#stopping = null;
    this.#starting = this.#start();
    return this.#starting;
  }

  restart(): Promise<void> {
    // Two at once would leave an engine that nobody holds.
    this.#restarting ??= this.#restart().finally(() => (this.#restarting = null));
    return this.#restarting;
  }

  async #restart(): Promise<void> {
    try {
      await this.stop();
      await this.start();
    } catch (error) {
      this.#deps.log.error({ err: error }, 'the engine could not be started again');
      this.restartFailed.emit(error instanceof Error ? error.message : String(error));
    }
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

  noteUpdate(version: string | null): void {
    this.#update = version;
    this.#running?.farm.engine.office.alerts.noteUpdate(version);
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

  async #start(): Promise<void> {
    const { clock, start, onRestart = () => void this.restart() } = this.#deps;
    const farm = await start(onRestart);
    const client: FarmClient = createRouterClient(farm.engine.router, { context: WINDOW_CONTEXT });
    this.#running = { farm, client, sleep: new SleepWatch(farm.engine, clock) };
    farm.engine.office.alerts.noteUpdate(this.#update);
    this.#stopWatching = every(clock, SUMMARY_PERIOD_MS, () => this.refresh());
    await this.#read();
    this.runningChanged.emit(true);
  }

  async #stop(): Promise<void> {
    await this.#starting?.catch(() => undefined);
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
      const [snapshot, alerts] = [await client.farm.get(), await client.alerts.list()];
      if (this.#running === null) return;
      this.#summary = summarise(snapshot, alerts);
      this.summaryChanged.emit(this.#summary);
    } catch (error) {
      this.#deps.log.warn({ err: error }, 'the desktop shell could not read the farm');
    } finally {
      this.#isReading = false;
    }
  }
}
