import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';

import { backoffMs } from '#engine/lib/backoff.ts';
import type { Clock } from '#engine/lib/clock.ts';
import { Emitter } from '#engine/lib/emitter.ts';
import type { Log } from '#engine/lib/log.ts';
import { AppError, ERROR_STATUS, type ErrorCode } from '#shared/errors.ts';

import type { EngineHost, EnginePort, FarmClient } from './engine-host.ts';
import { UNKNOWN_FARM, type FarmSummary } from './farm-summary.ts';
import { type EngineStart, type FromEngine, fromEngine, type ToEngine } from './utility-messages.ts';

/** After so long without a crash the next one is the first again. */
const CALM_MS = 10 * 60_000;

/** The engine's process as the shell holds it: Electron's `UtilityProcess`. */
export interface EngineProcess {
  postMessage(message: ToEngine, ports?: EnginePort[]): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  kill(): boolean;
}

export interface UtilityHostDeps {
  clock: Clock;
  log: Log;
  fork: () => EngineProcess;
  /** What the engine is started with, asked for at each start. */
  options: () => Promise<EngineStart>;
  /** Two connected ports: one to keep, one to send away. */
  openChannel: () => { near: EnginePort; far: EnginePort };
}

/** One life of the engine's process. */
interface Life {
  child: EngineProcess;
  startedMs: number;
  /** Set once the engine runs. */
  line: { near: EnginePort; client: FarmClient } | null;
  hasEnded: boolean;
  begun: PromiseWithResolvers<void>;
  ended: PromiseWithResolvers<void>;
}

function asErrorCode(code: string | null): ErrorCode | null {
  return code !== null && Object.hasOwn(ERROR_STATUS, code) ? (code as ErrorCode) : null;
}

/** Keeps the engine in a process of its own, and starts that again with backoff when it is gone. */
export class UtilityHost implements EngineHost {
  readonly summaryChanged = new Emitter<[FarmSummary]>();
  readonly runningChanged = new Emitter<[boolean]>();
  readonly restartFailed = new Emitter<[string]>();
  readonly #deps: UtilityHostDeps;
  #life: Life | null = null;
  #summary: FarmSummary = UNKNOWN_FARM;
  #update: string | null = null;
  #isWanted = false;
  #crashes = 0;
  #restarting: Promise<void> | null = null;
  #isRetryDue = false;
  #cancelRetry: () => void = () => undefined;

  constructor(deps: UtilityHostDeps) {
    this.#deps = deps;
  }

  get isRunning(): boolean {
    return this.client !== null;
  }

  get client(): FarmClient | null {
    return this.#life?.line?.client ?? null;
  }

  get summary(): FarmSummary {
    return this.#summary;
  }

  async start(): Promise<void> {
    await this.#launch();
    this.#isWanted = true;
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
    if (this.isRunning) this.#life?.child.postMessage({ type: 'connect' }, [port]);
    else port.close();
  }

  refresh(): void {
    this.#tell({ type: 'refresh' });
  }

  noteUpdate(version: string | null): void {
    this.#update = version;
    this.#tell({ type: 'update', version });
  }

  suspend(): void {
    this.#tell({ type: 'suspend' });
  }

  resume(): void {
    this.#tell({ type: 'resume' });
  }

  async stop(): Promise<void> {
    this.#isWanted = false;
    this.#cancelRetry();
    this.#isRetryDue = false;
    const life = this.#life;
    if (life === null) return;
    life.child.postMessage({ type: 'stop' });
    await life.ended.promise;
  }

  #tell(message: ToEngine): void {
    if (this.isRunning) this.#life?.child.postMessage(message);
  }

  async #launch(): Promise<void> {
    const { clock, fork, options } = this.#deps;
    const start = await options();
    const life: Life = {
      child: fork(),
      startedMs: clock.monotonicMs(),
      line: null,
      hasEnded: false,
      begun: Promise.withResolvers(),
      ended: Promise.withResolvers(),
    };
    this.#life = life;
    life.child.on('message', (message) => this.#onMessage(life, message));
    life.child.on('exit', (code) => this.#onExit(life, code));
    life.child.postMessage({ type: 'start', options: start });
    await life.begun.promise;
  }

  #onMessage(life: Life, data: unknown): void {
    const parsed = fromEngine.safeParse(data);
    if (!parsed.success) {
      this.#deps.log.error({ reason: parsed.error.message }, "the engine's process said something unknown");
      return;
    }
    this.#obey(life, parsed.data);
  }

  #obey(life: Life, message: FromEngine): void {
    switch (message.type) {
      case 'started':
        this.#connect(life);
        if (this.#update !== null) life.child.postMessage({ type: 'update', version: this.#update });
        life.begun.resolve();
        this.runningChanged.emit(true);
        return;
      case 'failed': {
        const code = asErrorCode(message.code);
        life.begun.reject(code === null ? new Error(message.text) : new AppError(code, message.text));
        life.child.kill();
        return;
      }
      case 'summary':
        this.#summary = message.summary;
        this.summaryChanged.emit(message.summary);
        return;
      case 'restart':
        void this.restart();
        return;
      case 'stopped':
        life.hasEnded = true;
        life.child.kill();
    }
  }

  #connect(life: Life): void {
    const { near, far } = this.#deps.openChannel();
    life.child.postMessage({ type: 'connect' }, [far]);
    const client: FarmClient = createORPCClient(new RPCLink({ port: near }));
    near.start();
    life.line = { near, client };
  }

  #onExit(life: Life, code: number): void {
    const { clock, log } = this.#deps;
    const wasRunning = life.line !== null;
    life.begun.reject(new AppError('UNAVAILABLE', `The engine's process ended with code ${code}.`));
    life.line?.near.close();
    if (this.#life === life) {
      this.#life = null;
      this.#summary = UNKNOWN_FARM;
      if (wasRunning) this.runningChanged.emit(false);
    }
    life.ended.resolve();
    if (!this.#isWanted || life.hasEnded) return;
    const livedMs = clock.monotonicMs() - life.startedMs;
    if (wasRunning && livedMs >= CALM_MS) this.#crashes = 0;
    log.error({ code }, "the engine's process is gone and will be started again");
    this.#retryLater();
  }

  #retryLater(): void {
    if (this.#isRetryDue) return;
    this.#isRetryDue = true;
    this.#crashes += 1;
    this.#cancelRetry = this.#deps.clock.after(backoffMs(this.#crashes), () => {
      this.#isRetryDue = false;
      void this.#launchAgain();
    });
  }

  async #launchAgain(): Promise<void> {
    try {
      await this.#launch();
    } catch (error) {
      this.#deps.log.error({ err: error }, 'the engine could not be started again');
      // Where there is a process still, its end brings the next try.
      if (this.#life === null && this.#isWanted) this.#retryLater();
    }
  }
}
