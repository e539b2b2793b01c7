import { join } from 'node:path';

import { loadFarmFile } from '#engine/config/load-farm-file.ts';
import { realClock } from '#engine/lib/clock.ts';
import type { Log } from '#engine/lib/log.ts';
import { KeyFileSecretBox } from '#engine/lib/secret-box.ts';
import { formatAddress } from '#engine/config/addresses.ts';
import { listenError, type RunningFarm, startFarm } from '#main/boot.ts';
import { chooseDataFolder, type DataFolder, makeDataFolder } from '#main/data-folder.ts';

import { readToken } from './api-token.ts';
import type { RunOptions } from './cli-options.ts';
import { HttpServer, httpUrl } from './http-server.ts';
import { findUiDir } from './ui-files.ts';

/** What scripts wait for, as one JSON line. */
interface ReadyLine {
  ready: true;
  pid: number;
  /** host:port, with the real port. */
  stratum: string;
  /** Address of the window and the API. */
  http: string;
}

export interface Service {
  ready: ReadyLine;
  dataDir: string;
  /** Takes no more shares, flushes, closes; a second call waits for the first. */
  stop(): Promise<void>;
}

export interface ServiceDeps {
  log: Log;
  version: string;
  /** From `HASHQUOTA_TOKEN`. */
  environmentToken: string | null;
}

/** Starts the farm and its HTTP server. What was started is stopped again when a later step fails. */
export async function startService(options: RunOptions, deps: ServiceDeps): Promise<Service> {
  const { log, version } = deps;
  const farmFile = options.farm === null ? null : loadFarmFile(options.farm);
  const folder = chooseDataFolder(options);
  const dataDir = folder.path;
  let farm: RunningFarm | null = null;
  try {
    makeDataFolder(dataDir);
    const token = readToken(
      { dataDir, tokenFile: options.tokenFile, fromEnvironment: deps.environmentToken },
      log,
    );
    farm = await startFarm({
      dataDir,
      farmFile,
      stratum: options.stratum,
      demo: options.demo,
      log,
      clock: realClock,
      secretBox: new KeyFileSecretBox(join(dataDir, 'secret.key')),
      version,
      ...(options.minerPorts && { lan: { ports: options.minerPorts } }),
    });
    return await serve({ farm, folder, token }, options, deps);
  } catch (error) {
    await farm?.stop();
    folder.release();
    throw error;
  }
}

async function serve(
  parts: { farm: RunningFarm; folder: DataFolder; token: string },
  options: RunOptions,
  deps: ServiceDeps,
): Promise<Service> {
  const { farm, folder, token } = parts;
  const server = new HttpServer(
    { door: farm.engine, clock: realClock, log: deps.log },
    { listen: options.http, token, version: deps.version, uiDir: findUiDir(import.meta.url) },
  );
  const bound = await server.start().catch((error: unknown) => {
    throw listenError('The HTTP server', options.http, error);
  });
  if (!isLoopback(bound.host))
    deps.log.warn(
      { http: httpUrl(bound) },
      'the window and the API are open to the network, without encryption',
    );
  let stopping: Promise<void> | null = null;
  const stop = async (): Promise<void> => {
    await Promise.all([server.stop(), farm.stop()]);
    folder.release();
  };
  return {
    ready: { ready: true, pid: process.pid, stratum: formatAddress(farm.stratum), http: httpUrl(bound) },
    dataDir: folder.path,
    stop: () => (stopping ??= stop()),
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
