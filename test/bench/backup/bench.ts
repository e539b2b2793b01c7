import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

import { startBackupTask } from '#engine/backup/backup-thread.ts';
import { formatBytes } from '#engine/backup/backup-errors.ts';
import { realClock } from '#engine/lib/clock.ts';
import { silentLog } from '#engine/lib/log.ts';
import { Database } from '#engine/store/database.ts';

/*
 * What a backup costs the thread that mines: a database of the size given in MB (200 unless said) is written to
 * at 2,000 commits a second, with and without a backup. `node test/bench/backup/bench.ts [MB]`
 */

const MEGABYTES = Number(process.argv[2] ?? 200);
const COMMITS_PER_MS = 2;
const QUIET_MS = 5000;
const ROW_BYTES = 100;

const dir = mkdtempSync(join(tmpdir(), 'hashquota-bench-backup-'));
const file = join(dir, 'hashquota.db');

function fill(database: Database): void {
  const { sql } = database;
  sql.exec('CREATE TABLE filling (id INTEGER PRIMARY KEY, minute INTEGER, text TEXT) STRICT');
  sql.exec('CREATE INDEX filling_by_minute ON filling (minute)');
  const rows = Math.ceil((MEGABYTES * 1e6) / (ROW_BYTES + 30));
  const insert = sql.prepare('INSERT INTO filling (minute, text) VALUES (?, ?)');
  for (let first = 0; first < rows; first += 10_000)
    database.transaction(() => {
      for (let row = first; row < Math.min(first + 10_000, rows); row += 1)
        insert.run(row % 20_160, `${row} ${Math.random()}`.padEnd(ROW_BYTES, 'work '));
    });
  sql.pragma('wal_checkpoint(TRUNCATE)');
}

/** Commits small rows until `isOver`, and says how late the loop was and how long commits took. */
async function mine(database: Database, isOver: () => boolean): Promise<string> {
  const insert = database.sql.prepare('INSERT INTO filling (minute, text) VALUES (0, ?)');
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const commits: number[] = [];
  delay.enable();
  let lastMs = performance.now();
  while (!isOver()) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    const nowMs = performance.now();
    const due = Math.min(Math.round((nowMs - lastMs) * COMMITS_PER_MS), 200);
    lastMs = nowMs;
    for (let count = 0; count < due; count += 1) {
      const startedMs = performance.now();
      database.transaction(() => insert.run('a share'));
      commits.push(performance.now() - startedMs);
    }
  }
  delay.disable();
  commits.sort((left, right) => left - right);
  const at = (part: number): string => (commits[Math.floor(commits.length * part)] ?? 0).toFixed(2);
  const ms = (nanoseconds: number): string => (nanoseconds / 1e6).toFixed(1);
  return (
    `event loop p50 ${ms(delay.percentile(50))}, p99 ${ms(delay.percentile(99))}, most ${ms(delay.max)} ms; ` +
    `${commits.length} commits: p50 ${at(0.5)}, p99 ${at(0.99)}, most ${(commits.at(-1) ?? 0).toFixed(1)} ms`
  );
}

async function run(): Promise<void> {
  const database = Database.open({ clock: realClock, log: silentLog }, { file });
  fill(database);
  console.log(`database ${formatBytes(statSync(file).size)}`);
  const untilMs = performance.now() + QUIET_MS;
  console.log(`without a backup  ${await mine(database, () => performance.now() > untilMs)}`);
  const folder = join(dir, 'backups');
  mkdirSync(folder);
  const target = join(folder, 'bench.hqbackup');
  const phases = new Map<string, number>();
  const startedMs = performance.now();
  const task = startBackupTask(
    {
      ...{ kind: 'backup', database: file, workDir: join(dir, 'work'), target },
      manifest: {
        ...{ program: 'bench', kind: 'manual', madeAtMs: Date.now(), keys: [], sealedKeys: null },
        installation: '6f2c1f52-8c66-4b0e-9a3c-0d8b1c8f1a11',
      },
    },
    (phase) => void phases.set(phase, performance.now() - startedMs),
  );
  let isOver = false;
  void task.result.finally(() => (isOver = true));
  console.log(`during a backup   ${await mine(database, () => isOver)}`);
  await task.result;
  const ends = [...phases].map(([phase, endMs]) => `${phase} until ${(endMs / 1000).toFixed(1)} s`);
  console.log(`${formatBytes(statSync(target).size)} packed; ${ends.join(', ')}`);
  database.close();
}

try {
  await run();
} finally {
  rmSync(dir, { recursive: true, force: true });
}
