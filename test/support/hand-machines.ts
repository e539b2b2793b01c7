import type { MinerFamily } from '#engine/discovery/families.ts';
import { emptyReading } from '#engine/discovery/miner-reading.ts';
import type { MinerDriver, MinerLink, PoolEntry, PoolSnapshot } from '#engine/drivers/driver.ts';
import { MinerError, STANDARD_PORTS, type MinerTrouble } from '#engine/miner-api/miner-host.ts';
import { Emitter } from '#engine/lib/emitter.ts';
import { keySecretBox } from '#engine/lib/secret-box.ts';
import { silentLog } from '#engine/lib/log.ts';
import type { AcceptedShare, PointableMachine, PointingDeps } from '#engine/pointing/pointing-deps.ts';
import { Pointing } from '#engine/pointing/pointing.ts';
import { AuditStore } from '#engine/store/audit-store.ts';
import type { Database } from '#engine/store/database.ts';
import { PointingStore } from '#engine/store/pointing-store.ts';
import type { ChangeRun, MachineAlgorithm } from '#shared/model/machine.ts';

import { FakeClock } from './fake-clock.ts';
import { TempDb } from './temp-db.ts';

export const PROXY = '10.0.0.5:3333';
export const PROXY_URL = `stratum+tcp://${PROXY}`;

type Call = 'snapshot' | 'point' | 'isPointed' | 'restore' | 'isRestored' | 'remove';

/** A machine with settings of its own and the manners that a test gives it. */
export class HandMachine {
  readonly id: string;
  readonly address: string;
  pools: PoolEntry[];
  algorithm: MachineAlgorithm = 'sha256d';
  family: MinerFamily = 'antminer-stock';
  minerId: string | null = null;
  worker: string | null = null;
  /** It says its pools' passwords when asked. */
  tellsPasswords = true;
  /** Its firmware lets pools be written. */
  writable: true | string = true;
  /** It connects and mines where its first pool says. */
  comes = true;
  /** It confirms a write and goes on as before. */
  ignoresWrites = false;
  /** A connection to the proxy goes on whatever is written. */
  keepsSession = false;
  session: { url: string; sinceMs: number } | null = null;
  /** Of a write it takes so many entries before the link breaks. */
  breaksAfter: number | null = null;
  /** Calls that fail, in order; a call not listed works. */
  readonly failures: { call: Call; trouble: MinerTrouble }[] = [];
  isOff = false;
  readonly calls: Call[] = [];

  constructor(number: number, pools?: PoolEntry[]) {
    this.id = `m-0000000000${(number + 16).toString(16)}`;
    this.address = `10.0.1.${number}`;
    this.pools = pools ?? [
      { url: 'stratum+tcp://pool-a.example:3333', user: `farm.rig${number}`, password: `secret-${number}` },
      { url: 'stratum+tcp://pool-b.example:3333', user: `farm.rig${number}`, password: 'backup' },
    ];
  }

  record(): PointableMachine {
    const { id, address, family, algorithm, minerId, worker } = this;
    return {
      id,
      address,
      family,
      algorithm,
      minerId,
      worker,
      model: 'Antminer S19',
      firmware: '2024',
      mac: `00:00:00:00:00:${id.slice(-2)}`,
    };
  }

  begin(call: Call): void {
    this.calls.push(call);
    if (this.isOff) throw new MinerError('unreachable', 'It does not answer.');
    const at = this.failures.findIndex((failure) => failure.call === call);
    const [failure] = at < 0 ? [] : this.failures.splice(at, 1);
    if (failure) throw new MinerError(failure.trouble, `It failed to ${call}.`);
  }

  write(pools: PoolEntry[]): void {
    if (this.ignoresWrites) return;
    if (this.breaksAfter === null) {
      this.pools = pools;
      return;
    }
    this.pools = [...pools.slice(0, this.breaksAfter), ...this.pools.slice(this.breaksAfter)];
    this.breaksAfter = null;
    throw new MinerError('declined', 'It broke off.');
  }
}

