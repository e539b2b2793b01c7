import type { Log } from '#engine/lib/log.ts';
import { stageBackup } from '#engine/backup/backup-work.ts';
import { decideRestore, finishRestore, stagedFile } from '#engine/backup/restore-plan.ts';

/*
 * Restores a backup and kills itself at the step of the given number:
 * `node restore-child.ts DATA_DIR BACKUP STEP`. Without the kill it says how many steps there were.
 */

const [dataDir = '', backup = '', killAt = ''] = process.argv.slice(2);
let steps = 0;

function step(): void {
  steps += 1;
  if (steps === Number(killAt)) process.kill(process.pid, 'SIGKILL');
}

const log: Log = { debug: step, info: step, warn: step, error: step };
let phase = '';

await stageBackup({ kind: 'stage', file: backup, staged: stagedFile(dataDir) }, (now) => {
  if (now !== phase) step();
  phase = now;
});
step();
decideRestore(dataDir, { from: 'backup', by: 'test', nowMs: Date.UTC(2026, 10, 18) });
step();
finishRestore(dataDir, log);
step();
process.stdout.write(`${steps}\n`);
