import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readFarmFile } from '#engine/config/farm-file.ts';
import { realClock } from '#engine/lib/clock.ts';
import { silentLog } from '#engine/lib/log.ts';
import { KeyFileSecretBox } from '#engine/lib/secret-box.ts';
import { type RunningFarm, startFarm } from '#main/boot.ts';
import { FarmHost } from '#main/electron/farm-host.ts';
import { HttpServer } from '#main/headless/http-server.ts';

import { FARM_FILE } from './contract-calls.ts';
import { TOKEN } from './http-farm.ts';

/** One real engine behind both shells: the desktop's host and the service's HTTP server. */
export class ContractFarm {
  readonly host: FarmHost;
  /** Of the HTTP server, on 127.0.0.1. */
  readonly port: number;
  readonly #server: HttpServer;
  readonly #dataDir: string;

  static async start(): Promise<ContractFarm> {
    const dataDir = mkdtempSync(join(tmpdir(), 'hashquota-contract-'));
    let farm: RunningFarm | null = null;
    const host = new FarmHost({
      ...{ clock: realClock, log: silentLog },
      start: async () => (farm = await startEngine(dataDir)),
      onRestart: () => undefined,
    });
    await host.start();
    const { engine } = farm!;
    const server = new HttpServer(
      { door: engine, clock: realClock, log: silentLog },
      { listen: { host: '127.0.0.1', port: 0 }, token: TOKEN, version: '1.2.3', uiDir: null },
    );
    const { port } = await server.start();
    return new ContractFarm({ host, server, port, dataDir });
  }

  private constructor(parts: { host: FarmHost; server: HttpServer; port: number; dataDir: string }) {
    this.host = parts.host;
    this.port = parts.port;
    this.#server = parts.server;
    this.#dataDir = parts.dataDir;
  }

  async stop(): Promise<void> {
    await this.#server.stop();
    await this.host.stop();
    rmSync(this.#dataDir, { recursive: true, force: true });
  }
}

/** With the machines that the calls name. */
async function startEngine(dataDir: string): Promise<RunningFarm> {
  const farm = await startFarm({
    ...{ dataDir, farmFile: readFarmFile(FARM_FILE), stratum: '127.0.0.1:0', demo: false },
    ...{ log: silentLog, clock: realClock, version: '1.2.3' },
    secretBox: new KeyFileSecretBox(join(dataDir, 'secret.key')),
  });
  for (const digit of [1, 2, 3, 4]) {
    farm.engine.lan.machinesRoom.sight({
      ...{ address: `127.9.8.${digit}`, mac: `00:11:22:33:44:5${digit}`, serial: null },
      ...{ family: 'cgminer-unknown', model: null, firmware: null },
    });
  }
  return farm;
}
