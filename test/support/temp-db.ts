import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Clock } from '#engine/lib/clock.ts';
import { silentLog } from '#engine/lib/log.ts';
import { Database } from '#engine/store/database.ts';

import { FakeClock } from './fake-clock.ts';

/** A folder of its own for one test, with database files in it; `dispose` closes and deletes everything. */
export class TempDb {
  readonly dir = mkdtempSync(join(tmpdir(), 'hashquota-test-'));
  readonly #opened: Database[] = [];

  file(name = 'hashquota.db'): string {
    return join(this.dir, name);
  }

  open(clock: Clock = new FakeClock(), file = this.file()): Database {
    const database = Database.open({ clock, log: silentLog }, { file });
    this.#opened.push(database);
    return database;
  }

  dispose(): void {
    for (const database of this.#opened) database.close();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
