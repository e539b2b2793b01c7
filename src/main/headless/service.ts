import { join } from 'node:path';

import { loadFarmFile } from '#engine/config/load-farm-file.ts';
import { realClock } from '#engine/lib/clock.ts';
import type { Log } from '#engine/lib/log.ts';
import { KeyFileSecretBox } from '#engine/lib/secret-box.ts';
import { formatAddress, type ListenAddress } from '#engine/config/addresses.ts';
import { listenError, type RunningFarm, startFarm } from '#main/boot.ts';
import { chooseDataFolder, type DataFolder, makeDataFolder } from '#main/data-folder.ts';
import type { FarmFile } from '#shared/model/farm-file.ts';

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
  /** Stops everything and starts it again on the same ports, as after a restore; stands behind what is under way. */
  restart(): Promise<void>;
  /** Takes no more shares, flushes, closes; a second call waits for the first. */
  stop(): Promise<void>;
}

export interface ServiceDeps {
  log: Log;
  version: string;
  /** From `HASHQUOTA_TOKEN`. */
  environmentToken: string | null;
  /** It was to start again and could not; nothing runs any more. */
  onLost: (error: unknown) => void;
}

/** Starts the farm and its HTTP server. What was started is stopped again when a later step fails. */
export async function startService(options: RunOptions, deps: ServiceDeps): Promise<Service> {
  const farmFile = options.farm === null ? null : loadFarmFile(options.farm);
  const service = new FarmService({ ...options, farmFile }, deps);
  await service.start();
  return service;
}

/** What stays the same when the service starts again. */
type ServiceOptions = RunOptions & { farmFile: FarmFile | null };

class FarmService implements Service {
  readonly #deps: ServiceDeps;
  readonly #folder: DataFolder;
  #options: ServiceOptions;
  #running: { farm: RunningFarm; server: HttpServer } | null = null;
  #ready: ReadyLine | null = null;
  #restarting: Promise<void> = Promise.resolve();
  #stopping: Promise<void> | null = null;

  constructor(options: ServiceOptions, deps: ServiceDeps) {
    this.#options = options;
    this.#deps = deps;
    this.#folder = chooseDataFolder(options);
  }

  get ready(): ReadyLine {
    if (!this.#ready) throw new Error('the service is not started');
    return this.#ready;
  }

  get dataDir(): string {
    return this.#folder.path;
  }

  async start(): Promise<void> {
    try {
      await this.#open();
    } catch (error) {
      this.#folder.release();
      throw error;
    }
  }

  restart(): Promise<void> {
    this.#restarting = this.#restarting.then(() => this.#restart());
    return this.#restarting;
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#restarting.then(async () => {
      await this.#close();
      this.#folder.release();
    });
    return this.#stopping;
  }

  async #restart(): Promise<void> {
    if (this.#stopping) return;
    const { log, onLost } = this.#deps;
    log.info({}, 'starting again');
    try {
      await this.#close();
      await this.#open();
    } catch (error) {
      log.error({ err: error }, 'the service could not start again');
      onLost(error);
    }
  }

  async #open(): Promise<void> {
    const { log, environmentToken } = this.#deps;
    const { dataDir } = this;
    makeDataFolder(dataDir);
    const { tokenFile } = this.#options;
    const token = readToken({ dataDir, tokenFile, fromEnvironment: environmentToken }, log);
    const farm = await this.#startFarm();
    try {
      const { server, http } = await this.#serve(farm, token);
      this.#running = { farm, server };
      this.#options = { ...this.#options, stratum: farm.stratum, http };
      this.#ready = {
        ...{ ready: true as const, pid: process.pid },
        ...{ stratum: formatAddress(farm.stratum), http: httpUrl(http) },
      };
    } catch (error) {
      await farm.stop();
      throw error;
    }
  }

  #startFarm(): Promise<RunningFarm> {
    const { log, version } = this.#deps;
    const { farmFile, stratum, demo, minerPorts } = this.#options;
    return startFarm({
      ...{ dataDir: this.dataDir, farmFile, stratum, demo, log, version, clock: realClock },
      secretBox: new KeyFileSecretBox(join(this.dataDir, 'secret.key')),
      restart: () => void this.restart(),
      ...(minerPorts && { lan: { ports: minerPorts } }),
    });
  }

  async #serve(farm: RunningFarm, token: string): Promise<{ server: HttpServer; http: ListenAddress }> {
    const { log, version } = this.#deps;
    const listen = this.#options.http;
    const server = new HttpServer(
      { door: farm.engine, clock: realClock, log },
      { listen, token, version, uiDir: findUiDir(import.meta.url) },
    );
    const http = await server.start().catch((error: unknown) => {
      throw listenError('The HTTP server', listen, error);
    });
    if (!isLoopback(http.host))
      log.warn({ http: httpUrl(http) }, 'the window and the API are open to the network, without encryption');
    return { server, http };
  }

  async #close(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    if (running) await Promise.all([running.server.stop(), running.farm.stop()]);
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
