import type { MinerFamily } from '#engine/discovery/families.ts';
import { emptyReading, type MinerReading } from '#engine/discovery/miner-reading.ts';
import type {
  DriverControls,
  MinerDriver,
  MinerLink,
  PoolEntry,
  PoolSnapshot,
} from '#engine/drivers/driver.ts';
import { MinerError, type MinerTrouble } from '#engine/miner-api/miner-host.ts';

/** One machine at an address, with settings of its own and rules about who may change them. */
export class ToyMiner {
  reading: MinerReading;
  login: { user: string; password: string } | null = null;
  needsCredential: DriverControls['needsCredential'] = 'never';
  /** Wrong logins after which it lets nobody in. */
  locksAfter = Infinity;
  wrongLogins = 0;
  /** All logins that were tried on it, `user:password`. */
  readonly tried: string[] = [];
  /** What every call fails with. */
  trouble: MinerTrouble | null = null;
  /** Calls wait for this. */
  gate: Promise<void> = Promise.resolve();
  reads = 0;
  readonly orders: string[] = [];
  callsNow = 0;
  mostCallsAtOnce = 0;

  constructor(family: MinerFamily, facts: Partial<MinerReading> = {}) {
    this.reading = { ...emptyReading(family), ...facts };
  }

  async call<T>(link: MinerLink, needsLogin: boolean, answer: () => T): Promise<T> {
    this.callsNow += 1;
    this.mostCallsAtOnce = Math.max(this.mostCallsAtOnce, this.callsNow);
    try {
      await this.gate;
      if (this.trouble !== null) throw new MinerError(this.trouble, `It is ${this.trouble}.`);
      if (needsLogin) this.#letIn(link);
      return answer();
    } finally {
      this.callsNow -= 1;
    }
  }

  #letIn({ credential }: MinerLink): void {
    if (this.login === null) return;
    if (this.wrongLogins >= this.locksAfter) throw new MinerError('locked-out', 'It has locked us out.');
    if (credential === null) throw new MinerError('unauthorized', 'It asks for a login.');
    this.tried.push(`${credential.user}:${credential.password}`);
    const { user, password } = this.login;
    if (credential.user !== user || credential.password !== password) {
      this.wrongLogins += 1;
      throw new MinerError('unauthorized', 'It refused the login.');
    }
    this.wrongLogins = 0;
  }
}

/** A LAN of toy machines by address, and the driver that talks to whichever is there. */
export class ToyLan {
  readonly at = new Map<string, ToyMiner>();
  /** Most machines read at the same time. */
  mostReadsAtOnce = 0;
  #readsNow = 0;

  add(address: string, miner: ToyMiner): ToyMiner {
    this.at.set(address, miner);
    return miner;
  }

  driver(family: MinerFamily): MinerDriver {
    const order = (name: string) => (link: MinerLink) =>
      this.#find(link).call(link, true, () => {
        this.#find(link).orders.push(name);
        if (name === 'sleep') this.#find(link).reading.isAsleep = true;
        if (name === 'wake') this.#find(link).reading.isAsleep = false;
      });
    const needs = this.#needs(family);
    return {
      families: [family],
      controls: () => ({
        pools: true,
        blink: true,
        restart: family !== 'unknown',
        sleep: family !== 'unknown',
        page: true,
        needsCredential: needs,
      }),
      read: (link) => this.#read(link),
      snapshot: (): Promise<PoolSnapshot> => Promise.reject(unsupported()),
      point: (_link: MinerLink, _pool: PoolEntry): Promise<void> => Promise.reject(unsupported()),
      isPointed: () => Promise.reject(unsupported()),
      restore: () => Promise.reject(unsupported()),
      isRestored: () => Promise.reject(unsupported()),
      blink: (link, isOn) => order(isOn ? 'blink-on' : 'blink-off')(link),
      restart: order('restart'),
      sleep: order('sleep'),
      wake: order('wake'),
    };
  }

  async #read(link: MinerLink): Promise<MinerReading> {
    const miner = this.#find(link);
    miner.reads += 1;
    this.#readsNow += 1;
    this.mostReadsAtOnce = Math.max(this.mostReadsAtOnce, this.#readsNow);
    try {
      const needsLogin = miner.needsCredential === 'to-read' || link.credential !== null;
      return await miner.call(link, needsLogin, () => structuredClone(miner.reading));
    } finally {
      this.#readsNow -= 1;
    }
  }

  #needs(family: MinerFamily): DriverControls['needsCredential'] {
    for (const { reading, needsCredential } of this.at.values()) {
      if (reading.family === family) return needsCredential;
    }
    return 'never';
  }

  #find({ host }: MinerLink): ToyMiner {
    const miner = this.at.get(host.address);
    if (!miner) throw new MinerError('timeout', 'Nobody answers there.');
    return miner;
  }
}

function unsupported(): MinerError {
  return new MinerError('unsupported', 'Toys have no pools to write.');
}

/** Lets everything run that waits for nothing but its turn. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
