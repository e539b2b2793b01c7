import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

import { AppError } from '#shared/errors.ts';

import { CancelledError } from './backup-errors.ts';
import type { BackupOrders, Report } from './backup-work.ts';
import type { BackupWorkerData, FromBackupWorker } from './backup-worker.ts';
import type { BackupManifest } from './manifest.ts';

/** Work under way in a thread of its own, beside the one that mines. */
export interface BackupTask {
  /** Rejects with `AppError`, `CancelledError`, or a bug's `Error`. */
  readonly result: Promise<BackupManifest | null>;
  /** Ends it at the next moment it can; `result` then rejects with `CancelledError`. */
  cancel(): void;
}

/** Begins a backup or the making of a staged database. */
export function startBackupTask(order: BackupOrders, onProgress: Report): BackupTask {
  const cancelled = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const data: BackupWorkerData = { order, cancelled };
  const worker = new Worker(workerUrl(), { workerData: data, name: 'backup' });
  const { promise, resolve, reject } = Promise.withResolvers<BackupManifest | null>();
  worker.on('message', (message: FromBackupWorker) => {
    switch (message.kind) {
      case 'progress':
        onProgress(message.phase, message.fraction);
        return;
      case 'done':
        resolve(message.manifest);
        return;
      case 'failed':
        reject(errorOf(message));
    }
  });
  worker.on('error', reject);
  worker.on('exit', (code) => reject(new Error(`the backup's thread ended by itself, code ${code}`)));
  return { result: promise, cancel: () => void Atomics.store(new Int32Array(cancelled), 0, 1) };
}

function errorOf({ code, message }: Extract<FromBackupWorker, { kind: 'failed' }>): Error {
  if (code === 'CANCELLED') return new CancelledError();
  return code === 'BUG' ? new Error(message) : new AppError(code, message);
}

/** Built, the worker's file stands next to this bundle or above its chunks; from source it is the .ts file. */
function workerUrl(): URL {
  const candidates = ['./backup-worker.js', '../backup-worker.js', './backup-worker.ts'];
  const urls = candidates.map((path) => new URL(path, import.meta.url));
  const url = urls.find((candidate) => existsSync(candidate));
  if (!url) throw new Error(`backup-worker not found next to ${import.meta.url}`);
  return url;
}
