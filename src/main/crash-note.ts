import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

/** Appends what is known about a crash to `crash.log` in the data folder; never throws. */
export function writeCrashNote(dataDir: string, error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  try {
    appendFileSync(join(dataDir, 'crash.log'), `${new Date().toISOString()} ${text}\n`, { mode: 0o600 });
  } catch {
    // The log has it too, and there is nothing left to do about a folder that takes no note.
  }
}
