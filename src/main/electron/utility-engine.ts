import type { Clock } from '#engine/lib/clock.ts';
import type { Log } from '#engine/lib/log.ts';
import type { RunningFarm } from '#main/boot.ts';
import { AppError } from '#shared/errors.ts';

import type { EnginePort } from './engine-host.ts';
import { FarmHost } from './farm-host.ts';
import { type EngineStart, type FromEngine, toEngine } from './utility-messages.ts';

/** The line to the shell: Electron's `process.parentPort`. */
export interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown; ports: readonly EnginePort[] }) => void): void;
  postMessage(message: FromEngine): void;
}

export interface UtilityDeps {
  clock: Clock;
  /** Opens the log of this process. */
  openLog: (dataDir: string) => Log;
  startFarm: (options: EngineStart, log: Log, restart: () => void) => Promise<RunningFarm>;
  /** Called once there is a data folder: what to do about bugs. */
  onDataDir: (dataDir: string, log: Log, stop: () => Promise<void>) => void;
}

/** The engine in a process of its own: does what the shell says over `parent`. The shell ends the process. */
export function runEngineProcess(parent: ParentPort, deps: UtilityDeps): void {
  let host: FarmHost | null = null;

  async function start(options: EngineStart): Promise<void> {
    const log = deps.openLog(options.dataDir);
    const { clock } = deps;
    const mine = new FarmHost({
      ...{ clock, log },
      start: (restart) => deps.startFarm(options, log, restart),
      // A new process is a clean start.
      onRestart: () => parent.postMessage({ type: 'restart' }),
    });
    host = mine;
    deps.onDataDir(options.dataDir, log, () => mine.stop());
    mine.summaryChanged.on((summary) => parent.postMessage({ type: 'summary', summary }));
    try {
      await mine.start();
      parent.postMessage({ type: 'started' });
    } catch (error) {
      log.error({ err: error }, 'the engine could not be started');
      const code = error instanceof AppError ? error.code : null;
      parent.postMessage({
        type: 'failed',
        code,
        text: error instanceof Error ? error.message : String(error),
      });
    }
  }

  async function stop(): Promise<void> {
    await host?.stop();
    parent.postMessage({ type: 'stopped' });
  }

  parent.on('message', ({ data, ports }) => {
    const message = toEngine.parse(data);
    const [port] = ports;
    if (message.type === 'start') {
      if (host === null) void start(message.options);
    } else if (message.type === 'connect') {
      if (host !== null && port) host.serve(port);
      else port?.close();
    } else if (message.type === 'update') host?.noteUpdate(message.version);
    else if (message.type === 'stop') void stop();
    else host?.[message.type]();
  });
}
