import type { ContractRouterClient } from '@orpc/contract';

import type { Emitter } from '#engine/lib/emitter.ts';
import type { CallContext } from '#engine/call-context.ts';
import type { Contract } from '#shared/contract.ts';

import type { FarmSummary } from './farm-summary.ts';
import type { ContractPort } from './guarded-port.ts';

/** What calls from the desktop app are done as; the audit names it. */
export const WINDOW_CONTEXT: CallContext = { by: 'desktop' };

export type FarmClient = ContractRouterClient<Contract>;

/** One end of a channel that speaks the contract, as Electron gives it: silent until `start`. */
export interface EnginePort extends ContractPort {
  start(): void;
  close(): void;
}

/** Where the engine runs: inside this process, or in one of its own. The shell sees no difference. */
export interface EngineHost {
  /** The farm in a few numbers, every few seconds. */
  readonly summaryChanged: Emitter<[FarmSummary]>;
  /** The engine is gone, or there again: every port given before is dead. */
  readonly runningChanged: Emitter<[isRunning: boolean]>;
  /** The engine stopped to start again, as after a restore, and could not: why, one sentence. */
  readonly restartFailed: Emitter<[why: string]>;
  readonly summary: FarmSummary;
  readonly isRunning: boolean;
  /** The contract, for the shell's own calls; null while the engine does not run. */
  readonly client: FarmClient | null;

  /** Rejects with `AppError` where the farm cannot be started. */
  start(): Promise<void>;
  /** Stops and starts again; a failure comes by `restartFailed`. A second call waits for the first. */
  restart(): Promise<void>;
  /** Answers the contract on `port`; closes it where the engine does not run. */
  serve(port: EnginePort): void;
  /** Reads the farm once more. */
  refresh(): void;
  /** A newer version that can be installed, for the engine's alerts, now and after each start; null = none. */
  noteUpdate(version: string | null): void;
  /** The computer is about to sleep. */
  suspend(): void;
  /** The computer is awake again. */
  resume(): void;
  /** Flushes and closes the engine; a second call waits for the first. */
  stop(): Promise<void>;
}
