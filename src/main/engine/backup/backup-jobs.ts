import type { Clock } from '#engine/lib/clock.ts';
import type { Log } from '#engine/lib/log.ts';
import { AppError } from '#shared/errors.ts';
import type { BackupJob } from '#shared/model/backup.ts';

import { CancelledError } from './backup-errors.ts';
import { type BackupTask, startBackupTask } from './backup-thread.ts';
import type { BackupOrders } from './backup-work.ts';

interface NewJob {
  kind: BackupJob['kind'];
  name: string;
  by: string;
  order: BackupOrders;
}

/** The one backup or restore that may be under way, and the last one. */
export class BackupJobs {
  readonly #clock: Clock;
  readonly #log: Log;
  #job: BackupJob | null = null;
  #task: BackupTask | null = null;
  #settled: Promise<boolean> = Promise.resolve(true);

  constructor(deps: { clock: Clock; log: Log }) {
    this.#clock = deps.clock;
    this.#log = deps.log;
  }

  get isRunning(): boolean {
    return this.#job?.state === 'running';
  }

  view(): BackupJob | null {
    return this.#job && { ...this.#job };
  }

  isBusyWith(name: string): boolean {
    return this.isRunning && this.#job?.name === name;
  }

  /**
   * Begins a job; `finish` runs once the thread is done, and returns the outcome's sentence. Resolves with
   * true when all went well; the job says what did not. Throws `AppError` where another one is under way.
   */
  begin({ kind, name, by, order }: NewJob, finish: () => string): Promise<boolean> {
    if (this.isRunning) throw new AppError('CONFLICT', 'A backup or restore is under way already.');
    const job: BackupJob = {
      ...{ kind, name, by, state: 'running', text: null, fraction: 0 },
      phase: kind === 'backup' ? 'copying' : 'unpacking',
      ...{ startedAtMs: this.#clock.nowMs(), endedAtMs: null },
    };
    this.#job = job;
    this.#task = startBackupTask(order, (phase, fraction) => Object.assign(job, { phase, fraction }));
    this.#settled = this.#follow(this.#task, job, finish);
    return this.#settled;
  }

  /** True when something was under way. */
  cancel(): boolean {
    if (!this.isRunning) return false;
    this.#task?.cancel();
    return true;
  }

  /** Ends what is under way, and waits for that so long at most. */
  async stop(waitMs: number): Promise<void> {
    if (!this.cancel()) return;
    const limit = Promise.withResolvers<void>();
    const cancelLimit = this.#clock.after(waitMs, limit.resolve);
    await Promise.race([this.#settled, limit.promise]);
    cancelLimit();
  }

  async #follow(task: BackupTask, job: BackupJob, finish: () => string): Promise<boolean> {
    try {
      await task.result;
      job.text = finish();
      job.state = 'done';
      return true;
    } catch (error) {
      job.state = error instanceof CancelledError ? 'cancelled' : 'failed';
      job.text =
        job.state === 'cancelled' ? 'It was cancelled; nothing was changed.' : this.#sentence(error, job);
      return false;
    } finally {
      job.endedAtMs = this.#clock.nowMs();
      this.#task = null;
    }
  }

  #sentence(error: unknown, { kind, name }: BackupJob): string {
    if (error instanceof AppError) return error.message;
    this.#log.error({ err: error, kind, name }, 'a backup or restore failed by a bug');
    return 'Something went wrong inside Hashquota; the log says what.';
  }
}
