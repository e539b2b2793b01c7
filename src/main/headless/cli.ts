import { DamagedDataError } from '#engine/backup/damaged-data.ts';
import { InstanceLockedError } from '#engine/lib/instance-lock.ts';
import { ListenError } from '#main/boot.ts';
import { AppError } from '#shared/errors.ts';

import { checkFarmFile } from './check-command.ts';
import { HELP, parseCommand, type RunOptions } from './cli-options.ts';
import { type CrashSite, endOnBug } from './crash-note.ts';
import { probeCommand } from './probe-command.ts';
import { restoreCommand } from './restore-command.ts';
import { captureConsole, openServiceLog } from './service-log.ts';
import { type Service, startService } from './service.ts';
import { verifyCommand } from './verify-command.ts';

/** What a script can tell from the way the program ended. */
const EXIT = { done: 0, failed: 1, badInput: 2, folderInUse: 3, portTaken: 4, dataDamaged: 5 } as const;

/** A clean stop takes at most this long. */
const STOP_LIMIT_MS = 4800;
/** Ctrl-C reaches this process twice, from the terminal and through npm; only a later one is impatience. */
const IMPATIENCE_MS = 1000;

/** Runs one command line. Resolves with the exit code, or with null while the service goes on running. */
export async function runCli(args: readonly string[], version: string): Promise<number | null> {
  const environmentToken = takeSecret('HASHQUOTA_TOKEN');
  const password = takeSecret('HASHQUOTA_PASSWORD');
  const passphrase = takeSecret('HASHQUOTA_PASSPHRASE');
  try {
    const command = parseCommand(args);
    switch (command.name) {
      case 'help':
        process.stdout.write(HELP);
        return EXIT.done;
      case 'version':
        process.stdout.write(`${version}\n`);
        return EXIT.done;
      case 'check':
        say(checkFarmFile(command.farm));
        return EXIT.done;
      case 'probe':
        return await probeCommand(command, { password, version, say });
      case 'verify':
        return verifyCommand(command, say);
      case 'restore':
        await restoreCommand(command, { passphrase, say });
        return EXIT.done;
      case 'run':
        await run(command, { version, environmentToken });
        return null;
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    say(error.message);
    return exitCodeOf(error);
  }
}

function exitCodeOf(error: AppError): number {
  if (error instanceof InstanceLockedError) return EXIT.folderInUse;
  if (error instanceof DamagedDataError) return EXIT.dataDamaged;
  if (error instanceof ListenError)
    return error.systemCode === 'EADDRINUSE' || error.systemCode === 'EACCES'
      ? EXIT.portTaken
      : EXIT.badInput;
  return error.code === 'BAD_INPUT' ? EXIT.badInput : EXIT.failed;
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

/** Reads a secret from the environment and takes it out, so that no child process gets it. */
function takeSecret(name: string): string | null {
  const value = process.env[name];
  Reflect.deleteProperty(process.env, name);
  return value ?? null;
}

async function run(
  options: RunOptions,
  deps: { version: string; environmentToken: string | null },
): Promise<void> {
  const log = openServiceLog(options.logLevel);
  captureConsole(log);
  const site: CrashSite = { dataDir: null, stop: null };
  endOnBug(site, log);
  const stops = new StopSignals();
  const service = await startService(options, { ...deps, log, onLost: endLost });
  site.dataDir = service.dataDir;
  site.stop = () => service.stop();
  process.stdout.write(`${JSON.stringify(service.ready)}\n`);
  const { stratum, http } = service.ready;
  log.info({ stratum, http, dataDir: service.dataDir, version: deps.version }, 'ready');
  stops.attach((signal) => {
    log.info({ signal }, 'stopping');
    void stopAndExit(service);
  });
}

/** The service was to start again and could not: whoever started this process finds out by its end. */
function endLost(error: unknown): void {
  say(error instanceof Error ? error.message : String(error));
  process.exit(error instanceof AppError ? exitCodeOf(error) : EXIT.failed);
}

async function stopAndExit(service: Service): Promise<void> {
  setTimeout(() => process.exit(EXIT.failed), STOP_LIMIT_MS).unref();
  await service.stop();
  process.exit(EXIT.done);
}

/** Keeps signals that come during the start until there is something to stop. */
class StopSignals {
  #first: { signal: NodeJS.Signals; atMs: number } | null = null;
  #stop: ((signal: NodeJS.Signals) => void) | null = null;

  constructor() {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
      process.on(signal, () => this.#take(signal));
  }

  attach(stop: (signal: NodeJS.Signals) => void): void {
    this.#stop = stop;
    if (this.#first) stop(this.#first.signal);
  }

  #take(signal: NodeJS.Signals): void {
    if (this.#first) {
      if (performance.now() - this.#first.atMs > IMPATIENCE_MS) process.exit(EXIT.failed);
      return;
    }
    this.#first = { signal, atMs: performance.now() };
    this.#stop?.(signal);
  }
}
