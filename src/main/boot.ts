import { formatAddress, type ListenAddress, parseListenAddress } from '#engine/config/addresses.ts';
import { loadFarmFile } from '#engine/config/load-farm-file.ts';
import { withLastBackup } from '#engine/backup/damaged-data.ts';
import { withEarlierKeys } from '#engine/backup/key-ring.ts';
import { finishRestore, type RestorePlan } from '#engine/backup/restore-plan.ts';
import { Engine, type EngineOptions } from '#engine/engine.ts';
import type { LanOptions } from '#engine/lan.ts';
import type { Clock } from '#engine/lib/clock.ts';
import { acquireInstanceLock } from '#engine/lib/instance-lock.ts';
import type { Log } from '#engine/lib/log.ts';
import type { SecretBox } from '#engine/lib/secret-box.ts';
import { AuditStore } from '#engine/store/audit-store.ts';
import { DamagedDatabaseError } from '#engine/store/database.ts';
import { type Demo, startDemo } from '#main/demo/demo.ts';
import { makeDataFolder } from '#main/data-folder.ts';
import { AppError } from '#shared/errors.ts';
import type { FarmFile } from '#shared/model/farm-file.ts';

/** A port that cannot be listened on. */
export class ListenError extends AppError {
  /** The system's code, such as `EADDRINUSE`. */
  readonly systemCode: string;
  constructor(what: string, address: string, cause: NodeJS.ErrnoException) {
    super('CONFLICT', `${what} cannot listen on ${address}: ${listenReason(cause)}.`, { cause });
    this.name = 'ListenError';
    this.systemCode = cause.code ?? '';
  }
}

export interface StartFarmOptions {
  dataDir: string;
  /** A farm file, or the path of one, to apply at the start; null keeps what the data folder has. */
  farmFile: FarmFile | string | null;
  /** Wins over the farm file's `proxy.listen`. */
  stratum: ListenAddress | string | null;
  /** Bring simulated pools and miners; their farm file takes the place of `farmFile`. */
  demo: boolean;
  log: Log;
  clock: Clock;
  secretBox: SecretBox;
  version: string;
  /** How machines on the LAN are reached; as real ones unless given. */
  lan?: LanOptions;
  /** Stops this farm and starts it again with the same options, soon; null = this shell cannot. */
  restart?: (() => void) | null;
}

export interface RunningFarm {
  engine: Engine;
  demo: Demo | null;
  /** Where miners are pointed at, with the real port. */
  stratum: ListenAddress;
  /** Flushes and closes everything and gives the data folder free; a second call waits for the first. */
  stop(): Promise<void>;
}

/**
 * Starts the farm in this process, in the order that both shells need: the data folder's lock, the engine,
 * the demo, the farm file, the listener, the demo's miners. A restore that was decided is carried out before the
 * engine. What was started is stopped again when a later step fails. Throws `InstanceLockedError`,
 * `DamagedDataError`, `ListenError` or another `AppError`.
 */
export async function startFarm(options: StartFarmOptions): Promise<RunningFarm> {
  const { dataDir, log, clock, version, restart = null } = options;
  const cleanups: (() => void | Promise<void>)[] = [];
  let stopping: Promise<void> | null = null;
  const stop = (): Promise<void> => (stopping ??= runAll(cleanups.toReversed(), log));
  try {
    const listen =
      typeof options.stratum === 'string' ? parseListenAddress(options.stratum) : options.stratum;
    const file = typeof options.farmFile === 'string' ? loadFarmFile(options.farmFile) : options.farmFile;
    makeDataFolder(dataDir);
    const lock = acquireInstanceLock(dataDir);
    cleanups.push(() => lock.release());
    const demo = options.demo ? await startDemo({ clock, log }) : null;
    if (demo) cleanups.push(() => demo.stop());
    const secretBox = withEarlierKeys(options.secretBox, dataDir, log);
    const engine = await openEngine({
      ...{ dataDir, clock, log, version, secretBox, demo, restart },
      lan: options.lan,
    });
    cleanups.push(() => engine.stop());
    const applied = demo?.farmFile ?? file;
    if (applied) engine.applyFarmFile(applied, demo ? 'demo' : 'farm file');
    const stratum = await startEngine(engine, listen);
    demo?.startMiners(stratum);
    return { engine, demo, stratum, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** On the data of a restore, where one was decided; it is noted in them. */
async function openEngine(options: EngineOptions): Promise<Engine> {
  const { dataDir, log, clock } = options;
  const restored = finishRestore(dataDir, log);
  try {
    const engine = Engine.open(options);
    if (restored) noteRestore(engine, restored, clock);
    return engine;
  } catch (error) {
    throw error instanceof DamagedDatabaseError ? await withLastBackup(error, dataDir, log) : error;
  }
}

function noteRestore(engine: Engine, { from, by, decidedAtMs, aside }: RestorePlan, clock: Clock): void {
  new AuditStore(engine.database).add({
    ...{ atMs: clock.nowMs(), by, action: 'backup.restored', subject: from },
    detail: { decidedAtMs, aside },
  });
}

async function startEngine(engine: Engine, listen: ListenAddress | null): Promise<ListenAddress> {
  try {
    return await engine.start(listen);
  } catch (error) {
    throw listenError('The Stratum proxy', listen, error);
  }
}

/** Turns a server's error into `ListenError`; anything else is handed back. */
export function listenError(what: string, wanted: ListenAddress | null, error: unknown): unknown {
  if (!(error instanceof Error) || !('syscall' in error)) return error;
  const failure = error as NodeJS.ErrnoException & { address?: string; port?: number };
  if (failure.syscall !== 'listen' && failure.syscall !== 'getaddrinfo' && failure.syscall !== 'bind')
    return error;
  const host = failure.address ?? wanted?.host ?? '';
  const port = failure.port ?? wanted?.port ?? 0;
  return new ListenError(what, formatAddress({ host, port }), failure);
}

function listenReason(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return 'another program has this port';
    case 'EACCES':
      return 'this user may not use this port';
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return 'this machine does not have this address';
    default:
      return error.message;
  }
}

/** Runs every step, whatever the one before it did. */
async function runAll(steps: (() => void | Promise<void>)[], log: Log): Promise<void> {
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      log.error({ err: error }, 'a part of the farm did not stop cleanly');
    }
  }
}
