import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Engine } from '#engine/engine.ts';
import type { LanOptions } from '#engine/lan.ts';
import { realClock, type Clock } from '#engine/lib/clock.ts';
import { silentLog } from '#engine/lib/log.ts';
import { KeyFileSecretBox } from '#engine/lib/secret-box.ts';
import { CpuMiner } from '#main/demo/cpu-miner.ts';
import type { ProfileName } from '#main/demo/miner-profiles.ts';
import { ValidatingPool } from '#main/demo/validating-pool.ts';
import type { ValidatingPoolOptions } from '#main/demo/pool-options.ts';
import {
  DEFAULT_ALLOW,
  DEFAULT_ROUND,
  type FarmFile,
  type FarmFileAccount,
  type FarmFileMiner,
} from '#shared/model/farm-file.ts';
import type { AccountView, MinerView } from '#shared/model/snapshot.ts';

export interface TestFarmOptions {
  clock?: Clock;
  dataDir?: string;
  accounts?: (Partial<FarmFileAccount> & { name: string; pools: FarmFileAccount['pools'] })[];
  miners?: FarmFileMiner[];
  difficulty?: Partial<FarmFile['proxy']['difficulty']>;
  round?: FarmFile['round'];
  lan?: LanOptions;
}

/** A real engine on a real data folder and a real port of 127.0.0.1, with pools and miners to go with it. */
export class TestFarm {
  readonly engine: Engine;
  readonly dataDir: string;
  readonly port: number;
  readonly pools: ValidatingPool[] = [];
  readonly miners: CpuMiner[] = [];
  readonly #ownsDataDir: boolean;

  static async start(options: TestFarmOptions = {}): Promise<TestFarm> {
    const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'hashquota-test-'));
    const engine = Engine.open({
      dataDir,
      clock: options.clock ?? realClock,
      log: silentLog,
      version: '0.0.0-test',
      secretBox: new KeyFileSecretBox(join(dataDir, 'key')),
      demo: null,
      lan: options.lan,
      isPassing: true,
    });
    if (options.accounts) engine.applyFarmFile(farmFileOf(options), 'test');
    const { port } = await engine.start({ host: '127.0.0.1', port: 0 });
    return new TestFarm(engine, { dataDir, port, ownsDataDir: options.dataDir === undefined });
  }

  private constructor(engine: Engine, where: { dataDir: string; port: number; ownsDataDir: boolean }) {
    this.engine = engine;
    this.dataDir = where.dataDir;
    this.port = where.port;
    this.#ownsDataDir = where.ownsDataDir;
  }

  /** A connected and authorized miner. */
  async miner(worker: string, profile: ProfileName = 'cgminer'): Promise<CpuMiner> {
    const miner = new CpuMiner({ host: '127.0.0.1', port: this.port, worker, profile, clock: realClock });
    this.miners.push(miner);
    await miner.connect();
    return miner;
  }

  account(id: string): AccountView {
    const found = this.engine.snapshot().accounts.find((account) => account.id === id);
    if (!found) throw new Error(`no account ${id}`);
    return found;
  }

  minerView(id: string): MinerView {
    return this.engine.minerView(id);
  }

  /** Looks after every turn of the event loop until `holds`; fails with `what` after `limitMs`. */
  async until(what: string, holds: () => boolean, limitMs = 20_000): Promise<void> {
    await until(what, holds, limitMs);
  }

  async stop(): Promise<void> {
    for (const miner of this.miners) await miner.close();
    await this.engine.stop();
    if (this.#ownsDataDir) rmSync(this.dataDir, { recursive: true, force: true });
  }
}

export function farmFileOf(options: TestFarmOptions): FarmFile {
  return {
    version: 1,
    proxy: {
      listen: null,
      allow: DEFAULT_ALLOW,
      difficulty: { start: 1e-8, min: 1e-9, max: null, sharesPerMinute: 100_000, ...options.difficulty },
    },
    round: options.round ?? DEFAULT_ROUND,
    policy: 'sequential',
    accounts: (options.accounts ?? []).map((account) => ({
      worker: `${account.name}.farm`,
      password: 'x',
      quota: account.overflow ? null : { work: 1 },
      overflow: false,
      carryOver: false,
      upstream: 'aggregated',
      ...account,
    })),
    miners: options.miners ?? [],
  };
}

/** A pool on a free port of 127.0.0.1 that mines nothing by itself; jobs come when told. */
export async function startPool(options: Partial<ValidatingPoolOptions> = {}): Promise<ValidatingPool> {
  const pool = new ValidatingPool({ clock: realClock, difficulty: 1e-8, ...options });
  await pool.start();
  return pool;
}

/** Resolves when `holds`, looked at after every turn of the event loop; rejects with `what` after `limitMs`. */
export async function until(what: string, holds: () => boolean, limitMs = 20_000): Promise<void> {
  const limit = Date.now() + limitMs;
  while (!holds()) {
    if (Date.now() > limit) throw new Error(`not within ${limitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
