import { parentPort, workerData } from 'node:worker_threads';

import type { ErrorCode } from '#shared/errors.ts';
import { AppError } from '#shared/errors.ts';
import type { BackupPhase } from '#shared/model/backup.ts';

import { CancelledError } from './backup-errors.ts';
import { type BackupOrders, makeBackup, stageBackup } from './backup-work.ts';
import type { BackupManifest } from './manifest.ts';

/** What the thread says. The last message is `done` or `failed`. */
export type FromBackupWorker =
  | { kind: 'progress'; phase: BackupPhase; fraction: number }
  | { kind: 'done'; manifest: BackupManifest | null }
  | { kind: 'failed'; code: ErrorCode | 'CANCELLED' | 'BUG'; message: string };

/** What one thread is given: the order, and a cell that is not 0 once the work is to end. */
export interface BackupWorkerData {
  order: BackupOrders;
  cancelled: SharedArrayBuffer;
}

/** Steps of progress that are told. */
const STEPS = 200;

const { order, cancelled } = workerData as BackupWorkerData;
const cell = new Int32Array(cancelled);
let told = '';

function say(message: FromBackupWorker): void {
  parentPort?.postMessage(message);
}

function report(phase: BackupPhase, fraction: number): void {
  if (Atomics.load(cell, 0) !== 0) throw new CancelledError();
  const step = Math.floor(fraction * STEPS) / STEPS;
  const now = `${phase} ${step}`;
  if (now === told) return;
  told = now;
  say({ kind: 'progress', phase, fraction: step });
}

try {
  const manifest =
    order.kind === 'backup' ? await makeBackup(order, report) : await stageBackup(order, report);
  say({ kind: 'done', manifest });
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof CancelledError) say({ kind: 'failed', code: 'CANCELLED', message });
  else say({ kind: 'failed', code: error instanceof AppError ? error.code : 'BUG', message });
}
