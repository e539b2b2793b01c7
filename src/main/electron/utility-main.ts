import { join } from 'node:path';

import { realClock } from '#engine/lib/clock.ts';
import { startFarm } from '#main/boot.ts';
import { writeCrashNote } from '#main/crash-note.ts';

import { secretBoxOf } from './secret-source.ts';
import { openShellLog } from './shell-log.ts';
import { type ParentPort, runEngineProcess } from './utility-engine.ts';

/** What Electron adds to `process` in a utility process. */
const { parentPort } = process as unknown as { parentPort: ParentPort };

runEngineProcess(parentPort, {
  clock: realClock,
  openLog: (dataDir) => openShellLog(join(dataDir, 'logs/engine.log'), false),
  startFarm: ({ secrets, ...options }, log, restart) =>
    startFarm({ ...options, log, restart, clock: realClock, secretBox: secretBoxOf(secrets) }),
  onDataDir(dataDir, log, stop) {
    let isEnding = false;
    const end = (error: unknown): void => {
      log.error({ err: error }, 'a bug ended the engine');
      writeCrashNote(dataDir, error);
      if (isEnding) return;
      isEnding = true;
      const leave = (): never => process.exit(1);
      stop().then(leave, leave);
    };
    process.on('uncaughtException', end);
    process.on('unhandledRejection', end);
  },
});
