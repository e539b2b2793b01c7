import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'vitest';

import type { PoolEntry } from '#engine/drivers/driver.ts';
import { Child } from '#test/bench/child.ts';

import type { ChildSetup, PointingChild } from './pointing-child.ts';
import { randomFrom } from './random.ts';
import { SimpleMachine } from './simple-machine.ts';

const MACHINES = 50;
/** Pointing one takes four requests that write, putting it back three. */
const WRITES_EACH = 3;
/** By then the first machine is through. */
const LEAST_WRITES = 5;
/** So that the kill comes at any phase between two writes. */
const MAX_EXTRA_MS = 12;
const LIMIT_MS = 60_000;

/** The pointing of 50 machines in a process of its own that is killed in the middle; the machines live here. */
export class KillPointing {
  /** Kills that came before the last machine was through. */
  interrupted = 0;
  /** Kills that left machines with half of a change. */
  leftHalf = 0;
  readonly #dir = mkdtempSync(join(tmpdir(), 'hashquota-point-'));
  readonly #random: () => number;
  readonly #proxyPort: number;
  readonly #machines: { id: string; machine: SimpleMachine; before: PoolEntry[] }[] = [];
  #child: Child<PointingChild> | null = null;

  static async start(seed: number): Promise<KillPointing> {
    const farm = new KillPointing(seed, await freePort());
    await farm.#addMachines();
    await farm.#startChild();
    return farm;
  }

  private constructor(seed: number, proxyPort: number) {
    this.#random = randomFrom(seed);
    this.#proxyPort = proxyPort;
  }

  /** Points all, or puts all back where most are pointed, kills in the middle, starts again, and compares. */
  async killOnce(): Promise<void> {
    const pointed = this.#machines.filter((each) => this.#has(each) === 'pointed').length;
    const isPointed = pointed > MACHINES / 2;
    const startWrites = this.#writes;
    await this.#call('change', isPointed ? 'restore' : 'point');
    const most = (isPointed ? pointed : MACHINES - pointed) * WRITES_EACH;
    const writes = LEAST_WRITES + Math.floor(this.#random() * (most - LEAST_WRITES));
    const isDue = (): boolean => this.#writes - startWrites >= writes && this.#isHalfWay;
    await this.#until(async () => isDue() || !(await this.#call('isRunning')));
    await this.#kill();
    const goal = isPointed ? 'before' : 'pointed';
    if (this.#machines.some((each) => this.#has(each) !== goal)) this.interrupted += 1;
    if (this.#isHalfWay) this.leftHalf += 1;
    await this.#startChild();
    if (this.#random() < 0.3) {
      await this.#kill();
      await this.#startChild();
    }
    await this.#until(async () => !(await this.#call('isRunning')));
    await this.#compare();
  }

  /** Every machine's settings are as they were before the first kill. */
  async restoreAll(): Promise<void> {
    await this.#call('change', 'restore');
    await this.#until(async () => !(await this.#call('isRunning')));
    for (const each of this.#machines) expect(each.machine.pools, each.id).toEqual(each.before);
  }

  async stop(): Promise<void> {
    await this.#child?.kill();
    for (const { machine } of this.#machines) machine.stop();
    rmSync(this.#dir, { recursive: true, force: true });
  }

  async #compare(): Promise<void> {
    const journal = new Map((await this.#call('journal')).map((line) => [line.machineId, line]));
    for (const each of this.#machines) {
      const { id, machine } = each;
      const line = journal.get(id);
      const has = this.#has(each);
      expect(['pointed', 'before'], `${id} has ${JSON.stringify(machine.pools)}`).toContain(has);
      expect(machine.wasBare, `${id} was without pools`).toBe(false);
      expect(line?.pools, `${id}: ${line?.step} ${line?.text}`).toEqual(
        machine.pools.map(({ url, user }) => ({ url, user })),
      );
      expect(['done', 'rolled-back', 'cancelled'], `${id}: ${line?.text}`).toContain(line?.step);
    }
  }

  #has({
    machine,
    before,
  }: {
    machine: SimpleMachine;
    before: PoolEntry[];
  }): 'pointed' | 'before' | 'neither' {
    const text = JSON.stringify(machine.pools);
    if (text === JSON.stringify(before)) return 'before';
    const [first, ...rest] = machine.pools;
    const isOurs = first?.url === `stratum+tcp://127.0.0.1:${this.#proxyPort}`;
    return isOurs && JSON.stringify(rest) === JSON.stringify(before) ? 'pointed' : 'neither';
  }

  get #isHalfWay(): boolean {
    return this.#machines.some((each) => this.#has(each) === 'neither');
  }

  get #writes(): number {
    return this.#machines.reduce((sum, { machine }) => sum + machine.writes, 0);
  }

  async #kill(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, this.#random() * MAX_EXTRA_MS));
    await this.#child?.kill();
    await this.#until(async () => this.#machines.every(({ machine }) => machine.isAtRest));
  }

  async #addMachines(): Promise<void> {
    for (let number = 1; number <= MACHINES; number += 1) {
      const user = `farm.rig${number}`;
      const before = [
        { url: 'stratum+tcp://pool-a.example:3333', user, password: `first-${number}` },
        { url: 'stratum+tcp://pool-b.example:3333', user, password: `second-${number}` },
      ];
      const options = { proxyPort: this.#proxyPort, random: this.#random };
      const machine = await SimpleMachine.start({ ...options, pools: structuredClone(before) });
      this.#machines.push({ id: `m-${number.toString(16)}`, machine, before });
    }
  }

  async #startChild(): Promise<void> {
    this.#child = new Child(new URL('./pointing-child.ts', import.meta.url).href, []);
    const setup: ChildSetup = {
      file: join(this.#dir, 'hashquota.db'),
      keyFile: join(this.#dir, 'key'),
      proxyPort: this.#proxyPort,
      machines: this.#machines.map(({ id, machine }) => ({ id, port: machine.port })),
    };
    await this.#call('start', setup);
  }

  #call<Name extends keyof PointingChild & string>(
    name: Name,
    ...input: Parameters<PointingChild[Name]>
  ): Promise<Awaited<ReturnType<PointingChild[Name]>>> {
    if (!this.#child) throw new Error('the program was not started');
    return this.#child.call(name, ...input);
  }

  async #until(holds: () => Promise<boolean>): Promise<void> {
    const limitMs = Date.now() + LIMIT_MS;
    while (!(await holds())) {
      if (Date.now() > limitMs) {
        throw new Error(`not within ${LIMIT_MS} ms: ${JSON.stringify(await this.#call('journal'))}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
  }
}

/** Below the range from which systems take ports for outgoing connections: it stays free between two starts. */
async function freePort(): Promise<number> {
  for (let port = 19_000 + (process.pid % 900); ; port += 1) {
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
