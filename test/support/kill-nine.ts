import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'vitest';

import { realClock, type Clock } from '#engine/lib/clock.ts';
import { CpuMiner } from '#main/demo/cpu-miner.ts';
import type { ProfileName } from '#main/demo/miner-profiles.ts';
import type { ValidatingPool } from '#main/demo/validating-pool.ts';
import type { AccountView, FarmSnapshot, MinerView } from '#shared/model/snapshot.ts';

import { ask } from './http-client.ts';
import { randomFrom } from './random.ts';
import { type Ready, ServiceProcess } from './service.ts';
import { minerIdOf } from './stage.ts';
import { startPool, until } from './test-farm.ts';

const TOKEN = 'a-token-for-the-kill-test';
const DIFFICULTY = 4e-8;
/** Some 30 shares a second to the pools from each of the four. */
const HASHES_PER_SECOND = 5_000;
/** Difficulty-1 shares: about a second of the whole farm. */
const ALICE_WORK = 5e-6;
/** The most shares that miners see answered between a start and the kill. */
const MAX_ANSWERS = 300;
/** On top, so that the kill comes at any phase of the engine's work. */
const MAX_EXTRA_MS = 15;

const MINERS: [worker: string, profile: ProfileName][] = [
  ['farm.bitaxe', 'bitaxe'],
  ['farm.s19', 'antminer'],
  ['farm.cg', 'cgminer'],
  ['farm.five', 'five-params'],
];

/** Comes back after a tenth of a second rather than a whole one. */
const hastyClock: Clock = {
  ...realClock,
  after: (delayMs, run) => realClock.after(delayMs / 10, run),
};

/** The service in a process of its own that is killed again and again; its pools and miners live here. */
export class KillNine {
  readonly #dir = mkdtempSync(join(tmpdir(), 'hashquota-kill-'));
  readonly #random: () => number;
  readonly #pools: { a: ValidatingPool; b: ValidatingPool };
  readonly #stratumPort: number;
  readonly #miners: CpuMiner[] = [];
  #service: ServiceProcess | null = null;
  #ready: Ready | null = null;

  static async start(seed: number): Promise<KillNine> {
    const a = await startPool({ difficulty: DIFFICULTY });
    const b = await startPool({ difficulty: DIFFICULTY, extranonce2Size: 4 });
    const farm = new KillNine(seed, { a, b }, await freePort());
    try {
      await farm.#startService();
      await farm.#connectMiners();
    } catch (error) {
      await farm.stop();
      throw error;
    }
    return farm;
  }

