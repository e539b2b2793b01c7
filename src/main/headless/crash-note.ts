import type { Log } from '#engine/lib/log.ts';
import { writeCrashNote } from '#main/crash-note.ts';

/** What a bug's end needs to know; `dataDir` is null until the folder is known. */
export interface CrashSite {
  dataDir: string | null;
  stop: (() => Promise<void>) | null;
}

const STOP_LIMIT_MS = 4000;

/**
 * Ends the process on any error that nobody caught: logged, noted in `crash.log`, stopped as cleanly as it
 * still can be, exit code 1. What has been acknowledged to miners is in the ledger already.
 */
export function endOnBug(site: CrashSite, log: Log): void {
  let isEnding = false;
  const end = (error: unknown): void => {
    log.error({ err: error }, 'a bug ended Hashquota');
    if (site.dataDir !== null) writeCrashNote(site.dataDir, error);
    if (isEnding) process.exit(1);
    isEnding = true;
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
    void Promise.resolve(site.stop?.()).then(
      () => process.exit(1),
      () => process.exit(1),
    );
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}
