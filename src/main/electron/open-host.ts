import { app, utilityProcess } from 'electron';

import type { Clock } from '#engine/lib/clock.ts';
import type { Log } from '#engine/lib/log.ts';
import { startFarm } from '#main/boot.ts';

import type { DesktopSettings } from './desktop-settings.ts';
import type { EngineHost } from './engine-host.ts';
import { FarmHost } from './farm-host.ts';
import type { ShellFlags } from './flags.ts';
import { openChannel } from './ipc.ts';
import { secretBoxOf } from './secret-source.ts';
import { openSecrets } from './secrets.ts';
import { type EngineProcess, UtilityHost } from './utility-host.ts';

export interface HostDeps {
  flags: ShellFlags;
  dataDir: string;
  log: Log;
  clock: Clock;
  /** The built entry of the engine's own process. */
  engineScript: string;
}

/** The engine's home: this process, or one of its own. Nothing starts before `start`. */
export function openEngineHost(kind: DesktopSettings['engine'], deps: HostDeps): EngineHost {
  const { flags, dataDir, log, clock, engineScript } = deps;
  const { farmFile, stratum, demo } = flags;
  const what = () => ({ dataDir, farmFile, stratum, demo, version: app.getVersion() });
  if (kind === 'in-process') {
    const start = async (restart: () => void) => {
      const secretBox = secretBoxOf(await openSecrets(dataDir, log));
      return startFarm({ ...what(), log, clock, secretBox, restart });
    };
    return new FarmHost({ clock, log, start });
  }
  return new UtilityHost({
    clock,
    log,
    fork: () => forkEngine(engineScript),
    options: async () => ({ ...what(), secrets: await openSecrets(dataDir, log) }),
    openChannel,
  });
}

function forkEngine(script: string): EngineProcess {
  const child = utilityProcess.fork(script, [], { serviceName: 'Hashquota engine', stdio: 'ignore' });
  return {
    // All ports come from `ipc.ts`, which makes Electron's own.
    postMessage: (message, ports = []) => child.postMessage(message, ports as Electron.MessagePortMain[]),
    on(event: 'message' | 'exit', listener: ((message: unknown) => void) & ((code: number) => void)) {
      if (event === 'exit') return child.on('exit', listener);
      return child.on('message', listener);
    },
    kill: () => child.kill(),
  };
}