  private constructor(seed: number, pools: { a: ValidatingPool; b: ValidatingPool }, stratumPort: number) {
    this.#random = randomFrom(seed);
    this.#pools = pools;
    this.#stratumPort = stratumPort;
    writeFileSync(this.#farmPath, JSON.stringify(this.#farmFile()));
  }

  /** Sum of what the miners saw accepted. */
  get acceptedByMiners(): number {
    return this.#miners.reduce((sum, { stats }) => sum + stats.accepted, 0);
  }

  snapshot(): Promise<FarmSnapshot> {
    return this.#call('/farm') as Promise<FarmSnapshot>;
  }

  /** Marks a miner or a pool endpoint failed. */
  async mark(kind: 'miners' | 'pools', id: string): Promise<void> {
    await this.#call(`/${kind}/${encodeURIComponent(id)}/failed`, { failed: true, note: 'before the kill' });
  }

  /** Has the miners work, kills the service at some moment, starts it again, and compares. */
  async killOnce(): Promise<void> {
    for (const miner of this.#miners) miner.run();
    const answers = 1 + Math.floor(this.#random() * MAX_ANSWERS);
    await this.#answered(Math.ceil(answers / 2));
    const before = await this.snapshot();
    await this.#answered(Math.floor(answers / 2));
    await new Promise((resolve) => setTimeout(resolve, this.#random() * MAX_EXTRA_MS));
    process.kill(this.#ready?.pid ?? 0, 'SIGKILL');
    expect(await this.#service?.exit()).toBe('SIGKILL');
    for (const miner of this.#miners) miner.halt();
    const { a, b } = this.#pools;
    await until('the pools have noticed', () => a.sessions.length + b.sessions.length === 0);
    await until('the miners have noticed', () => this.#miners.every((miner) => !miner.authorized));
    await this.#startService();
    const after = await this.snapshot();
    this.#compare(before, after);
    await until('all miners are back', () => this.#miners.every((miner) => miner.authorized && miner.job));
  }

  async stop(): Promise<void> {
    for (const miner of this.#miners) await miner.close();
    await this.#service?.kill();
    await this.#pools.a.stop();
    await this.#pools.b.stop();
    rmSync(this.#dir, { recursive: true, force: true });
  }

  #compare(before: FarmSnapshot, after: FarmSnapshot): void {
    expect(after.round).toEqual(before.round);
    expect(after.accounts.map(identityOf)).toEqual(before.accounts.map(identityOf));
    expect(after.miners.map(markOf)).toEqual(before.miners.map(markOf));
    for (const [index, account] of after.accounts.entries())
      this.#compareAccount(before.accounts[index]!, account);
    for (const miner of this.#miners) {
      const id = minerIdOf(miner);
      const counted = after.miners.find((view) => view.id === id)?.acceptedShares ?? 0;
      // What was committed but not answered any more, the miner does not know of.
      const { accepted, lost } = miner.stats;
      expect(counted, `${id}: every share that it saw accepted`).toBeGreaterThanOrEqual(accepted);
      expect(counted, `${id}: no share that it did not send`).toBeLessThanOrEqual(accepted + lost);
      expect(miner.stats.rejections, id).toEqual([]);
    }
  }

  #compareAccount(before: AccountView, after: AccountView): void {
    const { name, acceptedShares: credited, inDoubtShares: inDoubt } = after;
    const pool = name === 'alice' ? this.#pools.a : this.#pools.b;
    const atPool = pool.countsOf(`${name}.farm`);
    expect(credited, `${name}: nothing credited that its pool did not accept`).toBeLessThanOrEqual(
      atPool.acceptedShares,
    );
    expect(credited + inDoubt, `${name}: nothing accepted that is not known`).toBeGreaterThanOrEqual(
      atPool.acceptedShares,
    );
    expect(after.creditedWork, name).toBeCloseTo(credited * DIFFICULTY, 18);
    expect(
      [atPool.rejectedShares, after.rejectedShares, after.staleShares, after.pendingShares],
      name,
    ).toEqual([0, 0, 0, 0]);
    for (const field of ['creditedWork', 'verifiedWork', 'acceptedShares', 'inDoubtShares'] as const)
      expect(after[field], `${name}: ${field}`).toBeGreaterThanOrEqual(before[field]);
    if (before.upToStandard)
      expect([after.upToStandard, after.upToStandardAtMs], name).toEqual([true, before.upToStandardAtMs]);
  }

  async #connectMiners(): Promise<void> {
    for (const [worker, profile] of MINERS) {
      const where = { host: '127.0.0.1', port: this.#stratumPort, worker, profile };
      const rate = { hashrateLimitHps: HASHES_PER_SECOND, clock: hastyClock, reconnect: true };
      const miner = new CpuMiner({ ...where, ...rate });
      this.#miners.push(miner);
      await miner.connect();
    }
  }

  /** Resolves when the miners have had `count` more shares answered. */
  async #answered(count: number): Promise<void> {
    const start = this.#answers;
    await until(`${count} shares are answered`, () => this.#answers - start >= count);
  }

  get #answers(): number {
    return this.#miners.reduce((sum, { stats }) => sum + stats.accepted + stats.rejected, 0);
  }

  async #startService(): Promise<void> {
    const args = ['--data-dir', join(this.#dir, 'data'), '--farm', this.#farmPath, '--log-level', 'warn'];
    const places = ['--stratum', `127.0.0.1:${this.#stratumPort}`, '--http', '127.0.0.1:0'];
    this.#service = new ServiceProcess([...args, ...places], { env: { HASHQUOTA_TOKEN: TOKEN } });
    this.#ready = await this.#service.ready();
  }

  async #call(path: string, body?: object): Promise<unknown> {
    const { status, text, json } = await ask(
      Number(new URL(this.#ready?.http ?? '').port),
      `/api/v1${path}`,
      {
        method: body ? 'POST' : 'GET',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      },
    );
    if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
    return json;
  }

  get #farmPath(): string {
    return join(this.#dir, 'farm.yaml');
  }

  #farmFile(): object {
    const { a, b } = this.#pools;
    const account = (name: string, urls: string[], more: object) => ({
      name,
      pools: urls,
      worker: `${name}.farm`,
      ...more,
    });
    return {
      version: 1,
      proxy: { difficulty: { start: DIFFICULTY / 4, min: DIFFICULTY / 4, sharesPerMinute: 100_000 } },
      // Ends on one day of a leap year's length, and has an end, as real ones do.
      round: { every: '366d', anchor: '00:00', timeZone: 'UTC' },
      accounts: [
        account('alice', [a.url, b.url], { quota: { work: ALICE_WORK } }),
        account('bob', [b.url], { quota: { work: 1 } }),
        account('owner', [b.url], { overflow: true }),
      ],
    };
  }
}

function identityOf({ id, name, order, pools }: AccountView): object {
  return { id, name, order, pools: pools.map((pool) => [pool.id, pool.url, pool.markedFailed]) };
}

function markOf({ id, name, role, markedFailed }: MinerView): object {
  return { id, name, role, markedFailed };
}

/** Below the range from which systems take ports for outgoing connections: it stays free between two starts. */
async function freePort(): Promise<number> {
  for (let port = 20_000 + (process.pid % 10_000); ; port += 1) {
    const server = createServer();
    server.listen(port, '127.0.0.1');
    const isFree = await Promise.race([
      once(server, 'listening').then(() => true),
      once(server, 'error').then(() => false),
    ]).catch(() => false);
    const address = server.address() as AddressInfo | null;
    server.close();
    if (isFree && address) return address.port;
  }
}