/** Pointing over hand-made machines, a real database and a clock that moves when told. */
export class HandFarm {
  readonly clock = new FakeClock();
  readonly temp = new TempDb();
  readonly machines: HandMachine[];
  readonly shares = new Emitter<[AcceptedShare]>();
  readonly taken = new Set<string>();
  readonly ours = new Set([PROXY_URL]);
  /** Pools are chosen in a list that stays, which lets go of entries or does not; null = they are replaced. */
  switching: 'removes' | 'keeps' | null = null;
  /** Where machines reach the proxy. */
  proxy = PROXY;
  /** Ids that lead to another one's machine, as after a merge. */
  readonly aliases = new Map<string, string>();
  readonly held = new Set<string>();
  /** Most machines that were held at one time. */
  heldMost = 0;
  database: Database;
  pointing: Pointing;
  #box = keySecretBox(Buffer.alloc(32, 7));

  constructor(count: number) {
    this.machines = Array.from({ length: count }, (_, index) => new HandMachine(index + 1));
    this.database = this.temp.open(this.clock);
    this.pointing = this.#build();
  }

  get ids(): string[] {
    return this.machines.map(({ id }) => id);
  }

  audit(): { action: string; detail: unknown }[] {
    return new AuditStore(this.database).latest(50).map(({ action, detail }) => ({ action, detail }));
  }

  /** As after a kill: the old program is gone without a word, a new one opens the same file. */
  async restart(): Promise<void> {
    await this.pointing.stop();
    this.database.close();
    this.held.clear();
    this.database = this.temp.open(this.clock);
    this.pointing = this.#build();
    this.pointing.resume();
  }

  /** What was sealed until now cannot be opened any more. */
  async loseKey(): Promise<void> {
    this.#box = keySecretBox(Buffer.alloc(32, 8));
    await this.restart();
  }

  /** As on another PC: nothing is known any more. */
  reinstall(): void {
    this.database = this.temp.open(this.clock, this.temp.file('other.db'));
    this.pointing = this.#build();
  }

  /** Lets time pass until the newest run is over. */
  async over(limitMs = 3_600_000, stepMs = 1000): Promise<ChangeRun> {
    await this.until(() => this.pointing.runs()[0]?.state !== 'running', limitMs, stepMs);
    return this.newest();
  }

  newest(): ChangeRun {
    const run = this.pointing.runs()[0];
    if (!run) throw new Error('no run was begun');
    return run;
  }

  /** Lets time pass and machines mine until `holds`. */
  async until(holds: () => boolean, limitMs = 3_600_000, stepMs = 1000): Promise<void> {
    for (let spentMs = 0; !holds(); spentMs += stepMs) {
      if (spentMs > limitMs) throw new Error(`not within ${limitMs} ms: ${JSON.stringify(this.newest())}`);
      for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
      this.#mine();
      if (holds()) return;
      this.clock.advance(stepMs);
    }
  }

  async dispose(): Promise<void> {
    await this.pointing.stop();
    this.temp.dispose();
  }

