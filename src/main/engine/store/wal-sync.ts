import { close, closeSync, fdatasync, openSync, statSync } from 'node:fs';

import type { Log } from '#engine/lib/log.ts';

/** Forces SQLite's write-ahead log to the disk without holding up the thread that mines. */
export class WalSync {
  readonly #file: string;
  readonly #log: Log;
  #descriptor: number | null = null;
  #isRunning = false;
  #isClosed = false;
  #isOwed = false;

  constructor(file: string, log: Log) {
    this.#file = file;
    this.#log = log;
  }

  /** The last sync failed. */
  get isOwed(): boolean {
    return this.#isOwed;
  }

  /** Starts a sync of what is written so far; false when it could not, as while one is under way. */
  start(): boolean {
    if (this.#isRunning || this.#isClosed) return false;
    try {
      this.#descriptor ??= openSync(this.#file, 'r+');
    } catch (error) {
      this.#log.error({ err: error }, 'the database log could not be opened for syncing');
      return false;
    }
    const descriptor = this.#descriptor;
    this.#isRunning = true;
    fdatasync(descriptor, (error) => {
      this.#isRunning = false;
      this.#isOwed = error !== null;
      if (error) this.#log.error({ err: error }, 'the database log could not be forced to the disk');
      if (this.#isClosed) close(descriptor);
    });
    return true;
  }

  sizeBytes(): number {
    return statSync(this.#file, { throwIfNoEntry: false })?.size ?? 0;
  }

  close(): void {
    this.#isClosed = true;
    if (this.#descriptor !== null && !this.#isRunning) closeSync(this.#descriptor);
    this.#descriptor = null;
  }
}