  #mine(): void {
    for (const machine of this.machines) {
      const first = machine.pools[0];
      if (!machine.comes || machine.isOff || !first) continue;
      const url = (machine.keepsSession ? machine.session?.url : undefined) ?? first.url;
      if (machine.session?.url !== url) machine.session = { url, sinceMs: this.clock.monotonicMs() };
      const { sinceMs: sessionMs } = machine.session;
      if (this.ours.has(url)) this.shares.emit({ minerId: first.user, worker: first.user, sessionMs });
    }
  }

  #build(): Pointing {
    const { clock, database, held } = this;
    const deps: PointingDeps = {
      machine: (id) => this.machines.find((machine) => machine.id === (this.aliases.get(id) ?? id))?.record(),
      withCredential: (id, action) => action(this.#link(id)),
      drivers: (family) => (family === 'unknown' ? undefined : this.#driverNow()),
      hold: (id) => {
        if (held.has(id)) throw new Error(`${id} is held twice`);
        held.add(id);
        this.heldMost = Math.max(this.heldMost, held.size);
      },
      release: (id) => held.delete(id),
      proxyAddressFor: () => this.proxy,
      workerTaken: (name) => this.taken.has(name) || this.machines.some(({ worker }) => worker === name),
      shareAccepted: this.shares,
      isOurs: (url) => this.ours.has(url),
      store: new PointingStore(database),
      secretBox: this.#box,
      clock,
      log: silentLog,
      audit: new AuditStore(database),
    };
    const pointing = new Pointing(deps);
    pointing.pointed.on((id, { worker }) => (this.#of(id).worker = worker));
    return pointing;
  }

  #driverNow(): MinerDriver {
    if (this.switching === null) return this.#driver;
    const remove: MinerDriver['remove'] = async (link, unwanted) => {
      const machine = this.#begin(link, 'remove');
      machine.write(machine.pools.filter(({ url }) => !unwanted.some((pool) => pool.url === url)));
    };
    const driver = { ...this.#driver, switchesInList: () => true };
    return this.switching === 'removes' ? { ...driver, remove } : driver;
  }

  #link(id: string): MinerLink {
    const { address, family } = this.#of(id);
    const host = { address, ports: STANDARD_PORTS, clock: this.clock };
    return { host, credential: null, family, model: 'Antminer S19', firmware: '2024' };
  }

  #of(place: string): HandMachine {
    const machine = this.machines.find(({ id, address }) => id === place || address === place);
    if (!machine) throw new Error(`there is no machine ${place}`);
    return machine;
  }

  #begin({ host }: MinerLink, call: Call): HandMachine {
    const machine = this.#of(host.address);
    if (!this.held.has(machine.id)) throw new Error(`${machine.id} is asked without being held`);
    machine.begin(call);
    return machine;
  }

  readonly #driver: MinerDriver = {
    families: ['antminer-stock'],
    controls: () => ({
      pools: this.machines.find(({ writable }) => writable !== true)?.writable ?? true,
      blink: false,
      restart: false,
      sleep: false,
      page: false,
      needsCredential: 'never',
    }),
    read: async ({ family }) => emptyReading(family),
    snapshot: async (link) => {
      const { pools, tellsPasswords, family } = this.#begin(link, 'snapshot');
      return {
        family,
        model: link.model,
        firmware: link.firmware,
        takenAtMs: this.clock.nowMs(),
        pools: pools.map((pool) => ({ ...pool, password: tellsPasswords ? pool.password : null })),
        promise: tellsPasswords ? 'exact' : 'typed',
        raw: { fan: 'auto' },
      };
    },
    point: async (link, pool, before) => {
      const machine = this.#begin(link, 'point');
      if (this.switching === null) machine.write([pool, ...before.pools].slice(0, 3));
      else machine.write([pool, ...machine.pools.filter(({ url }) => url !== pool.url)]);
    },
    isPointed: async (link, pool) => {
      const [first] = this.#begin(link, 'isPointed').pools;
      return first?.url === pool.url && first.user === pool.user;
    },
    restore: async (link, before) => {
      if (before.pools.some(({ password }) => password === null)) throw new Error('a password is missing');
      this.#begin(link, 'restore').write(before.pools);
    },
    isRestored: async (link, before) => samePools(this.#begin(link, 'isRestored'), before),
    blink: () => unsupported(),
    restart: () => unsupported(),
    sleep: () => unsupported(),
    wake: () => unsupported(),
  };
}

function samePools({ pools, tellsPasswords }: HandMachine, before: PoolSnapshot): boolean {
  const shown = (list: PoolEntry[]): string =>
    JSON.stringify(list.map(({ url, user, password }) => [url, user, tellsPasswords ? password : null]));
  return shown(pools) === shown(before.pools);
}

function unsupported(): Promise<void> {
  return Promise.reject(new MinerError('unsupported', 'It has no such control.'));
}
